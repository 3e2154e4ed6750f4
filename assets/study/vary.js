// @ts-check
/// <reference path="../types.d.ts" />
/**
 * A study is made beside the controls: while the panel is open each of them has a switch "vary",
 * with which its slider becomes a range. What that would be is asked of the server as it changes.
 */
(() => {
  const KEY = "cutlab.vary";
  const STILL_MS = 300; // before the server is asked what the study would be
  const WHOLE = { size: "resolution" }; // as the page's control does: the circles scale along
  const { h, brush, values, designs, circles } = window.cutlab;

  /** Where ranges begin that nothing else suggests: low, high, scale. @type {Record<string, [number, number, string?]>} */
  const USUAL = {
    noise: [0, 1],
    seed: [0, 99],
    beta: [0.1, 10, "log"],
    n_clusters: [2, 8],
    eps: [0, 0.1],
    random_state: [0, 99],
    resolution: [60, 140],
    radius_factor: [0.8, 1.2],
    radius_ratio: [0.4, 1],
    overlap: [0, 0.5],
  };

  const DERIVED = {
    radius_factor: { minimum: 0.1, maximum: 3, step: 0.01 },
    radius_ratio: { minimum: 0.05, maximum: 2, step: 0.01 },
    overlap: { minimum: -1, maximum: 1, step: 0.01 },
  };

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /** @returns {any} */
  const blank = () => ({ open: false, parameters: [], design: designs.fresh("sweep"), chosen: false, replicates: 5, outputs: [], name: "", notes: "" });

  /** The name that a study has for a control's field. @param {string} field */
  const named = (field) => WHOLE[field] ?? field.replace(/^circles\.(\d+)\./, "circles[$1].");

  class Vary {
    /** @param {Config} config @param {() => ExplorerState} state */
    constructor(config, state) {
      this.config = config;
      this.state = state;
      this.root = /** @type {HTMLElement} */ (document.querySelector(".controls"));
      this.plan = blank();
      this.asked = 0;
      this.timer = 0;
      /** Of the last state, what a study has of it. */
      this.base = "";
      const close = h("button", { type: "button", class: "close", "aria-label": "Close the study", onclick: () => this.open(false) }, "✕");
      this.hint = h("p", { class: "vary-hint" }, "Switch on “vary” beside what the study shall vary, here or at the controls below.");
      this.add = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Vary a derived parameter" }));
      this.add.addEventListener("input", () => this.#addDerived());
      this.rows = h("div", { class: "vary-derived" });
      this.kind = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Design" }));
      this.kind.addEventListener("input", () => {
        Object.assign(this.plan, { design: designs.fresh(this.kind.value), chosen: true });
        this.#changed(true);
      });
      this.fields = h("div", { class: "vary-fields" });
      this.replicates = this.#number("Noise seeds a point", (value) => (this.plan.replicates = value));
      /** @type {(HTMLInputElement & {caption: string})[]} */
      this.boxes = [];
      this.count = h("span");
      this.outputs = this.#outputs(config);
      this.name = /** @type {HTMLInputElement} */ (h("input", { type: "text", maxlength: 200, "aria-label": "Name of the study" }));
      this.name.addEventListener("input", () => {
        this.plan.name = this.name.value;
        this.#changed(false);
      });
      this.told = h("p", { class: "vary-plan", role: "status" });
      this.notice = h("p", { class: "notice", role: "alert" });
      this.run = h("button", { type: "button", class: "button vary-run", onclick: () => this.#run() }, "Run the study");
      this.panel = h("div", { class: "vary", role: "group", "aria-label": "Study" },
        h("div", { class: "vary-head" }, h("h2", {}, "Study"), h("a", { href: "/study" }, "All studies"), close),
        this.hint, this.add, this.rows,
        h("label", { class: "vary-field" }, "Design", this.kind), this.fields, this.replicates.element, this.outputs,
        h("label", { class: "vary-field" }, "Name", this.name),
        this.told, this.notice, this.run);
      this.root.prepend(this.panel);
      this.#load();
      document.querySelector('[data-action="study"]')?.addEventListener("click", () => this.open(!this.plan.open));
    }

    // --- the panel --------------------------------------------------------------------------------

    /** @param {string} text @param {(value: number | null) => void} put */
    #number(text, put) {
      const input = /** @type {HTMLInputElement} */ (h("input", { type: "number", min: 1, step: 1, inputmode: "numeric" }));
      input.addEventListener("input", () => {
        put(input.value === "" ? null : input.valueAsNumber);
        this.#changed(false);
      });
      return { input, element: h("label", { class: "vary-field" }, text, input) };
    }

    /** @param {Config} config */
    #outputs(config) {
      const all = Object.entries(config.outputs);
      this.boxes = all.map(([name, title]) => {
        const input = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", value: name }));
        input.addEventListener("input", () => {
          const on = this.boxes.filter((box) => box.checked).map((box) => box.value);
          this.plan.outputs = on.length === all.length ? [] : on;
          this.#changed(false);
        });
        return Object.assign(input, { caption: title });
      });
      const labels = this.boxes.map((box) => h("label", {}, box, box.caption));
      return h("details", { class: "vary-outputs" }, h("summary", {}, "Outputs: ", this.count), h("div", { role: "group", "aria-label": "Outputs" }, ...labels));
    }

    /** @param {boolean} on */
    open(on) {
      this.plan.open = on;
      this.#changed(true);
      if (on) {
        this.root.scrollTo(0, 0);
        if (getComputedStyle(this.root).position !== "sticky") this.panel.scrollIntoView();
      }
      const place = on ? this.panel.querySelector("a") : document.querySelector('[data-action="study"]');
      /** @type {HTMLElement | null} */ (place)?.focus({ preventScroll: true });
    }

    // --- what is varied ---------------------------------------------------------------------------

    /** What a parameter's control is like. @param {{name: string, of?: number}} parameter @returns {Knob} */
    #knob({ name, of }) {
      const [, number, part] = /^circles\[(\d+)\]\.(\w+)$/.exec(name) ?? [];
      const field = Object.keys(WHOLE).find((key) => WHOLE[key] === name) ?? name;
      const none = { kind: "number", scale: "linear", slider: true, integer: false };
      if (part === undefined) {
        const knob = this.config.knobs[field];
        if (knob) return { ...knob, title: name === "resolution" ? "Image size" : knob.title };
        return /** @type {any} */ ({ ...none, title: name === "radius_factor" ? "All radii times" : name, ...DERIVED[name], slider: name in DERIVED });
      }
      const i = Number(number) + 1;
      const knob = this.config.circle_knobs[part];
      if (knob) return { ...knob, title: `${knob.title} of circle ${i}`, maximum: circles.most(knob, this.state().size) };
      const title = part === "overlap" ? `Overlap of circle ${i} with ${(of ?? 0) + 1}` : `Radius of circle ${i} to that of ${(of ?? 0) + 1}`;
      return /** @type {any} */ ({ ...none, title, ...DERIVED[part] });
    }

    /** A parameter with a range to begin with. @param {string} name @param {number} [of] @returns {any} */
    #fresh(name, of) {
      const knob = this.#knob({ name, of });
      if (knob.kind === "switch") return { name, values: [true, false] };
      if (knob.kind === "choice") return { name, values: Object.keys(knob.labels) };
      const last = name.split(".").at(-1) ?? "";
      const relative = of === undefined ? {} : { of };
      if (last in USUAL && !(last in this.config.circle_knobs)) {
        const [low, high, scale = "linear"] = USUAL[last];
        return { name, low, high, scale, ...relative };
      }
      const value = this.#present(name);
      const reach = last === "radius" ? 0.4 * value : 0.1 * this.state().size;
      const between = (/** @type {number} */ x) => Math.min(knob.maximum, Math.max(knob.minimum, Math.round(x)));
      return { name, low: between(value - reach), high: between(value + reach), scale: "linear" };
    }

    /** @param {string} name such as "circles[0].row" */
    #present(name) {
      return name.replace(/\[(\d+)\]/, ".$1").split(".").reduce((part, key) => part?.[key], /** @type {any} */ (this.state()));
    }

    /** @param {string} name @param {boolean} on @param {number} [of] */
    #vary(name, on, of) {
      const { parameters } = this.plan;
      this.plan.parameters = on ? [...parameters, this.#fresh(name, of)] : parameters.filter((other) => other.name !== name);
      this.#changed(true);
    }

    #addDerived() {
      const { name, of } = JSON.parse(this.add.value || "{}");
      this.add.value = "";
      if (!name) return;
      this.#vary(name, true, of);
      /** @type {HTMLElement | null} */ (this.rows.lastElementChild?.querySelector("input") ?? null)?.focus();
    }

    /** The switches at the controls, and what is varied of them. */
    #controls() {
      for (const element of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".control[data-field]"))) {
        const field = element.dataset.field ?? "";
        const name = named(field);
        if (["outlines", "follow"].includes(field)) continue;
        let input = /** @type {HTMLInputElement | null} */ (element.querySelector(".vary-switch input"));
        if (!input) {
          input = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", "aria-label": `Vary ${this.#knob({ name }).title}` }));
          const box = input;
          box.addEventListener("input", () => this.#vary(name, box.checked));
          element.querySelector(".control-head")?.lastElementChild?.before(h("label", { class: "vary-switch" }, box, "vary"));
        }
        const parameter = this.plan.open ? this.plan.parameters.find((other) => other.name === name) : undefined;
        input.checked = parameter !== undefined;
        element.classList.toggle("varied", parameter !== undefined);
        const before = element.querySelector(".vary-row");
        if (!parameter) before?.remove();
        else if (/** @type {any} */ (before)?.parameter !== parameter) {
          const row = this.#row(parameter);
          if (before) before.replaceWith(row);
          else element.querySelector(".control-head")?.after(row);
        }
      }
    }

    /** @param {any} parameter */
    #row(parameter, ...more) {
      const knob = this.#knob(parameter);
      const changed = () => this.#changed(false);
      const parts = parameter.values ? values(knob, parameter, changed) : brush(knob, parameter, changed);
      const row = h("div", { class: "vary-row", "data-vary": parameter.name }, ...more, ...parts, h("p", { class: "notice", role: "alert" }));
      return Object.assign(row, { parameter });
    }

    /** Those without a control, and which others there can be. */
    #derived() {
      const own = new Set([...this.root.querySelectorAll(".control[data-field]")].map((element) => named(/** @type {HTMLElement} */ (element).dataset.field ?? "")));
      const rest = this.plan.parameters.filter(({ name }) => !own.has(name));
      const shown = [...this.rows.children].map((row) => /** @type {any} */ (row).parameter);
      if (rest.length !== shown.length || rest.some((parameter, i) => parameter !== shown[i])) {
        this.rows.replaceChildren(...rest.map((parameter) => {
          const { title } = this.#knob(parameter);
          const remove = h("button", { type: "button", class: "close", "aria-label": `Do not vary ${title}`, onclick: () => this.#vary(parameter.name, false) }, "✕");
          return this.#row(parameter, h("div", { class: "vary-row-head" }, title, remove));
        }));
      }
      const pairs = this.state().circles.flatMap((_, i) => (i ? [{ name: `circles[${i}].radius_ratio`, of: 0 }, { name: `circles[${i}].overlap`, of: 0 }] : []));
      const free = [{ name: "radius_factor" }, ...pairs].filter(({ name }) => !this.plan.parameters.some((other) => other.name === name));
      const wanted = free.map((each) => [JSON.stringify(each), this.#knob(each).title]);
      if (same(this.offered, wanted)) return;
      this.offered = wanted;
      this.add.replaceChildren(h("option", { value: "" }, "Vary also a ratio, an overlap …"), ...wanted.map(([value, title]) => h("option", { value }, title)));
    }

    // --- what it would be -------------------------------------------------------------------------

    /** The study as a file has it, but for scene and method, which are the explorer's. */
    get study() {
      const { parameters, design, replicates, outputs, name, notes } = this.plan;
      return { name: name.trim() || this.#usualName(), notes, parameters, design, replicates, outputs };
    }

    #usualName() {
      const titles = this.plan.parameters.map((parameter) => this.#knob(parameter).title);
      return (titles.length > 3 ? `${titles.slice(0, 2).join(", ")} and ${titles.length - 2} more` : titles.join(" × ")) || "Study";
    }

    /** @param {boolean} whole whether more than a number is another */
    #changed(whole) {
      const { plan } = this;
      const suited = designs.suited(plan.parameters.length);
      if (suited.length && (!suited.includes(plan.design.kind) || (!plan.chosen && suited[0] !== plan.design.kind))) {
        Object.assign(plan, { design: designs.fresh(suited[0]), chosen: false });
        whole = true;
      }
      if (whole) this.#draw(suited);
      this.name.placeholder = this.#usualName();
      this.count.textContent = plan.outputs.length ? `${plan.outputs.length} of ${this.boxes.length}` : "all";
      try {
        sessionStorage.setItem(KEY, JSON.stringify(plan));
      } catch {} // then it is for as long as the page
      this.#ask();
    }

    /** @param {string[]} suited */
    #draw(suited) {
      const { plan } = this;
      this.root.classList.toggle("varying", plan.open);
      document.querySelector('[data-action="study"]')?.setAttribute("aria-expanded", String(plan.open));
      this.panel.hidden = !plan.open;
      this.#controls();
      this.#derived();
      this.hint.hidden = plan.parameters.length > 0;
      this.panel.classList.toggle("nothing", plan.parameters.length === 0);
      this.kind.replaceChildren(...suited.map((kind) => h("option", { value: kind, selected: kind === plan.design.kind }, designs.DESIGNS[kind].title)));
      this.fields.replaceChildren(...designs.inputs(plan.design, plan.parameters.map((each) => this.#knob(each).title), () => this.#changed(false)));
      this.replicates.input.value = String(plan.replicates);
      for (const box of this.boxes) box.checked = !plan.outputs.length || plan.outputs.includes(box.value);
      if (this.name.value !== plan.name) this.name.value = plan.name;
    }

    /** @param {ExplorerState} state */
    show(state) {
      if (!this.plan.open) return;
      const { view, hide, views, outlines, follow, ...rest } = state;
      const base = JSON.stringify(rest);
      if (base === this.base) return;
      this.base = base;
      this.#controls();
      this.#derived();
      this.#ask();
    }

    #ask() {
      clearTimeout(this.timer);
      this.asked += 1;
      if (!this.plan.open) return;
      if (!this.plan.parameters.length) return this.#tell("", []);
      this.timer = setTimeout(() => this.#plan(this.asked), STILL_MS);
    }

    /** @param {number} asked */
    async #plan(asked) {
      const { AGAIN_MS, count, duration } = window.cutlab.study;
      let text = "";
      let again = false; // the time is known once the server has compiled what it runs
      let problems = [];
      try {
        const answer = await window.cutlab.study.ask("/plan", { state: this.state(), study: this.study });
        problems = answer.problems;
        if (answer.n_trials !== null) text = count(answer.n_trials, "trial");
        if (answer.seconds !== null) text += `, about ${duration(answer.seconds)}`;
        again = text !== "" && answer.seconds === null;
      } catch (error) {
        problems = [{ place: "", message: window.cutlab.sentence(error) }];
      }
      if (asked !== this.asked) return;
      this.#tell(text, problems);
      if (again) this.timer = setTimeout(() => this.#plan(asked), AGAIN_MS);
    }

    /** @param {string} text @param {{place: string, message: string}[]} problems */
    #tell(text, problems) {
      this.told.textContent = text;
      const at = new Map();
      const rest = [];
      for (const { place, message } of problems) {
        const [, number] = /^parameters\[(\d+)\]/.exec(place) ?? [];
        const name = number && this.plan.parameters[Number(number)]?.name;
        if (name) at.set(name, [...(at.get(name) ?? []), message]);
        else rest.push(message);
      }
      for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".vary-row"))) {
        const notice = /** @type {HTMLElement} */ (row.querySelector(".notice"));
        const message = (at.get(row.dataset.vary) ?? []).join(" ");
        if (notice.textContent !== message) notice.textContent = message;
      }
      const together = rest.join(" ");
      if (this.notice.textContent !== together) this.notice.textContent = together;
      this.run.toggleAttribute("disabled", !text || problems.length > 0);
    }

    async #run() {
      const { ask } = window.cutlab.study;
      this.run.toggleAttribute("disabled", true);
      try {
        const { id } = await ask("", { state: this.state(), study: this.study, start: true });
        location.assign(`/study/${id}`);
      } catch (error) {
        this.notice.textContent = window.cutlab.sentence(error);
        this.run.toggleAttribute("disabled", false);
      }
    }

    // --- where it comes from ----------------------------------------------------------------------

    /** As it was left, or a study's whose number is in the address. */
    async #load() {
      try {
        this.plan = { ...blank(), ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
        this.#changed(true);
      } catch {
        this.plan = blank(); // what cannot be read is as good as none
        this.#changed(true);
      }
      const [, id] = /^#vary=(\d+)$/.exec(location.hash) ?? [];
      if (!id) return;
      history.replaceState(history.state, "", location.pathname + location.search);
      try {
        const { study } = await window.cutlab.study.ask(`/${id}`);
        const { parameters, design, replicates, outputs, name, notes } = study;
        this.plan = { open: true, chosen: true, parameters, design, replicates, outputs, name: `${name} (copy)`, notes };
        this.#changed(true);
      } catch (error) {
        this.plan = { ...blank(), open: true };
        this.#changed(true);
        this.notice.textContent = window.cutlab.sentence(error);
      }
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Vary });
})();
