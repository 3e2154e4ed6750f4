/**
 * The selected region, whose pixels are lit up in all pictures and views. It is chosen by a click on one
 * of its pixels, or in the menu beside the pictures, and released by another click or Escape. While
 * something moves, the light follows the region.
 */

import { covered } from "../page/dialogs.mjs";
import { pixelsWith } from "./regions.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { Pixel } from "../live/picture.mjs" */

export class Selection {
  /** Label of the region, 0 for none. */
  label = 0;
  /** The marks of the pictures that are this selection's. @type {Uint8Array | null} */
  #marked = null;
  #marking = false;
  /** @type {(() => void)[]} */
  #followers = [];

  /**
   * @param {Pick<CanvasRenderer, "mark" | "marked" | "labelAt" | "shownLabels">} renderer
   * @param {(label: number, other: number) => void} merge called when another region is chosen to be merged
   */
  constructor(renderer, merge) {
    this.renderer = renderer;
    this.merge = merge;
  }

  /** Call a function after each change. @param {() => void} follower */
  follow(follower) {
    this.#followers.push(follower);
  }

  /** Select a region, 0 for none. @param {number} label */
  select(label) {
    this.label = label;
    this.light();
    this.#changed();
  }

  #changed() {
    for (const follower of this.#followers) follower();
  }

  /**
   * Select the region at a pixel; release it if it is the selected one; with `more`, merge it with that.
   * @param {Pixel} at @param {boolean} more
   */
  pick(at, more) {
    const label = this.renderer.labelAt(at);
    if (!label) return;
    if (more && this.label && label !== this.label) this.merge(this.label, label);
    else this.select(label === this.label ? 0 : label);
  }

  /** Light up the pixels that the region has now; release it if it has none. */
  light() {
    const { renderer } = this;
    if (!this.label && !this.#marked) return;
    const pixels = this.label ? pixelsWith(renderer.shownLabels, this.label) : [];
    const lost = Boolean(this.label) && !pixels.length;
    if (lost) this.label = 0;
    this.#marking = true;
    renderer.mark(pixels.length ? pixels : null);
    this.#marking = false;
    this.#marked = renderer.marked;
    if (lost) this.#changed();
  }

  /** Release the region if other pixels were marked in its place. */
  marksChanged() {
    if (this.#marking || !this.label || this.renderer.marked === this.#marked) return;
    this.label = 0;
    this.#marked = null;
    this.#changed();
  }
}

/** Connect the selection to clicks and keys. @param {Selection} selection @param {CanvasRenderer} renderer @param {Store} store */
export function connectSelection(selection, renderer, store) {
  renderer.axes.onClick = (at, original, shift) => {
    // On the original, clicks beside the circles add some, and with the view of the graph choose edges.
    const { picture, views } = store.state;
    if (!original || (picture && !views.includes("graph"))) selection.pick(at, shift);
  };
  renderer.followView(() => selection.marksChanged());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || covered() || !selection.label) return;
    event.preventDefault(); // one Escape does one thing
    selection.select(0);
  });
}
