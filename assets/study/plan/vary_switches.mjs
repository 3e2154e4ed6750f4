/** The switches "vary" at the controls, and a row for each parameter of a plan. */

import { findAll, h } from "../../page/dom.mjs";
import { parameterOf } from "./plan.mjs";
import { rangeBrush, valueBoxes } from "./range_brush.mjs";

/** @import { ControlSpec, NumberSpec } from "../../state/spec.mjs" */
/** @import { Parameter, ParameterName } from "./plan.mjs" */

const NEVER = ["outlines", "follow"]; // fields that no study varies

/**
 * @typedef {object} VaryActions
 * @property {(parameter: ParameterName) => ControlSpec} spec
 * @property {(name: string, on: boolean) => void} vary
 * @property {() => void} changed a range or a value
 */

/** @typedef {{element: HTMLElement, parameter: Parameter}} Row */

export class VarySwitches {
  /** The rows of parameters without a control. */
  rows = h("div", { class: "vary-derived" });
  /** The rows at controls. @type {WeakMap<HTMLElement, Row>} */
  #atControls = new WeakMap();
  /** @type {Row[]} */
  #derived = [];

  /** @param {HTMLElement} root of the controls @param {VaryActions} actions */
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
  }

  get #controls() {
    return findAll(".control[data-field]", this.root);
  }

  /** @param {Parameter[]} parameters @param {boolean} open whether the panel is */
  show(parameters, open) {
    const names = new Set();
    for (const control of this.#controls) {
      const field = control.dataset.field ?? "";
      const name = parameterOf(field);
      names.add(name);
      if (NEVER.includes(field)) continue;
      this.#showAt(control, name, open ? parameters.find((other) => other.name === name) : undefined);
    }
    this.#showDerived(parameters.filter(({ name }) => !names.has(name)));
  }

  /** @param {HTMLElement} control @param {string} name @param {Parameter | undefined} parameter */
  #showAt(control, name, parameter) {
    const head = control.querySelector(".control-head");
    let input = /** @type {HTMLInputElement | null} */ (control.querySelector(".vary-switch input"));
    if (!input) {
      const box = h("input", { type: "checkbox", "aria-label": `Vary ${this.actions.spec({ name }).title}` });
      box.addEventListener("input", () => this.actions.vary(name, box.checked));
      head?.lastElementChild?.before(h("label", { class: "vary-switch" }, box, "vary"));
      input = box;
    }
    input.checked = parameter !== undefined;
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
      const { title } = this.actions.spec(parameter);
      const close = { type: "button", class: "close", "aria-label": `Do not vary ${title}` };
      const remove = h("button", { ...close, onclick: () => this.actions.vary(parameter.name, false) }, "✕");
      const head = h("div", { class: "vary-row-head" }, title, remove);
      return { parameter, element: this.#row(parameter, head) };
    });
    this.rows.replaceChildren(...this.#derived.map(({ element }) => element));
  }

  /** @param {Parameter} parameter @param {...HTMLElement} head */
  #row(parameter, ...head) {
    const spec = this.actions.spec(parameter);
    const { changed } = this.actions;
    const inputs =
      "values" in parameter
        ? valueBoxes(spec, parameter, changed)
        : rangeBrush(/** @type {NumberSpec} */ (spec), parameter, changed);
    const notice = h("p", { class: "notice", role: "alert" });
    return h("div", { class: "vary-row", "data-vary": parameter.name }, ...head, ...inputs, notice);
  }

  /** Put the focus on the parameter that was added last. */
  focusLast() {
    this.rows.lastElementChild?.querySelector("input")?.focus();
  }
}
