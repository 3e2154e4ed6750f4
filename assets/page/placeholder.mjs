/** The placeholder: an image that is shown until the figure is drawn (components/page/placeholder.py). */

/** Reduce the placeholder to its image once the layout is there. */
export function mountPlaceholder() {
  document.querySelector(".placeholder")?.classList.add("mounted");
}

/** Remove the placeholder once the figure shows the state of the address. */
export function removePlaceholder() {
  document.documentElement.classList.remove("opening");
  document.querySelector(".placeholder")?.remove();
}
