/**
 * The panel where a study is planned, beside the controls: while it is open each of them has a switch
 * "vary", with which its slider becomes a range. What that would be is asked of the server as it
 * changes.
 */

import { button, describeError, find, findAll, h, onAction, write } from "../../page/dom.mjs";
import { same } from "../../state/model.mjs";
import { AGAIN_MS, api, count, duration } from "../api_client.mjs";
import { DESIGNS, designInputs, freshDesign, suitedDesigns } from "./designs.mjs";
import { OutputChoice } from "./output_choice.mjs";
import * as plans from "./plan.mjs";
import { VarySwitches } from "./vary_switches.mjs";

/** @import { Config, ExplorerState } from "../../state/model.mjs" */
/** @import { PlanProblem } from "../api_client.mjs" */
/** @import { ParameterName } from "./plan.mjs" */

const STILL_MS = 300; // before the server is asked what the study would be

export class PlanPanel {
  #plan = plans.blankPlan();
  #asked = 0;
  #timer = 0;
  #base = ""; // what a study has of the last state
  /** Further parameters, as the menu offers them. @type {string[][]} */
  #offered = [];

  /** @param {Config} config @param {() => ExplorerState} state */
  constructor(config, state) {
    this.config = config;
    this.state = state;
    this.root = find(".controls");
    this.switches = new VarySwitches(this.root, {
      spec: (parameter) => this.#spec(parameter),
      vary: (name, on) => this.#vary({ name }, on),
      changed: () => this.#changed(false),
    });
    this.hint = h("p", { class: "vary-hint" }, "Switch on “vary” beside what the study shall vary, here or at the controls below.");
    this.add = h("select", { "aria-label": "Vary a derived parameter" });
    this.add.addEventListener("input", () => this.#addDerived());
    this.kind = h("select", { "aria-label": "Design" });
    this.kind.addEventListener("input", () => {
      Object.assign(this.#plan, { design: freshDesign(this.kind.value), chosen: true });
      this.#changed(true);
    });
    this.fields = h("div", { class: "vary-fields" });
    this.replicates = h("input", { type: "number", min: 1, step: 1, inputmode: "numeric" });
    this.replicates.addEventListener("input", () => {
      this.#plan.replicates = this.replicates.value === "" ? null : this.replicates.valueAsNumber;
      this.#changed(false);
    });
    this.outputs = new OutputChoice(config.outputs, (names) => {
      this.#plan.outputs = names;
      this.#changed(false);
    });
    this.name = h("input", { type: "text", maxlength: 200, "aria-label": "Name of the study" });
    this.name.addEventListener("input", () => {
      this.#plan.name = this.name.value;
      this.#changed(false);
    });
    this.estimate = h("p", { class: "vary-plan", role: "status" });
    this.notice = h("p", { class: "notice", role: "alert" });
    this.run = button("Run the study", () => this.#run(), { class: "vary-run" });
    this.panel = this.#build();
    this.root.prepend(this.panel);
    this.#load();
    onAction("study", () => this.open(!this.#plan.open));
  }

  #build() {
    const close = { type: "button", class: "close", "aria-label": "Close the study", onclick: () => this.open(false) };
    const field = (/** @type {string} */ text, /** @type {HTMLElement} */ input) =>
      h("label", { class: "vary-field" }, text, input);
    return h(
      "div",
      { class: "vary", role: "group", "aria-label": "Study" },
      h("div", { class: "vary-head" }, h("h2", {}, "Study"), h("a", { href: "/study" }, "All studies"), h("button", close, "✕")),
      this.hint,
      this.add,
      this.switches.rows,
      field("Design", this.kind),
      this.fields,
      field("Noise seeds a point", this.replicates),
      this.outputs.element,
      field("Name", this.name),
      this.estimate,
      this.notice,
      this.run,
    );
  }

  /** @param {boolean} on */
  open(on) {
    this.#plan.open = on;
    this.#changed(true);
    if (on) {
      this.root.scrollTo(0, 0);
      if (getComputedStyle(this.root).position !== "sticky") this.panel.scrollIntoView();
    }
    const place = on ? this.panel.querySelector("a") : find('[data-action="study"]');
    place?.focus({ preventScroll: true });
  }

  /** @param {ParameterName} parameter */
  #spec(parameter) {
    return plans.parameterSpec(parameter, this.config, this.state().size);
  }

  get #titles() {
    return this.#plan.parameters.map((parameter) => this.#spec(parameter).title);
  }

  /** @param {ParameterName} parameter @param {boolean} on */
  #vary(parameter, on) {
    const { parameters } = this.#plan;
    this.#plan.parameters = on
      ? [...parameters, plans.freshParameter(parameter, this.#spec(parameter), this.state())]
      : parameters.filter(({ name }) => name !== parameter.name);
    this.#changed(true);
  }

  #addDerived() {
    const { value } = this.add;
    this.add.value = "";
    if (!value) return;
    this.#vary(JSON.parse(value), true);
    this.switches.focusLast();
  }

  /** Offer further parameters. */
  #offer() {
    const free = plans.derivedParameters(this.state(), this.#plan.parameters);
    const wanted = free.map((each) => [JSON.stringify(each), this.#spec(each).title]);
    if (same(this.#offered, wanted)) return;
    this.#offered = wanted;
    const options = wanted.map(([value, title]) => h("option", { value }, title));
    this.add.replaceChildren(h("option", { value: "" }, "Vary also a ratio, an overlap …"), ...options);
  }

  /** @param {boolean} whole whether more than a number is another */
  #changed(whole) {
    const plan = this.#plan;
    const suited = suitedDesigns(plan.parameters.length);
    const { kind } = plan.design;
    if (suited.length && (!suited.includes(kind) || (!plan.chosen && suited[0] !== kind))) {
      Object.assign(plan, { design: freshDesign(suited[0]), chosen: false });
      whole = true;
    }
    if (whole) this.#draw(suited);
    this.name.placeholder = plans.usualName(this.#titles);
    this.outputs.showCount(plan.outputs);
    plans.savePlan(plan);
    this.#ask();
  }

  /** @param {string[]} suited kinds of designs */
  #draw(suited) {
    const plan = this.#plan;
    this.root.classList.toggle("varying", plan.open);
    find('[data-action="study"]').setAttribute("aria-expanded", String(plan.open));
    this.panel.hidden = !plan.open;
    this.#drawParameters();
    this.hint.hidden = plan.parameters.length > 0;
    this.panel.classList.toggle("nothing", plan.parameters.length === 0);
    const option = (/** @type {string} */ value) =>
      h("option", { value, selected: value === plan.design.kind }, DESIGNS[value].title);
    this.kind.replaceChildren(...suited.map(option));
    this.fields.replaceChildren(...designInputs(plan.design, this.#titles, () => this.#changed(false)));
    this.replicates.value = String(plan.replicates);
    this.outputs.show(plan.outputs);
    if (this.name.value !== plan.name) this.name.value = plan.name;
  }

  #drawParameters() {
    this.switches.show(this.#plan.parameters, this.#plan.open);
    this.#offer();
  }

  /** @param {ExplorerState} state */
  show(state) {
    if (!this.#plan.open) return;
    const { view, hide, views, outlines, follow, ...rest } = state;
    const base = JSON.stringify(rest);
    if (base === this.#base) return;
    this.#base = base;
    this.#drawParameters();
    this.#ask();
  }

  // --- what it would be -------------------------------------------------------------------------

  get #message() {
    return { state: this.state(), study: plans.studyOf(this.#plan, this.#titles) };
  }

  #ask() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (!this.#plan.open) return;
    if (!this.#plan.parameters.length) return this.#describe("", []);
    const asked = this.#asked;
    this.#timer = setTimeout(() => this.#estimate(asked), STILL_MS);
  }

  /** @param {number} asked */
  async #estimate(asked) {
    let text = "";
    let again = false; // the time is known once the server has compiled what it runs
    /** @type {PlanProblem[]} */
    let problems = [];
    try {
      const answer = await api.plan(this.#message);
      problems = answer.problems;
      if (answer.n_trials !== null) text = count(answer.n_trials, "trial");
      if (answer.seconds !== null) text += `, about ${duration(answer.seconds)}`;
      again = text !== "" && answer.seconds === null;
    } catch (error) {
      problems = [{ place: "", message: describeError(error) }];
    }
    if (asked !== this.#asked) return;
    this.#describe(text, problems);
    if (again) this.#timer = setTimeout(() => this.#estimate(asked), AGAIN_MS);
  }

  /** @param {string} text @param {PlanProblem[]} problems */
  #describe(text, problems) {
    this.estimate.textContent = text;
    /** @type {Map<string, string>} */
    const at = new Map();
    const rest = [];
    for (const { place, message } of problems) {
      const [, number] = /^parameters\[(\d+)\]/.exec(place) ?? [];
      const name = number && this.#plan.parameters[Number(number)]?.name;
      if (name) at.set(name, at.has(name) ? `${at.get(name)} ${message}` : message);
      else rest.push(message);
    }
    for (const row of findAll(".vary-row", this.root)) {
      write(find(".notice", row), at.get(row.dataset.vary ?? "") ?? "");
    }
    write(this.notice, rest.join(" "));
    this.run.toggleAttribute("disabled", !text || problems.length > 0);
  }

  async #run() {
    this.run.toggleAttribute("disabled", true);
    try {
      const { id } = await api.add({ ...this.#message, start: true });
      location.assign(`/study/${id}`);
    } catch (error) {
      this.notice.textContent = describeError(error);
      this.run.toggleAttribute("disabled", false);
    }
  }

  // --- where it comes from ----------------------------------------------------------------------

  /** Load the plan as it was left, or that of the study in the address. */
  async #load() {
    try {
      this.#plan = plans.loadPlan();
      this.#changed(true);
    } catch {
      this.#plan = plans.blankPlan(); // it was another version's
      this.#changed(true);
    }
    const [, id] = /^#vary=(\d+)$/.exec(location.hash) ?? [];
    if (!id) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    try {
      const { study } = await api.get(id);
      const { parameters, design, replicates, outputs, name, notes } = study;
      const copied = { parameters, design, replicates, outputs, name: `${name} (copy)`, notes };
      this.#plan = { open: true, chosen: true, ...copied };
      this.#changed(true);
    } catch (error) {
      this.#plan = { ...plans.blankPlan(), open: true };
      this.#changed(true);
      this.notice.textContent = describeError(error);
    }
  }
}
