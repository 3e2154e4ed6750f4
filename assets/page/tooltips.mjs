/** Tooltips: sentences beside a [data-help] element on hover, focus and touch. */

import { beside, h } from "./dom.mjs";

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
    const { left, top } = beside(mark, tip, 6);
    tip.style.left = `${left}px`;
    tip.style.top = `${top}px`;
  }

  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
    document.addEventListener(type, update);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tip.hidden) return;
    tip.hidden = true;
    event.preventDefault(); // so that it closes nothing else
  });
}
