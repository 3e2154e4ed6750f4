// @ts-check
/// <reference path="./types.d.ts" />
/** Where a lesson is made: its steps in a list under the pictures. */
(() => {
  const FILE = "cutlab-lesson.json";

  class LessonPanel {
    /** @param {HTMLElement} root @param {any} lesson @param {Config} config */
    constructor(root, lesson, config) {
      this.lesson = lesson;
      this.limits = config.lesson_limits;
      /** What the rows show. @type {LessonStep[]} */
      this.shown = [];
      this.#build(root);
      document.querySelector('[data-action="lesson"]')?.addEventListener("click", () => this.#open());
      lesson.follow(() => this.#show());
    }

    /** @param {HTMLElement} root */
    #build(root) {
      const { h, save } = window.cutlab;
      const { lesson } = this;
      const button = (/** @type {string} */ text, name, onclick) =>
        h("button", { type: "button", class: `button ${name}`, onclick }, text);
      this.count = h("span", { class: "quiet" });
      this.list = h("ol", { class: "lesson-steps" });
      this.status = h("p", { class: "quiet", role: "status" });
      this.problem = h("p", { class: "notice", role: "alert" });
      this.empty = h(
        "p",
        { class: "lesson-empty" },
        "The list is empty. Set a scene, then press “Add this state”; or import a list from a file.",
      );
      this.present = button("Present", "lesson-present", () => lesson.go(Math.max(0, lesson.at), "present"));
      this.export = button("Export", "lesson-export", () => {
        save(new Blob([lesson.text], { type: "application/json" }), FILE);
        this.#tell(`Saved ${FILE}.`);
      });
      this.back = button("Take back", "lesson-back", () => {
        lesson.takeBack();
        this.#tell("The last change of the list is taken back.");
      });
      const file = h("input", { type: "file", accept: ".json,application/json", hidden: "", "aria-label": "File of a lesson" });
      file.addEventListener("change", () => this.#import(file));
      this.details = h(
        "details",
        {},
        h("summary", {}, "Lesson ", this.count),
        h("p", { class: "quiet" }, "States to show to a class, one after the other. The list is kept in this browser."),
        h(
          "div",
          { class: "buttons" },
          button("Add this state", "lesson-add", () => lesson.add() && this.#tell(`Added as step ${lesson.steps.length}.`)),
          this.present,
          this.export,
          button("Import", "lesson-import", () => file.click()),
          this.back,
        ),
        file,
        this.status,
        this.problem,
        this.empty,
        this.list,
      );
      root.append(this.details);
    }

    #open() {
      this.details.open = true;
      const summary = this.details.querySelector("summary");
      summary.focus();
      summary.scrollIntoView({ block: "start" });
    }

    /** @param {HTMLInputElement} input */
    async #import(input) {
      const [file] = input.files ?? [];
      if (file) this.#tell(await this.lesson.import(file));
      input.value = ""; // so that the same file can be chosen again
    }

    /** @param {string} text */
    #tell(text) {
      this.status.textContent = text;
    }

    #show() {
      const { steps, at, problem, before } = this.lesson;
      this.count.textContent = steps.length === 1 ? "1 step" : `${steps.length} steps`;
      this.empty.hidden = steps.length > 0;
      for (const button of [this.present, this.export]) button.disabled = steps.length === 0;
      this.back.disabled = before.length === 0;
      if (problem) this.#tell("");
      this.problem.textContent = problem;
      if (problem) this.details.open = true;
      // What is being typed is there already.
      const typed = steps.length === this.shown.length && this.list.contains(document.activeElement?.closest("input, textarea") ?? null);
      if (steps !== this.shown && !typed) this.list.replaceChildren(...steps.map((_, i) => this.#row(i)));
      this.shown = steps;
      [...this.list.children].forEach((row, i) => row.setAttribute("aria-current", String(i === at)));
    }

    /** @param {number} i */
    #row(i) {
      const { h } = window.cutlab;
      const { lesson } = this;
      const { title, note } = lesson.steps[i];
      const name = `step ${i + 1}`;
      const text = (/** @type {"title" | "note"} */ field, tag, props) => {
        const label = { title: "Title", note: "Note" }[field];
        const input = h(tag, { ...props, maxlength: this.limits[field], placeholder: label, "aria-label": `${label} of ${name}` });
        input.value = { title, note }[field];
        input.addEventListener("input", () => lesson.edit(i, field, input.value));
        return input;
      };
      const button = (/** @type {string} */ sign, what, onclick, disabled = false) =>
        h("button", { type: "button", class: "button", "aria-label": `${what} ${name}`, title: what, disabled, "data-do": what, onclick }, sign);
      const last = lesson.steps.length - 1;
      const row = h(
        "li",
        {},
        text("title", "input", { type: "text" }),
        h(
          "div",
          { class: "buttons" },
          button("Show", "Show", () => lesson.go(i)),
          button("Set anew", "Put what is on screen into", () => this.#replace(i)),
          button("↑", "Move up", () => this.#move(i, i - 1, "Move up"), i === 0),
          button("↓", "Move down", () => this.#move(i, i + 1, "Move down"), i === last),
          button("✕", "Remove", () => this.#remove(i)),
        ),
        text("note", "textarea", { rows: 2 }),
      );
      row.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
        const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!way || !event.altKey) return;
        event.preventDefault();
        this.#move(i, i + way, /** @type {HTMLElement} */ (event.target).dataset.do);
      });
      return row;
    }

    /** @param {number} i @param {number} to @param {string} [button] which keeps the focus */
    #move(i, to, button) {
      if (to < 0 || to >= this.lesson.steps.length) return;
      /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
      this.lesson.move(i, to);
      this.#tell(`Moved to place ${to + 1}.`);
      const row = this.list.children[to];
      const again = button && row.querySelector(`[data-do="${button}"]:not(:disabled)`);
      /** @type {HTMLElement} */ (again || row.querySelector("input")).focus();
    }

    /** @param {number} i */
    #replace(i) {
      if (!this.lesson.add(i)) return;
      this.#tell(`Step ${i + 1} is what is on screen now.`);
      /** @type {HTMLElement} */ (this.list.children[i].querySelector('[data-do^="Put"]')).focus();
    }

    /** @param {number} i */
    #remove(i) {
      const title = this.lesson.title(i);
      this.lesson.remove(i);
      this.#tell(`Removed “${title}”. “Take back” brings it back.`);
      const rows = this.list.children;
      const next = rows[Math.min(i, rows.length - 1)]?.querySelector('[data-do="Remove"]');
      (next ?? this.details.querySelector(".lesson-add")).focus();
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { LessonPanel });
})();
