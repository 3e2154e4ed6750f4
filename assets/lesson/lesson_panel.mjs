/** The panel where a lesson is made: its steps in a list under the pictures. */

import { button, findAll, h, onAction, save } from "../page/dom.mjs";

/** @import { Config } from "../state/model.mjs" */
/** @import { Lesson } from "./lesson.mjs" */
/** @import { LessonStep } from "./storage.mjs" */

const FILE = "cutlab-lesson.json";

export class LessonPanel {
  /** The steps that the rows show. @type {LessonStep[]} */
  #shown = [];

  /** @param {HTMLElement} root @param {Lesson} lesson @param {Config} config */
  constructor(root, lesson, config) {
    this.lesson = lesson;
    this.limits = config.lesson_limits;
    this.count = h("span", { class: "quiet" });
    this.list = h("ol", { class: "lesson-steps" });
    this.status = h("p", { class: "quiet", role: "status" });
    this.problem = h("p", { class: "notice", role: "alert" });
    this.empty = h(
      "p",
      { class: "lesson-empty" },
      "The list is empty. Set a scene, then press “Add this state”; or import a list from a file.",
    );
    const present = () => lesson.go(Math.max(0, lesson.at), "present");
    this.present = button("Present", present, { class: "lesson-present" });
    this.export = button("Export", () => this.#export(), { class: "lesson-export" });
    this.back = button("Take back", () => this.#takeBack(), { class: "lesson-back" });
    this.add = button("Add this state", () => this.#add(), { class: "lesson-add" });
    const type = { type: "file", accept: ".json,application/json", hidden: "" };
    const file = h("input", { ...type, "aria-label": "File of a lesson" });
    file.addEventListener("change", () => this.#import(file));
    const choose = button("Import", () => file.click(), { class: "lesson-import" });
    this.summary = h("summary", {}, "Lesson ", this.count);
    this.details = h(
      "details",
      {},
      this.summary,
      h("p", { class: "quiet" }, "States to show to a class, one after the other. The list is kept in this browser."),
      h("div", { class: "buttons" }, this.add, this.present, this.export, choose, this.back),
      file,
      this.status,
      this.problem,
      this.empty,
      this.list,
    );
    root.append(this.details);
    onAction("lesson", () => this.#open());
    lesson.follow(() => this.#show());
  }

  #open() {
    this.details.open = true;
    this.summary.focus();
    this.summary.scrollIntoView({ block: "start" });
  }

  #add() {
    if (this.lesson.add()) this.#announce(`Added as step ${this.lesson.steps.length}.`);
  }

  #export() {
    save(new Blob([this.lesson.text], { type: "application/json" }), FILE);
    this.#announce(`Saved ${FILE}.`);
  }

  #takeBack() {
    this.lesson.takeBack();
    this.#announce("The last change of the list is taken back.");
  }

  /** @param {HTMLInputElement} input */
  async #import(input) {
    const [file] = input.files ?? [];
    if (file) this.#announce(await this.lesson.import(file));
    input.value = ""; // so that the same file can be chosen again
  }

  /** @param {string} text */
  #announce(text) {
    this.status.textContent = text;
  }

  #show() {
    const { steps, at, problem, before } = this.lesson;
    this.count.textContent = steps.length === 1 ? "1 step" : `${steps.length} steps`;
    this.empty.hidden = steps.length > 0;
    for (const tool of [this.present, this.export]) tool.disabled = steps.length === 0;
    this.back.disabled = before.length === 0;
    if (problem) this.#announce("");
    this.problem.textContent = problem;
    if (problem) this.details.open = true;
    // A row in which somebody types is not replaced.
    const focused = document.activeElement?.closest("input, textarea") ?? null;
    const typed = steps.length === this.#shown.length && this.list.contains(focused);
    if (steps !== this.#shown && !typed) this.list.replaceChildren(...steps.map((_, i) => this.#row(i)));
    this.#shown = steps;
    [...this.list.children].forEach((row, i) => row.setAttribute("aria-current", String(i === at)));
  }

  /** @param {number} i */
  #row(i) {
    const { lesson } = this;
    const step = (/** @type {string} */ text, /** @type {string} */ what, /** @type {() => void} */ act, disabled = false) =>
      button(text, act, { "aria-label": `${what} step ${i + 1}`, title: what, disabled, "data-do": what });
    const last = lesson.steps.length - 1;
    const row = h(
      "li",
      {},
      this.#field(h("input", { ...this.#props(i, "title"), type: "text" }), i, "title"),
      h(
        "div",
        { class: "buttons" },
        step("Show", "Show", () => lesson.go(i)),
        step("Set anew", "Put what is on screen into", () => this.#replace(i)),
        step("↑", "Move up", () => this.#move(i, i - 1, "Move up"), i === 0),
        step("↓", "Move down", () => this.#move(i, i + 1, "Move down"), i === last),
        step("✕", "Remove", () => this.#remove(i)),
      ),
      this.#field(h("textarea", { ...this.#props(i, "note"), rows: 2 }), i, "note"),
    );
    row.addEventListener("keydown", (event) => {
      const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!way || !event.altKey) return;
      event.preventDefault();
      this.#move(i, i + way, /** @type {HTMLElement} */ (event.target).dataset.do);
    });
    return row;
  }

  /** @param {number} i @param {"title" | "note"} field */
  #props(i, field) {
    const label = { title: "Title", note: "Note" }[field];
    return { maxlength: this.limits[field], placeholder: label, "aria-label": `${label} of step ${i + 1}` };
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} input @param {number} i @param {"title" | "note"} field */
  #field(input, i, field) {
    input.value = this.lesson.steps[i][field];
    input.addEventListener("input", () => this.lesson.edit(i, field, input.value));
    return input;
  }

  /** @param {number} i @param {number} to @param {string} [tool] which keeps the focus */
  #move(i, to, tool) {
    if (to < 0 || to >= this.lesson.steps.length) return;
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    this.lesson.move(i, to);
    this.#announce(`Moved to place ${to + 1}.`);
    const row = this.list.children[to];
    const [again] = tool ? findAll(`[data-do="${tool}"]:not(:disabled)`, row) : [];
    (again ?? row.querySelector("input"))?.focus();
  }

  /** @param {number} i */
  #replace(i) {
    if (!this.lesson.add(i)) return;
    this.#announce(`Step ${i + 1} is what is on screen now.`);
    findAll('[data-do^="Put"]', this.list.children[i])[0]?.focus();
  }

  /** @param {number} i */
  #remove(i) {
    const title = this.lesson.title(i);
    this.lesson.remove(i);
    this.#announce(`Removed “${title}”. “Take back” brings it back.`);
    const removers = findAll('[data-do="Remove"]', this.list);
    (removers[Math.min(i, removers.length - 1)] ?? this.add).focus();
  }
}
