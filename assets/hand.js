// @ts-check
/// <reference path="./types.d.ts" />
/** What can be taken of one circle: a ring, a grip, and what a screen reader hears of it. */
(() => {
  const SVG = "http://www.w3.org/2000/svg";

  /** @param {string} tag @param {Record<string, any>} attributes @param {...Element} children */
  function s(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children);
    return element;
  }

  /** @param {number} i */
  function hand(i) {
    const parts = ["area", "halo", "ring"].map((name) => s("circle", { class: `hand-${name}` }));
    // A line of no length with round ends is a dot of the same size at every zoom.
    const grips = ["grip-halo", "grip"].map((name) => s("path", { class: `hand-${name}` }));
    const told = {
      role: "slider",
      tabindex: 0,
      "aria-label": `Circle ${i + 1}`,
      "aria-roledescription": "circle",
      "aria-keyshortcuts": "Delete Insert D + - Enter",
      "aria-valuemin": 0,
    };
    return s("g", { class: "hand", "data-hand": i, ...told }, ...parts, ...grips);
  }

  /** @param {Element} element of `hand` @param {CircleState} circle @param {number} size */
  function drawHand(element, circle, size) {
    const { row, col, radius } = circle;
    // A number that is being typed may be none: the last good place stays.
    if (![row, col, radius].every(Number.isFinite)) return;
    const set = (/** @type {Element} */ part, /** @type {Record<string, any>} */ attributes) => {
      for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
    };
    const r = Math.max(0, radius);
    for (const part of element.querySelectorAll("circle")) set(part, { cx: col, cy: row, r });
    const side = col + r < size ? col + r : col - r;
    for (const part of element.querySelectorAll("path")) set(part, { d: `M${side} ${row}h0` });
    set(element, {
      "aria-valuenow": row,
      "aria-valuemax": Math.max(size, row),
      "aria-valuetext": window.cutlab.circles.place(circle),
    });
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { hand, drawHand, s });
})();
