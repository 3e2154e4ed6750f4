// @ts-check
/** Sentences that explain: shown beside a [data-help] element on hover, focus and touch. */
(() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true"); // the element's own label says the same
  tip.hidden = true;

  /** @param {Event} event */
  function update(event) {
    const target = /** @type {Element} */ (event.target);
    const mark = event.type.endsWith("out") ? null : target.closest?.("[data-help]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("data-help");
    if (!tip.isConnected) document.body.append(tip);
    const at = mark.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const below = at.bottom + height + 8 < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    tip.style.top = `${below ? at.bottom + 6 : at.top - height - 6}px`;
  }

  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
    document.addEventListener(type, update);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tip.hidden) return;
    tip.hidden = true;
    event.preventDefault(); // it closes nothing else
  });
})();
