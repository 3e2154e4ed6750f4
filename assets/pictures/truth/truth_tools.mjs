/**
 * The truth beside a picture: a file of true regions that the reader adds, and takes away. It lives where
 * pictures live, in this browser, and its hash is in the state. Each is a step of undo.
 */

import { button, h, hide, write } from "../../page/browser/dom.mjs";

/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Store } from "../../state/store.mjs" */

export const TRUTHS = ".png,.tif,.tiff,.npy,.mat,image/png,image/tiff";
const HELP =
  "True regions, to compare with: numbers or colours as PNG or TIFF, numbers as .npy, or the regions of several " +
  "people as a .mat file of the Berkeley set. The file is as large as the picture's, or smaller in the same proportions. It stays in this browser.";

export class TruthTools {
  /** Those who drew the truth on screen. */
  #people = 0;
  /** The one of the state, of whom a link may tell before the truth is there, or wrongly. */
  #person = 1;
  #picture = "";
  #truth = "";

  /**
   * @param {Store} store @param {HTMLElement} person control of the person
   * @param {HTMLElement} outlines control of the outlines
   * @param {(file: File) => void} open
   */
  constructor(store, person, outlines, open) {
    this.person = person;
    this.outlines = outlines;
    this.input = h("input", { type: "file", accept: TRUTHS, hidden: true, class: "truth-input", "aria-label": "File of a truth" });
    this.input.addEventListener("change", () => {
      const [file] = this.input.files ?? [];
      this.input.value = ""; // so that the same file can be chosen again
      if (file) open(file);
    });
    this.add = button("Add a truth…", () => this.input.click());
    this.notice = h("p", { class: "notice", role: "alert" }); // on files; the one below is of the state
    this.remove = button("Take away", () => {
      store.merge({ truth: "", truth_file: "", person: 1 });
      this.add.focus({ preventScroll: true }); // the button goes
    });
    this.name = h("span", { class: "quiet" });
    const help = h("button", { type: "button", class: "help", "aria-label": `Truth: ${HELP}`, "data-help": HELP }, "?");
    this.element = h(
      "div",
      { class: "control truth-tools", role: "group", "aria-label": "Truth", "data-field": "truth", "data-section": "truth" },
      h("div", { class: "control-head" }, h("span", {}, "Truth"), help, this.add, this.remove),
      this.name,
      this.notice,
      person,
      outlines,
      h("div", { class: "notice", "data-notice": "truth" }),
      this.input,
    );
    this.showPeople();
  }

  /** Show the control of the person if there are several. @param {number} [people] who drew the truth */
  showPeople(people = 0) {
    this.#people = people;
    this.#offerPeople();
  }

  #offerPeople() {
    hide(this.person, this.#people <= 1 && this.#person <= 1);
  }

  /** @param {ExplorerState} state */
  show({ picture, truth, truth_file: file, person }) {
    if (picture !== this.#picture || (this.#truth && !truth)) write(this.notice, "");
    [this.#picture, this.#truth] = [picture, truth];
    this.#person = Number(person ?? 1);
    this.#offerPeople();
    write(this.add, truth ? "Another…" : "Add a truth…");
    write(this.name, truth ? String(file || "the truth") : "");
    hide(this.remove, !truth);
    hide(this.outlines, !truth);
  }
}
