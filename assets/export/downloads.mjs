/** Downloads: a menu of files of what is on screen, and the code for it. */

import { dialog } from "../page/dialogs.mjs";
import { beside, describeError, find, findAll, save } from "../page/dom.mjs";
import { CodeDialog } from "./code_dialog.mjs";

/** @import { Config, ExplorerState } from "../state/model.mjs" */

export class Downloads {
  /**
   * @param {HTMLElement} root @param {Config} config
   * @param {() => ExplorerState} state what is on screen
   */
  constructor(root, config, state) {
    this.config = config;
    this.state = state;
    this.status = find(".export-status", root);
    this.problem = find(".export-problem", root);
    this.openers = findAll(".export-open, .code-open", root);
    this.menu = find(".export-menu", root);
    const opener = /** @type {HTMLButtonElement} */ (find(".export-open", root));
    this.menu.popover = "auto"; // Escape and a click elsewhere close it
    opener.popoverTargetElement = this.menu;
    this.menu.addEventListener("toggle", () => {
      const { left, top } = beside(opener, this.menu, 4);
      this.menu.style.left = `${scrollX + left}px`;
      this.menu.style.top = `${scrollY + top}px`;
    });
    for (const entry of findAll("[data-export]", this.menu)) {
      entry.addEventListener("click", () => this.#export(entry.dataset.export ?? ""));
    }
    const fetchText = (/** @type {string} */ name) => this.#fetch(name).then((answer) => answer.text());
    this.code = new CodeDialog(dialog(".code-dialog"), config.files, fetchText);
    find(".code-open", root).addEventListener("click", () => this.#showCode());
  }

  /** Whether there is something to take away. @param {boolean} possible */
  enable(possible) {
    for (const opener of this.openers) opener.toggleAttribute("disabled", !possible);
    if (!possible && this.menu.matches(":popover-open")) this.menu.hidePopover();
  }

  /** @param {string} name of a kind of file */
  async #export(name) {
    const file = this.config.files[name];
    this.menu.hidePopover();
    this.#announce(`Making ${file} …`);
    try {
      save(await this.#fetch(name).then((response) => response.blob()), file);
      this.#announce(`Saved ${file}.`);
    } catch (error) {
      this.#announce("", `${file} could not be made: ${describeError(error)}`);
    }
  }

  async #showCode() {
    this.#announce("");
    try {
      await this.code.open();
    } catch (error) {
      this.#announce("", `The code could not be written: ${describeError(error)}`);
    }
  }

  /** @param {string} status @param {string} [problem] */
  #announce(status, problem = "") {
    this.status.textContent = status;
    this.problem.textContent = problem;
  }

  /** A file of what is on screen. @param {string} name */
  async #fetch(name) {
    const body = JSON.stringify({ file: name, state: this.state() });
    let response;
    try {
      response = await fetch(this.config.export_path, { method: "POST", body });
    } catch {
      throw new Error("The server does not answer. Try again in a moment.");
    }
    if (!response.ok) throw new Error(await response.text());
    return response;
  }
}
