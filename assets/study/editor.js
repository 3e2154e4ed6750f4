// @ts-check
/// <reference path="../types.d.ts" />
/** A new study from the text of one: another study's, changed, or a file's. */
(() => {
  const { h, study } = window.cutlab;

  class StudyEditor {
    /** @param {any} page */
    constructor(page) {
      this.page = page;
      this.title = h("h2", { id: "study-editor-title" });
      this.text = h("textarea", { id: "study-text", spellcheck: "false", rows: 18 });
      this.file = h("input", { type: "file", id: "study-file", accept: ".json,application/json", onchange: () => this.#read() });
      this.problem = h("p", { class: "notice", role: "alert" });
      const button = (text, run) => h("button", { type: "button", class: "button", onclick: run }, text);
      this.dialog = /** @type {HTMLDialogElement} */ (
        h("dialog", { class: "dialog study-editor", "aria-labelledby": "study-editor-title" },
          h("div", { class: "dialog-head" }, this.title, button("Close", () => this.dialog.close())),
          h("div", { class: "study-tools" }, h("label", { for: "study-file" }, "From a file"), this.file),
          h("label", { for: "study-text" }, "The study"), this.text, this.problem,
          h("div", { class: "dialog-tools" },
            button("Run", () => this.#add(true)), button("Keep for later", () => this.#add(false))))
      );
    }

    /** @param {number | string | null} id of the study to begin with */
    open(id) {
      return this.page.attempt(async () => {
        this.title.textContent = id === null ? "A study from a file" : "Duplicate and change";
        this.problem.textContent = "";
        this.text.value = "";
        this.file.value = "";
        if (id !== null) {
          const { study: spec, query } = await study.ask(`/${id}`);
          // Where the explorer can show what it varies, it is changed there.
          if (query !== null) return location.assign(`/?${query}#vary=${id}`);
          this.text.value = JSON.stringify({ ...spec, name: `${spec.name} (copy)` }, null, 2);
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
        await this.page.add(JSON.parse(this.text.value), start);
      } catch (error) {
        const json = error instanceof SyntaxError ? `The study must be JSON: ${error.message}.` : study.sentence(error);
        this.problem.textContent = json;
      }
    }
  }

  window.cutlab.StudyEditor = StudyEditor;
})();
