/** The switches "vary" at the controls, and a row of inputs for each parameter of a plan. */

import { findAll, h } from "../../page/browser/dom.mjs";
import { rangeBrush, valueBoxes } from "./range_brush.mjs";

/** @import { Config } from "../../state/model.mjs" */
/** @import { NumberSpec } from "../../state/spec.mjs" */
/** @import { PlanEdits } from "./plan_edits.mjs" */

/** @typedef {{name: string, low: number | null, high: number | null, scale: "linear" | "log", of?: number}} Range of a parameter; `of` is the circle that it is relative to */
/** @typedef {{name: string, values: (boolean | string)[], of?: undefined}} Choice of a parameter */
/** @typedef {Range | Choice} Parameter */
/** @typedef {{name: string, of?: number}} ParameterName */

/** @typedef {{element: HTMLElement, parameter: Parameter}} Row */

export class VarySwitches {
  /** The rows of parameters without a control. */
  rows = h("div", { class: "vary-derived" });
  /** The rows at controls. @type {WeakMap<HTMLElement, Row>} */
  #atControls = new WeakMap();
  /** @type {Row[]} */
  #derived = [];

  /** @param {HTMLElement} root of the controls @param {Config["parameters"]} names @param {PlanEdits} plan */
  constructor(root, names, plan) {
    this.root = root;
    this.names = names;
    this.plan = plan;
  }

  /** Name and title of the parameter of a control's field. @param {string} field */
  #named(field) {
    const [, number = ""] = /\.(\d+)\./.exec(field) ?? [];
    const found = this.names[field.replace(/\.\d+\./, ".#.")];
    if (!found) return undefined;
    const title = found.title.replace("##", String(Number(number) + 1));
    return { name: found.name.replace("#", number), title };
  }

  /** The controls of what is on screen: those of circles, or those of a picture. */
  get #controls() {
    const other = document.documentElement.dataset.subject === "picture" ? "circles" : "picture";
    const hidden = `[data-only="${other}"]`;
    return findAll(".control[data-field]", this.root).filter((each) => !each.closest(hidden));
  }

  /**
   * Show what is varied; a parameter has no row before it has a range.
   * @param {(Parameter | ParameterName)[]} parameters @param {boolean} open whether the panel is open
   */
  show(parameters, open) {
    const names = new Set();
    for (const control of this.#controls) {
      const named = this.#named(control.dataset.field ?? "");
      if (!named) continue;
      names.add(named.name);
      const parameter = open ? parameters.find(({ name }) => name === named.name) : undefined;
      this.#showAt(control, named, parameter);
    }
    this.#showDerived(parameters.filter(isReady).filter(({ name }) => !names.has(name)));
  }

  /** @param {HTMLElement} control @param {{name: string, title: string}} named @param {Parameter | ParameterName | undefined} varied */
  #showAt(control, { name, title }, varied) {
    const head = control.querySelector(".control-head");
    let input = /** @type {HTMLInputElement | null} */ (control.querySelector(".vary-switch input"));
    if (!input) {
      const box = h("input", { type: "checkbox", "aria-label": `Vary ${title}` });
      box.addEventListener("input", () => this.plan.vary({ name }, box.checked));
      head?.lastElementChild?.before(h("label", { class: "vary-switch" }, box, "vary"));
      input = box;
    }
    input.checked = varied !== undefined; // also before the server has given it a range
    const parameter = varied && isReady(varied) ? varied : undefined;
    control.classList.toggle("varied", parameter !== undefined);
    const before = this.#atControls.get(control);
    if (before?.parameter === parameter) return;
    before?.element.remove();
    this.#atControls.delete(control);
    if (!parameter) return;
    const row = { element: this.#row(parameter), parameter };
    head?.after(row.element);
    this.#atControls.set(control, row);
  }

  /** @param {Parameter[]} parameters without a control */
  #showDerived(parameters) {
    const shown = this.#derived.map(({ parameter }) => parameter);
    if (parameters.length === shown.length && parameters.every((each, i) => each === shown[i])) return;
    this.#derived = parameters.map((parameter) => {
      const { title } = this.plan.spec(parameter.name);
      const close = { type: "button", class: "close", "aria-label": `Do not vary ${title}` };
      const remove = h("button", { ...close, onclick: () => this.plan.vary({ name: parameter.name }, false) }, "✕");
      const head = h("div", { class: "vary-row-head" }, title, remove);
      return { parameter, element: this.#row(parameter, head) };
    });
    this.rows.replaceChildren(...this.#derived.map(({ element }) => element));
  }

  /** @param {Parameter} parameter @param {...HTMLElement} head */
  #row(parameter, ...head) {
    const spec = this.plan.spec(parameter.name);
    const changed = () => this.plan.changed();
    const inputs =
      "values" in parameter
        ? valueBoxes(spec, parameter, changed)
        : rangeBrush(/** @type {NumberSpec} */ (spec), parameter, changed);
    const notice = h("p", { class: "notice", role: "alert" });
    return h("div", { class: "vary-row", "data-vary": parameter.name }, ...head, ...inputs, notice);
  }

  /** Focus the row of a parameter without a control, if there is one. @param {string} name */
  focus(name) {
    const row = this.#derived.find(({ parameter }) => parameter.name === name);
    row?.element.querySelector("input")?.focus();
    return row !== undefined;
  }
}

/** @param {Parameter | ParameterName} parameter @returns {parameter is Parameter} whether it has a range, or values */
const isReady = (parameter) => "low" in parameter || "values" in parameter;
