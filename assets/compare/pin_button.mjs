/** The button, and the key, that pin the state on screen or unpin it. */

import { button, h, write } from "../page/browser/dom.mjs";
import { covered } from "../page/dialogs.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Pinning } from "./pinning.mjs" */

const KEY = "a";
const FIELDS = "input:not([type=range]), textarea, select, [contenteditable]"; // these take the key
const PINNED = "A is pinned. Change something: “Compare” below shows what differs.";

export class PinButton {
  #pinned = "";

  /** @param {HTMLElement} place @param {Pinning} pinning */
  constructor(place, pinning) {
    this.pinning = pinning;
    this.button = button("Pin as A", () => this.#press(), { class: "pin" });
    this.button.title = `Compare what comes with what is on screen now (${KEY.toUpperCase()})`;
    this.status = h("span", { class: "quiet pin-status", role: "status" });
    place.append(this.button, this.status);
    document.addEventListener("keydown", (event) => {
      const { key, target, repeat, ctrlKey, metaKey, altKey } = event;
      if (key.toLowerCase() !== KEY || repeat || ctrlKey || metaKey || altKey || covered()) return;
      if (document.documentElement.dataset.view !== "full" || !this.button.checkVisibility()) return;
      if (!(target instanceof Element && target.matches(FIELDS))) this.#press();
    });
    document.addEventListener("cutlab:swap", () => pinning.swap());
  }

  #press() {
    if (this.#pinned) this.pinning.unpin();
    else this.pinning.pin();
  }

  /** @param {ExplorerState} state */
  show({ pinned }) {
    const text = String(pinned);
    if (text === this.#pinned) return write(this.status, ""); // something was changed
    write(this.status, text && !this.#pinned ? PINNED : "");
    this.#pinned = text;
    write(this.button, text ? "Unpin A" : "Pin as A");
  }
}
