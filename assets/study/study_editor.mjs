/** The editor of a study's text: another study's, changed, or a file's. */

import { button, describeError, h } from "../page/dom.mjs";
import { api } from "./api_client.mjs";

/** @import { StudySpec } from "./api_client.mjs" */
/** @import { StudyPages } from "./pages.mjs" */

export class StudyEditor {
  /** @param {StudyPages} pages */
  constructor(pages) {
    this.pages = pages;
    this.title = h("h2", { id: "study-editor-title" });
    this.text = h("textarea", { id: "study-text", spellcheck: "false", rows: 18 });
    const type = { type: "file", id: "study-file", accept: ".json,application/json" };
    this.file = h("input", { ...type, onchange: () => this.#read() });
    this.problem = h("p", { class: "notice", role: "alert" });
    this.dialog = h(
      "dialog",
      { class: "dialog study-editor", "aria-labelledby": "study-editor-title" },
      h("div", { class: "dialog-head" }, this.title, button("Close", () => this.dialog.close())),
      h("div", { class: "study-tools" }, h("label", { for: "study-file" }, "From a file"), this.file),
      h("label", { for: "study-text" }, "The study"),
      this.text,
      this.problem,
      h(
        "div",
        { class: "dialog-tools" },
        button("Run", () => this.#add(true)),
        button("Keep for later", () => this.#add(false)),
      ),
    );
  }

  /** @param {number | string | null} id of the study to begin with */
  open(id) {
    return this.pages.attempt(async () => {
      this.title.textContent = id === null ? "A study from a file" : "Duplicate and change";
      this.problem.textContent = "";
      this.text.value = "";
      this.file.value = "";
      if (id !== null) {
        const { study, query } = await api.get(id);
        // Where the explorer can show what it varies, it is changed there.
        if (query !== null) return location.assign(`/?${query}#vary=${id}`);
        this.text.value = JSON.stringify({ ...study, name: `${study.name} (copy)` }, null, 2);
      }
      this.dialog.showModal();
      (id === null ? this.file : this.text).focus();
    });
  }

  async #read() {
    this.text.value = (await this.file.files?.[0]?.text()) ?? "";
    this.problem.textContent = "";
  }

  /** @param {boolean} start */
  async #add(start) {
    this.problem.textContent = "";
    try {
      const study = /** @type {StudySpec} */ (JSON.parse(this.text.value));
      await this.pages.add(study, start);
    } catch (error) {
      const json = error instanceof SyntaxError;
      this.problem.textContent = json ? `The study must be JSON: ${error.message}.` : describeError(error);
    }
  }
}
