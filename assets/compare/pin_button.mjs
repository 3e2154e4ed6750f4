/** The button, and the key, that pin the state on screen or unpin it. */

import { button, h, write } from "../page/browser/dom.mjs";
import { onLetter } from "../page/dialogs.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Pinning } from "./pinning.mjs" */

const PINNED = "A is pinned. Change something: “Compare” below shows what differs.";
const TITLES = {
  pin: "Keep what is on screen as A, to compare later changes with it (A)",
  unpin: "Stop comparing with A (A)",
};

export class PinButton {
  #pinned = "";

  /** @param {HTMLElement} place @param {Pinning} pinning */
  constructor(place, pinning) {
    this.pinning = pinning;
    this.button = button("Pin as A", () => this.#press(), { class: "pin", title: TITLES.pin });
    this.status = h("span", { class: "quiet pin-status", role: "status" });
    place.append(this.button, this.status);
    pinning.onProblem = (problem) => write(this.status, problem);
    onLetter("a", () => {
      if (document.documentElement.dataset.view === "full" && this.button.checkVisibility()) this.#press();
    });
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
    this.button.title = TITLES[text ? "unpin" : "pin"];
  }
}
