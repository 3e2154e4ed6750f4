/**
 * A study's plan as far as it is made by hand at the controls: which of them vary, and over what ranges.
 * components/studies/plan/panel.py decides all else; edits go to it through a store, and the plan that
 * it makes of them comes back.
 */

import { setProps } from "../../page/dash.mjs";
import { find, findAll, onAction, write } from "../../page/dom.mjs";
import { tryStorage } from "../../page/storage.mjs";
import { VarySwitches } from "./vary_switches.mjs";

/** @import { Config } from "../../state/model.mjs" */
/** @import { ControlSpec } from "../../state/spec.mjs" */
/** @import { Parameter, ParameterName } from "./vary_switches.mjs" */

/**
 * @typedef {object} Plan as far as it is needed here
 * @property {boolean} open
 * @property {(Parameter | ParameterName)[]} parameters those without a range yet are names alone
 * @property {Record<string, ControlSpec>} specs by parameter
 * @property {number} loaded
 * @property {number} edit the last that is in it
 */

const KEY = "cutlab.plan"; // in the storage of the tab: its next page goes on with the plan
const STILL_MS = 300; // before a range that is brushed is told

/** @type {PlanEdits | undefined} */
let edits;

export class PlanEdits {
  /** @type {Plan} */
  #plan = { open: false, parameters: [], specs: {}, loaded: 0, edit: 0 };
  #edit = 0;
  #timer = 0;
  #opening = false; // by its button, so that the panel takes the focus
  /** The derived parameter that takes the focus once it is there. @type {string | undefined} */
  #added;

  /** @param {Config} config */
  constructor(config) {
    this.root = find(".controls");
    this.switches = new VarySwitches(this.root, config.parameters, this);
    onAction("study", () => {
      this.#opening = !this.#plan.open;
      this.#submit({ open: this.#opening });
    });
    this.root.addEventListener("click", ({ target }) => {
      const closes = target instanceof Element && target.closest('[data-action="close-study"]');
      if (!closes) return;
      this.#submit({ open: false });
      find('[data-action="study"]').focus({ preventScroll: true });
    });
    edits = this;
    const [, id] = /^#vary=(\d+)$/.exec(location.hash) ?? [];
    if (id) {
      history.replaceState(history.state, "", location.pathname + location.search);
      setProps("plan-edit", { data: { load: Number(id) } });
    } else {
      const left = tryStorage(() => JSON.parse(sessionStorage.getItem(KEY) ?? "null"));
      if (left) setProps("plan-edit", { data: { left } });
    }
  }

  /** What a range of a parameter is brushed with. @param {string} name */
  spec(name) {
    return this.#plan.specs[name];
  }

  /** A range or a value has changed. */
  changed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#submit({}), STILL_MS);
  }

  /** @param {ParameterName} parameter @param {boolean} on */
  vary(parameter, on) {
    const rest = this.#plan.parameters.filter(({ name }) => name !== parameter.name);
    if (parameter.of !== undefined && on) this.#added = parameter.name;
    this.#submit({ parameters: on ? [...rest, parameter] : rest });
  }

  /** @param {Partial<Plan>} changes */
  #submit(changes) {
    clearTimeout(this.#timer);
    Object.assign(this.#plan, changes);
    this.#edit += 1;
    const { open, parameters } = this.#plan;
    setProps("plan-edit", { data: { open, parameters: structuredClone(parameters), edit: this.#edit } });
  }

  /** Take the plan that Dash has made; ranges that are brushed meanwhile stay. @param {Plan} plan */
  adopt(plan) {
    const anew = plan.loaded !== this.#plan.loaded;
    if (!anew && plan.edit < this.#edit) return;
    const own = new Map(this.#plan.parameters.map((each) => [each.name, each]));
    const parameters = plan.parameters.map((each) => {
      const mine = own.get(each.name);
      return !anew && mine && ("low" in mine || "values" in mine) ? mine : structuredClone(each);
    });
    this.#plan = { ...plan, parameters };
    this.#edit = plan.edit;
    this.show();
  }

  /** The controls or the panel may be others now. */
  show() {
    const { open, parameters } = this.#plan;
    const ready = /** @type {Parameter[]} */ (parameters.filter((each) => "low" in each || "values" in each));
    this.root.classList.toggle("varying", open);
    find('[data-action="study"]').setAttribute("aria-expanded", String(open));
    this.switches.show(ready, open);
    const place = document.querySelector(".vary-derived");
    if (place !== this.switches.rows.parentNode) place?.replaceChildren(this.switches.rows);
    if (!this.#added || !this.switches.rows.isConnected) return;
    if (this.switches.focus(this.#added)) this.#added = undefined;
  }

  /** The panel has come. */
  shown() {
    this.show();
    const panel = document.querySelector(".vary");
    if (!panel || !this.#opening) return;
    this.#opening = false;
    this.root.scrollTo(0, 0);
    if (getComputedStyle(this.root).position !== "sticky") panel.scrollIntoView();
    panel.querySelector("a")?.focus({ preventScroll: true });
  }

  /** @param {Record<string, string>} problems by parameter */
  describe(problems) {
    for (const row of findAll(".vary-row", this.root)) {
      write(find(".notice", row), problems[row.dataset.vary ?? ""] ?? "");
    }
  }
}

/** Show the plan; Dash calls it when that, or the panel, is another. @param {Plan | null} plan */
export function showPlan(plan) {
  if (!plan) return;
  tryStorage(() => sessionStorage.setItem(KEY, JSON.stringify(plan)));
  edits?.adopt(plan);
  requestAnimationFrame(() => edits?.shown());
}

/** @param {Record<string, string> | null} problems by parameter */
export function showPlanProblems(problems) {
  edits?.describe(problems ?? {});
}

/** Vary what was chosen, and choose nothing. @param {string | null} chosen a parameter as JSON */
export function varyDerived(chosen) {
  if (chosen) edits?.vary(JSON.parse(chosen), true);
  return null;
}
