// @ts-check
/// <reference path="../types.d.ts" />
/** One study: how far it is, what it says, and what can be done with it. */
(() => {
  const { h, study, StudyChart } = window.cutlab;
  const { ask, busy, count, kind, progress, ROOT, STATES } = study;

  // What can be done in which states.
  const ACTS = {
    pause: { title: "Pause", in: ["queued", "running"] },
    resume: { title: "Go on", in: ["paused", "cancelled", "failed"] },
    cancel: { title: "Cancel", in: ["queued", "running", "paused"] },
    retry: { title: "Run failed trials again", in: [] },
  };
  const FILES = { csv: "Trials as CSV", parquet: "Trials as Parquet", json: "The study as JSON" };

  class StudyOne {
    /** @param {any} page @param {string} id */
    constructor(page, id) {
      this.page = page;
      this.id = id;
      this.root = `/${id}`;
      this.row = null;
      /** @type {Record<string, any>} */
      this.charts = {};
      const wanted = new URLSearchParams(location.hash.slice(1));
      this.output = wanted.get("output") ?? "";
      this.other = wanted.get("other") ?? "";
      this.missing = wanted.get("missing") === "mean" ? "mean" : "";
      this.#build();
    }

    #build() {
      this.name = h("h2", { tabindex: "-1", id: "study-name" });
      this.state = h("span", { class: "study-state", role: "status" });
      this.notes = h("p", { class: "study-notes" });
      this.kind = h("p", { class: "quiet" });
      this.bar = h("progress", { "aria-label": "Progress" });
      this.facts = h("p", { class: "study-facts" });
      this.message = h("p", { class: "warning" });
      this.form = this.#form();
      const buttons = Object.entries(ACTS).map(([act, { title }]) =>
        h("button", { type: "button", class: "button", "data-act": act, onclick: () => this.#act(act) }, title));
      const links = Object.entries(FILES).map(([type, title]) =>
        h("a", { class: "button", href: `${ROOT}${this.root}/export.${type}`, download: "" }, title));
      this.acts = h("div", { class: "study-acts" }, ...buttons,
        h("button", { type: "button", class: "button", onclick: () => this.page.editor.open(this.id) }, "Duplicate and change"),
        h("button", { type: "button", class: "button", onclick: () => this.#remove() }, "Delete"),
        ...links);
      this.outputs = h("select", { id: "study-output", onchange: () => this.#look({ output: this.outputs.value }) });
      this.others = h("select", { id: "study-other", onchange: () => this.#look({ other: this.others.value }) });
      this.impute = h("input", { type: "checkbox", id: "study-impute", checked: this.missing === "mean",
        onchange: () => this.#look({ missing: this.impute.checked ? "mean" : "" }) });
      this.imputing = h("label", { for: "study-impute", class: "study-impute" }, this.impute, "Take the mean for missing values");
      const choose = h("div", { class: "study-tools" },
        h("label", { for: "study-output" }, "Output"), this.outputs,
        h("label", { for: "study-other" }, "Compare with"), this.others, this.imputing);
      this.figures = h("div", { class: "study-figures" });
      this.edit = h("button", { type: "button", class: "button", onclick: () => this.#edit(true) }, "Edit name and notes");
      this.body = h("div", { class: "study-item-body" }, h("div", {}, this.notes, this.kind));
      this.text = h("div", {}, h("div", { class: "study-head" }, this.name, this.state, this.edit), this.body);
      this.element = h("section", { class: "study-one", "aria-labelledby": "study-name" },
        this.text, this.form, this.bar, this.facts, this.message, this.acts, choose, this.figures);
    }

    #form() {
      this.newName = h("input", { type: "text", id: "study-new-name", required: true, maxlength: 200 });
      this.newNotes = h("textarea", { id: "study-new-notes", rows: 4, maxlength: 20000 });
      const form = h("form", { class: "study-form", hidden: true },
        h("label", { for: "study-new-name" }, "Name"), this.newName,
        h("label", { for: "study-new-notes" }, "Notes"), this.newNotes,
        h("div", { class: "study-acts" }, h("button", { type: "submit", class: "button" }, "Save"),
          h("button", { type: "button", class: "button", onclick: () => this.#edit(false) }, "Leave as it is")));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#describe();
      });
      form.addEventListener("keydown", (event) => {
        if (/** @type {KeyboardEvent} */ (event).key === "Escape") this.#edit(false);
      });
      return form;
    }

    async start() {
      const { study: spec, ...row } = await ask(this.root);
      this.spec = spec;
      this.#outputs();
      this.body.prepend(study.scene(row.query, row.name, `#study=${this.id}`));
      this.#show(row);
      await Promise.all([this.#others(), this.refresh()]);
    }

    #outputs() {
      const names = this.page.outputsOf(this.spec);
      if (!names.includes(this.output)) this.output = names.includes("adjusted_rand") ? "adjusted_rand" : names[0];
      this.outputs.replaceChildren(...names.map((name) => h("option", { value: name, selected: name === this.output }, this.page.titles[name])));
    }

    async #others() {
      const { studies } = await ask("");
      const rest = studies.filter(({ id }) => String(id) !== this.id);
      const options = rest.map(({ id, name }) => h("option", { value: id, selected: String(id) === this.other }, name));
      this.others.replaceChildren(h("option", { value: "" }, "none"), ...options);
      this.others.disabled = rest.length === 0;
      this.other = this.others.value;
    }

    /** @param {{output?: string, other?: string, missing?: string}} changes */
    #look(changes) {
      Object.assign(this, changes);
      history.replaceState(null, "", `#${this.#wanted()}`);
      this.page.now();
    }

    /** What is looked at, as the query and the page's address have it. */
    #wanted() {
      const { output, other, missing } = this;
      return String(new URLSearchParams({ output, ...(other && { other }), ...(missing && { missing }) }));
    }

    /** @returns {Promise<boolean>} whether something is going on */
    async refresh() {
      const wanted = this.#wanted();
      const answer = await ask(`${this.root}/look?${wanted}`);
      if (wanted !== this.#wanted()) return true; // something else is wanted meanwhile
      this.#show(answer.row);
      this.imputing.hidden = !answer.imputable && !this.missing;
      this.page.tell((answer.problems ?? []).join(" "));
      if (answer.figures) this.#draw(answer.figures);
      return busy(answer.row);
    }

    #show(row) {
      this.row = row;
      document.title = `${row.name} – Cutlab`;
      write(this.name, row.name);
      write(this.notes, row.notes);
      write(this.state, STATES[row.state]);
      this.state.dataset.state = row.state;
      write(this.message, row.message ?? "");
      write(this.facts, progress(row));
      const seeds = count(this.spec.replicates ?? 1, "noise seed");
      write(this.kind, `${kind(row)}. ${seeds} a point.`);
      Object.assign(this.bar, { max: row.n_trials, value: row.recorded });
      this.bar.hidden = row.state === "done";
      for (const button of this.acts.querySelectorAll("[data-act]")) {
        const { act = "" } = /** @type {HTMLElement} */ (button).dataset;
        const can = act === "retry" ? row.failed > 0 : ACTS[act].in.includes(row.state);
        if (!can && button === document.activeElement) this.name.focus(); // it does not vanish under a hand
        button.hidden = !can;
      }
    }

    /** @param {Record<string, any>} figures */
    #draw(figures) {
      for (const name of Object.keys(this.charts)) {
        if (name in figures) continue;
        this.charts[name].remove();
        delete this.charts[name];
      }
      for (const [name, content] of Object.entries(figures)) {
        this.charts[name] ??= new StudyChart(name, {
          open: (trial) => this.#open(trial),
          file: () => this.row.name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase(),
        });
        this.figures.append(this.charts[name].element);
        this.charts[name].show(content);
      }
    }

    /** Colours have changed. */
    redraw() {
      for (const chart of Object.values(this.charts)) chart.draw();
    }

    /** @param {string} act */
    #act(act) {
      return this.page.attempt(async () => {
        await ask(`${this.root}/${act}`, {});
        this.page.now();
      });
    }

    async #remove() {
      await this.page.remove(this.row);
    }

    /** A trial as the explorer's scene. @param {number} trial */
    #open(trial) {
      return this.page.attempt(async () => {
        const { query, problem } = await ask(`${this.root}/trials/${trial}`);
        if (problem) throw new Error(problem);
        location.assign(`/?${query}#study=${this.id}`);
      });
    }

    /** @param {boolean} on */
    #edit(on) {
      this.form.hidden = !on;
      this.text.hidden = on;
      if (on) {
        this.newName.value = this.row.name;
        this.newNotes.value = this.row.notes;
        this.newName.focus();
      } else this.edit.focus();
    }

    #describe() {
      return this.page.attempt(async () => {
        const [name, notes] = [this.newName.value, this.newNotes.value];
        await ask(`${this.root}/describe`, { name, notes });
        this.#show({ ...this.row, name, notes });
        this.#edit(false);
        this.page.say("Saved.");
      });
    }
  }

  /** @param {HTMLElement} element @param {string} text */
  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  window.cutlab.StudyOne = StudyOne;
})();
