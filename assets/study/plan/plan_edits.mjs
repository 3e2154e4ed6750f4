/**
 * Edits of a study's plan at the controls: the parameters to vary, and their ranges.
 * components/studies/plan/panel.py receives the edits through a store, and sends back the whole plan.
 */

import { setProps } from "../../page/dash.mjs";
import { find, findAll, onAction, write } from "../../page/browser/dom.mjs";
import { tryStorage } from "../../page/browser/storage.mjs";
import { VarySwitches } from "./vary_switches.mjs";

/** @import { Config, ExplorerState } from "../../state/model.mjs" */
/** @import { ControlSpec } from "../../state/spec.mjs" */
/** @import { Parameter, ParameterName } from "./vary_switches.mjs" */

/**
 * @typedef {object} Plan the fields that are used here
 * @property {boolean} open
 * @property {(Parameter | ParameterName)[]} parameters those without a range yet have only a name
 * @property {Record<string, ControlSpec>} specs by parameter
 * @property {number} loaded
 * @property {number} edit number of the last edit in it
 */

const KEY = "cutlab.plan"; // in the tab's storage, so that its next page has the plan
const STILL_MS = 300; // without a change before a brushed range is sent

/** @type {PlanEdits | undefined} */
let edits;

export class PlanEdits {
  /** @type {Plan} */
  #plan = { open: false, parameters: [], specs: {}, loaded: 0, edit: 0 };
  #edit = 0;
  #timer = 0;
  #circles = 0; // number of those that have controls
  #picture = false; // whether the controls are those of a picture
  #opening = false; // by the button, after which the panel takes the focus
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

  /** Control spec of the slider that brushes a parameter's range. @param {string} name */
  spec(name) {
    return this.#plan.specs[name];
  }

  /** Send a changed range or value, after a while. */
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

  /** Take the plan from Dash, but keep the ranges that are being brushed. @param {Plan} plan */
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
    this.#show();
  }

  /** Show the plan at the controls of circles that were added, or of a picture. @param {ExplorerState} state */
  show({ circles, picture }) {
    const changed = circles.length !== this.#circles || Boolean(picture) !== this.#picture;
    this.#circles = circles.length;
    this.#picture = Boolean(picture);
    if (changed) this.#show();
  }

  /** Show the plan at the controls and in the panel. */
  #show() {
    const { open, parameters } = this.#plan;
    this.root.classList.toggle("varying", open);
    find('[data-action="study"]').setAttribute("aria-expanded", String(open));
    this.switches.show(parameters, open);
    const place = document.querySelector(".vary-derived");
    if (place !== this.switches.rows.parentNode) place?.replaceChildren(this.switches.rows);
    if (!this.#added || !this.switches.rows.isConnected) return;
    if (this.switches.focus(this.#added)) this.#added = undefined;
  }

  /** Show the plan in a panel that was added to the page. */
  shown() {
    this.#show();
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
      write(find(".notice:not(.unread)", row), problems[row.dataset.vary ?? ""] ?? "");
    }
  }
}

/** Show the plan; Dash calls this after a change of the plan or of the panel. @param {Plan | null} plan */
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

/** Vary the chosen parameter, and clear the choice. @param {string | null} chosen a parameter as JSON */
export function varyDerived(chosen) {
  if (chosen) edits?.vary(JSON.parse(chosen), true);
  return null;
}
