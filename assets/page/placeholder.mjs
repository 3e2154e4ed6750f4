/** The placeholder: the image that the page comes with, until the figure is drawn (components/page/placeholder.py). */

/** The layout is there, in whose place the placeholder lies. */
export function mountPlaceholder() {
  document.querySelector(".placeholder")?.classList.add("mounted");
}

/** The figure shows what the address says. */
export function removePlaceholder() {
  document.documentElement.classList.remove("opening");
  document.querySelector(".placeholder")?.remove();
}
