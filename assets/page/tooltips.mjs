/** Tooltips: sentences beside a [data-help] element on hover, focus and touch. */

import { h } from "./browser/dom.mjs";

const GAP = 6; // pixels between a tooltip and its element

export function connectTooltips() {
  // Screen readers have the same text in the label of the element.
  const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: "" });

  /** @param {Event} event */
  function update(event) {
    const target = /** @type {Element} */ (event.target);
    const mark = event.type.endsWith("out") ? null : target.closest?.("[data-help]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("data-help");
    if (!tip.isConnected) document.body.append(tip);
    const { left, top, bottom } = mark.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const below = bottom + height + 8 < innerHeight || top < height + 8;
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    tip.style.top = `${below ? bottom + GAP : top - height - GAP}px`;
  }

  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
    document.addEventListener(type, update);
  }
  addEventListener("resize", () => (tip.hidden = true)); // its element is elsewhere now
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tip.hidden) return;
    tip.hidden = true;
    event.preventDefault(); // so that it does not close anything else
  });
}
