/** The page of one study: how far it is, what it says, and what can be done with it. */

import { button, findAll, h, write } from "../page/dom.mjs";
import { api, count, describeKind, describeProgress, isBusy, ROOT, sceneLink, STATES } from "./api_client.mjs";
import { StudyChart } from "./study_chart.mjs";

/** @import { FigureContent, StudyRow, StudySpec } from "./api_client.mjs" */
/** @import { StudyPages } from "./pages.mjs" */

/** Actions, and the states that allow them. @type {Record<string, {title: string, in: string[]}>} */
const ACTS = {
  pause: { title: "Pause", in: ["queued", "running"] },
  resume: { title: "Go on", in: ["paused", "cancelled", "failed"] },
  cancel: { title: "Cancel", in: ["queued", "running", "paused"] },
  retry: { title: "Run failed trials again", in: [] },
};
const FILES = { csv: "Trials as CSV", parquet: "Trials as Parquet", json: "The study as JSON" };

export class StudyPage {
  /** @type {StudyRow | null} */
  #row = null;
  /** @type {StudySpec | null} */
  #spec = null;
  /** @type {Map<string, StudyChart>} */
  #charts = new Map();

  /** @param {StudyPages} pages @param {string} id */
  constructor(pages, id) {
    this.pages = pages;
    this.id = id;
    const wanted = new URLSearchParams(location.hash.slice(1));
    this.view = {
      output: wanted.get("output") ?? "",
      other: wanted.get("other") ?? "",
      missing: wanted.get("missing") === "mean" ? "mean" : "",
    };
    this.name = h("h2", { tabindex: "-1", id: "study-name" });
    this.state = h("span", { class: "study-state", role: "status" });
    this.notes = h("p", { class: "study-notes" });
    this.kind = h("p", { class: "quiet" });
    this.bar = h("progress", { "aria-label": "Progress" });
    this.facts = h("p", { class: "study-facts" });
    this.message = h("p", { class: "warning" });
    this.newName = h("input", { type: "text", id: "study-new-name", required: true, maxlength: 200 });
    this.newNotes = h("textarea", { id: "study-new-notes", rows: 4, maxlength: 20000 });
    this.form = this.#form();
    this.acts = this.#acts();
    const output = () => this.#look({ output: this.outputs.value });
    const other = () => this.#look({ other: this.others.value });
    const missing = () => this.#look({ missing: this.impute.checked ? "mean" : "" });
    this.outputs = h("select", { id: "study-output", onchange: output });
    this.others = h("select", { id: "study-other", onchange: other });
    const checked = this.view.missing === "mean";
    this.impute = h("input", { type: "checkbox", id: "study-impute", checked, onchange: missing });
    const imputing = "Take the mean for missing values";
    this.imputing = h("label", { for: "study-impute", class: "study-impute" }, this.impute, imputing);
    this.figures = h("div", { class: "study-figures" });
    this.edit = button("Edit name and notes", () => this.#edit(true));
    this.body = h("div", { class: "study-item-body" }, h("div", {}, this.notes, this.kind));
    const head = h("div", { class: "study-head" }, this.name, this.state, this.edit);
    this.text = h("div", {}, head, this.body);
    this.element = h(
      "section",
      { class: "study-one", "aria-labelledby": "study-name" },
      this.text,
      this.form,
      this.bar,
      this.facts,
      this.message,
      this.acts,
      h(
        "div",
        { class: "study-tools" },
        h("label", { for: "study-output" }, "Output"),
        this.outputs,
        h("label", { for: "study-other" }, "Compare with"),
        this.others,
        this.imputing,
      ),
      this.figures,
    );
  }

  #acts() {
    const acts = Object.entries(ACTS).map(([act, { title }]) =>
      button(title, () => this.#act(act), { "data-act": act }),
    );
    const links = Object.entries(FILES).map(([type, title]) =>
      h("a", { class: "button", href: `${ROOT}/${this.id}/export.${type}`, download: "" }, title),
    );
    const duplicate = button("Duplicate and change", () => this.pages.editor.open(this.id));
    const remove = button("Delete", () => this.#row && this.pages.remove(this.#row));
    return h("div", { class: "study-acts" }, ...acts, duplicate, remove, ...links);
  }

  #form() {
    const form = h(
      "form",
      { class: "study-form", hidden: "" },
      h("label", { for: "study-new-name" }, "Name"),
      this.newName,
      h("label", { for: "study-new-notes" }, "Notes"),
      this.newNotes,
      h(
        "div",
        { class: "study-acts" },
        h("button", { type: "submit", class: "button" }, "Save"),
        button("Leave as it is", () => this.#edit(false)),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#describe();
    });
    form.addEventListener("keydown", ({ key }) => key === "Escape" && this.#edit(false));
    return form;
  }

  async start() {
    const { study, ...row } = await api.get(this.id);
    this.#spec = study;
    this.#offerOutputs(study);
    this.body.prepend(sceneLink(row.query, row.name, `#study=${this.id}`));
    this.#show(row);
    await Promise.all([this.#offerOthers(), this.refresh()]);
  }

  /** @param {StudySpec} study */
  #offerOutputs(study) {
    const names = this.pages.outputsOf(study);
    if (!names.includes(this.view.output)) {
      this.view.output = names.includes("adjusted_rand") ? "adjusted_rand" : names[0];
    }
    const options = names.map((value) =>
      h("option", { value, selected: value === this.view.output }, this.pages.titles[value]),
    );
    this.outputs.replaceChildren(...options);
  }

  async #offerOthers() {
    const { studies } = await api.list();
    const rest = studies.filter(({ id }) => String(id) !== this.id);
    const options = rest.map(({ id, name }) =>
      h("option", { value: id, selected: String(id) === this.view.other }, name),
    );
    this.others.replaceChildren(h("option", { value: "" }, "none"), ...options);
    this.others.disabled = rest.length === 0;
    this.view.other = this.others.value;
  }

  /** @param {Partial<StudyPage["view"]>} changes */
  #look(changes) {
    Object.assign(this.view, changes);
    history.replaceState(null, "", `#${this.#wanted}`);
    this.pages.now();
  }

  /** The view as query and address have it. */
  get #wanted() {
    const { output, other, missing } = this.view;
    return String(new URLSearchParams({ output, ...(other && { other }), ...(missing && { missing }) }));
  }

  /** @returns {Promise<boolean>} whether something is going on */
  async refresh() {
    const wanted = this.#wanted;
    const { row, figures, problems = [], imputable } = await api.look(this.id, wanted);
    if (wanted !== this.#wanted) return true; // something else is wanted meanwhile
    this.#show(row);
    this.imputing.hidden = !imputable && !this.view.missing;
    this.pages.showProblem(problems.join(" "));
    if (figures) this.#draw(figures);
    return isBusy(row);
  }

  /** @param {StudyRow} row */
  #show(row) {
    this.#row = row;
    document.title = `${row.name} – Cutlab`;
    write(this.name, row.name);
    write(this.notes, row.notes);
    write(this.state, STATES[row.state]);
    this.state.dataset.state = row.state;
    write(this.message, row.message ?? "");
    write(this.facts, describeProgress(row));
    const seeds = count(this.#spec?.replicates ?? 1, "noise seed");
    write(this.kind, `${describeKind(row)}. ${seeds} a point.`);
    Object.assign(this.bar, { max: row.n_trials, value: row.recorded });
    this.bar.hidden = row.state === "done";
    for (const act of findAll("[data-act]", this.acts)) {
      const { act: name = "" } = act.dataset;
      const can = name === "retry" ? row.failed > 0 : ACTS[name].in.includes(row.state);
      if (!can && act === document.activeElement) this.name.focus(); // the focus must not vanish with it
      act.hidden = !can;
    }
  }

  /** @param {Record<string, FigureContent>} figures */
  #draw(figures) {
    for (const [name, chart] of this.#charts) {
      if (name in figures) continue;
      chart.remove();
      this.#charts.delete(name);
    }
    for (const [name, content] of Object.entries(figures)) {
      const chart = this.#charts.get(name) ?? this.#makeChart(name);
      this.#charts.set(name, chart);
      this.figures.append(chart.element);
      chart.show(content);
    }
  }

  /** @param {string} name */
  #makeChart(name) {
    return new StudyChart(name, {
      open: (trial) => this.#open(trial),
      file: () => (this.#row?.name ?? "").replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase(),
    });
  }

  /** Colours have changed. */
  redraw() {
    for (const chart of this.#charts.values()) chart.draw();
  }

  /** @param {string} act */
  #act(act) {
    return this.pages.attempt(async () => {
      await api.act(this.id, act);
      this.pages.now();
    });
  }

  /** A trial as the explorer's scene. @param {number} trial */
  #open(trial) {
    return this.pages.attempt(async () => {
      const { query, problem } = await api.trial(this.id, trial);
      if (problem) throw new Error(problem);
      location.assign(`/?${query}#study=${this.id}`);
    });
  }

  /** @param {boolean} on */
  #edit(on) {
    this.form.hidden = !on;
    this.text.hidden = on;
    if (on) {
      this.newName.value = this.#row?.name ?? "";
      this.newNotes.value = this.#row?.notes ?? "";
      this.newName.focus();
    } else this.edit.focus();
  }

  #describe() {
    return this.pages.attempt(async () => {
      const [name, notes] = [this.newName.value, this.newNotes.value];
      await api.act(this.id, "describe", { name, notes });
      if (this.#row) this.#show({ ...this.#row, name, notes });
      this.#edit(false);
      this.pages.announce("Saved.");
    });
  }
}
