// @ts-check
/// <reference path="../types.d.ts" />
/** What a parameter of a study runs over: two thumbs on one track and their numbers, or values. */
(() => {
  const { h, position, valueAt } = window.cutlab;

  /**
   * @param {Knob} knob with the name, and the ends of its track
   * @param {VaryRange} range is changed in place
   * @param {() => void} changed
   */
  function brush(knob, range, changed) {
    const cubic = knob.scale === "cubic";
    const ends = cubic ? { min: 0, max: 1, step: 0.001 } : { min: knob.minimum, max: knob.maximum, step: knob.step };
    const thumb = (/** @type {"low" | "high"} */ end, /** @type {string} */ word) =>
      /** @type {HTMLInputElement} */ (
        h("input", { type: "range", role: "slider", class: `vary-${end}`, ...ends, "aria-label": `${knob.title}, ${word}` })
      );
    const box = (/** @type {"low" | "high"} */ end, /** @type {string} */ word) =>
      /** @type {HTMLInputElement} */ (
        h("input", { type: "number", step: "any", inputmode: "decimal", "aria-label": `${knob.title}, ${word}`, "data-end": end })
      );
    const thumbs = { low: thumb("low", "from"), high: thumb("high", "to") };
    const boxes = { low: box("low", "from"), high: box("high", "to") };
    const log = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", "aria-label": `${knob.title}, logarithmic` }));
    const track = h("div", { class: "vary-brush" }, thumbs.low, thumbs.high);

    /** @param {"low" | "high"} end @param {number | null} value */
    function put(end, value) {
      range[end] = value;
      show();
      changed();
    }

    /** The thumbs do not pass each other. @param {"low" | "high"} end */
    function pushed(end) {
      const least = Number(ends.step);
      const other = thumbs[end === "low" ? "high" : "low"].valueAsNumber;
      const place = end === "low" ? Math.min(thumbs.low.valueAsNumber, other - least) : Math.max(thumbs.high.valueAsNumber, other + least);
      const value = valueAt(knob, place, true);
      put(end, cubic || knob.integer ? value : Number(value.toPrecision(12)));
    }

    function show() {
      for (const end of /** @type {const} */ (["low", "high"])) {
        const value = range[end];
        if (value === null) continue;
        if (boxes[end].valueAsNumber !== value) boxes[end].value = String(value);
        thumbs[end].value = String(position(knob, value));
        thumbs[end].setAttribute("aria-valuetext", String(value));
      }
      const part = (/** @type {HTMLInputElement} */ input) => (input.valueAsNumber - ends.min) / (ends.max - ends.min);
      track.style.setProperty("--from", `${100 * part(thumbs.low)}%`);
      track.style.setProperty("--to", `${100 * part(thumbs.high)}%`);
      thumbs.low.style.zIndex = part(thumbs.low) > 0.5 ? "2" : "1"; // so that it can be had at the far end
      log.checked = range.scale === "log";
    }

    for (const end of /** @type {const} */ (["low", "high"])) {
      thumbs[end].addEventListener("input", () => pushed(end));
      boxes[end].addEventListener("input", () => put(end, boxes[end].value === "" ? null : boxes[end].valueAsNumber));
    }
    log.addEventListener("input", () => {
      range.scale = log.checked ? "log" : "linear";
      changed();
    });
    // Beside the thumbs the track takes the nearer one there.
    track.addEventListener("pointerdown", (event) => {
      if (event.target !== track) return;
      const { left, width } = track.getBoundingClientRect();
      const place = ends.min + ((event.clientX - left - 8) / (width - 16)) * (ends.max - ends.min);
      const far = (/** @type {"low" | "high"} */ end) => Math.abs(thumbs[end].valueAsNumber - place);
      const end = far("low") < far("high") ? "low" : "high";
      thumbs[end].valueAsNumber = place;
      pushed(end);
      thumbs[end].focus();
      event.preventDefault();
    });
    show();
    const numbers = h("div", { class: "vary-numbers" }, boxes.low, h("span", {}, "to"), boxes.high,
      h("span", { class: "unit" }, knob.unit ?? ""), h("label", {}, log, "log"));
    return knob.slider ? [track, numbers] : [numbers];
  }

  /**
   * @param {Knob} knob
   * @param {VaryChoice} choice is changed in place
   * @param {() => void} changed
   */
  function values(knob, choice, changed) {
    const known = knob.kind === "switch" ? [[true, "on"], [false, "off"]] : Object.entries(knob.labels ?? {});
    if (!known.length) return [h("p", { class: "vary-values" }, choice.values.join(", "))];
    const boxes = known.map(([value, text]) => {
      const input = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: choice.values.includes(value) }));
      input.addEventListener("input", () => {
        const on = known.filter((_, i) => boxes[i].input.checked);
        choice.values = on.map(([each]) => each);
        changed();
      });
      return { input, element: h("label", {}, input, text) };
    });
    const group = { role: "group", class: "vary-values", "aria-label": `${knob.title}, values` };
    return [h("div", group, ...boxes.map(({ element }) => element))];
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { brush, values });
})();
