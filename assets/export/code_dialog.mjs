/** The dialog with the code for what is on screen, a tab for each script. */

import { copyElement } from "../page/clipboard.mjs";
import { find, findAll, save } from "../page/dom.mjs";

export class CodeDialog {
  /** @type {Record<string, string>} */
  #scripts = {};

  /**
   * @param {HTMLDialogElement} element
   * @param {Record<string, string>} files by kind their names
   * @param {(name: string) => Promise<string>} fetchText of a kind of file
   */
  constructor(element, files, fetchText) {
    this.element = element;
    this.files = files;
    this.fetchText = fetchText;
    this.text = find(".code-text", element);
    this.status = find(".code-status", element);
    this.tabs = findAll("[data-code]", element);
    this.chosen = this.tabs[0];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.#choose(tab));
    find(".code-tabs", element).addEventListener("keydown", (event) => this.#step(event));
    find(".code-copy", element).addEventListener("click", () => this.#copy());
    find(".code-download", element).addEventListener("click", () => this.#download());
  }

  async open() {
    const names = this.tabs.map((tab) => tab.dataset.code ?? "");
    const texts = await Promise.all(names.map((name) => this.fetchText(name)));
    this.#scripts = Object.fromEntries(names.map((name, i) => [name, texts[i]]));
    this.#choose(this.chosen);
    this.element.showModal();
    this.chosen.focus();
  }

  /** @param {HTMLElement} tab */
  #choose(tab) {
    this.chosen = tab;
    for (const other of this.tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    this.text.textContent = this.#scripts[tab.dataset.code ?? ""];
    this.text.scrollTo(0, 0);
    this.text.setAttribute("aria-labelledby", tab.id);
    this.status.textContent = "";
  }

  /** @param {KeyboardEvent} event */
  #step({ key }) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const at = this.tabs.indexOf(this.chosen) + step + this.tabs.length;
    this.#choose(this.tabs[at % this.tabs.length]);
    this.chosen.focus();
  }

  async #copy() {
    const copied = await copyElement(this.text);
    this.status.textContent = copied
      ? "Copied."
      : "The browser does not allow it: select the text and copy it.";
  }

  #download() {
    const name = this.chosen.dataset.code ?? "";
    const file = this.files[name];
    save(new Blob([this.#scripts[name]], { type: "text/x-python" }), file);
    this.status.textContent = `Saved ${file}.`;
  }
}
