/** Bounds of parallel coordinates: which lines are kept, in numbers, as a brush does for a pointer. */

import { plotly } from "../live/plotly.mjs";
import { button, h } from "../page/dom.mjs";
import { same } from "../state/model.mjs";

/** @import { Graph, Props } from "../live/plotly.mjs" */
/** @import { LineAxis } from "./api_client.mjs" */

/** @typedef {[number, number]} Bounds */
/** @typedef {{range: Bounds, values: number[], constraintrange?: Bounds | Bounds[]}} Dimension */

/** The axes of the lines that a figure shows. @param {Graph} chart @returns {Dimension[]} */
export const dimensionsOf = (chart) =>
  /** @type {Dimension[] | undefined} */ (chart.data?.[0]?.dimensions) ?? [];

export class LineBounds {
  /** @type {LineAxis[]} */
  #axes = [];

  /** @param {Graph} chart a Plotly figure of one parcoords */
  constructor(chart) {
    this.chart = chart;
    this.axis = h("select", { onchange: () => this.read() });
    const box = (/** @type {string} */ word) =>
      h("input", { type: "number", step: "any", "aria-label": word, onchange: () => this.#keep() });
    this.low = box("from");
    this.high = box("to");
    this.name = h("select", { "aria-label": "Value", onchange: () => this.#keep() });
    this.numbers = h("span", {}, "from ", this.low, " to ", this.high);
    this.all = button("Keep all", () => this.#keepAll());
    const choose = h("label", {}, "Keep lines by ", this.axis);
    this.element = h("div", { class: "study-tools" }, choose, this.numbers, this.name, this.all);
  }

  /** @param {LineAxis[]} axes of the lines, in their order */
  show(axes) {
    if (same(axes, this.#axes)) return;
    this.#axes = axes;
    const chosen = this.axis.value;
    const options = axes.map(({ title }, i) =>
      h("option", { value: i, selected: String(i) === chosen }, title),
    );
    this.axis.replaceChildren(...options);
    this.read();
  }

  get #at() {
    return Number(this.axis.value);
  }

  /** Show what is kept now on the axis that is chosen. */
  read() {
    const { scale, names } = this.#axes[this.#at];
    const ranges = dimensionsOf(this.chart).map(({ constraintrange }) => constraintrange);
    const range = ranges[this.#at];
    const [low, high] = firstOf(range) ?? [];
    const choice = scale === "choice";
    this.numbers.hidden = choice;
    this.name.hidden = !choice;
    if (choice) {
      const one = low !== undefined && high !== undefined && Math.ceil(low) === Math.floor(high);
      const chosen = one ? String(Math.ceil(low)) : "";
      const options = names.map((text, i) =>
        h("option", { value: i, selected: String(i) === chosen }, text),
      );
      this.name.replaceChildren(h("option", { value: "" }, "any"), ...options);
    } else {
      this.low.value = shown(scale, low);
      this.high.value = shown(scale, high);
    }
    this.all.disabled = !ranges.some((each) => each?.length);
  }

  #keep() {
    const { scale } = this.#axes[this.#at];
    /** @type {number[] | null} */
    let range = null;
    if (scale === "choice") {
      const i = Number(this.name.value);
      if (this.name.value !== "") range = [i - 0.1, i + 0.1];
    } else if (this.low.value !== "" || this.high.value !== "") {
      const [first, last] = dimensionsOf(this.chart)[this.#at].range;
      const log = (/** @type {number} */ value) => (value > 0 ? Math.log10(value) : first);
      const end = (/** @type {HTMLInputElement} */ { value, valueAsNumber }, /** @type {number} */ none) => {
        if (value === "") return none;
        return scale === "log" ? log(valueAsNumber) : valueAsNumber;
      };
      range = [end(this.low, first), end(this.high, last)].sort((a, b) => a - b);
    }
    this.#restyle({ [`dimensions[${this.#at}].constraintrange`]: [range] });
  }

  #keepAll() {
    const none = this.#axes.map((_, i) => [`dimensions[${i}].constraintrange`, [null]]);
    this.#restyle(Object.fromEntries(none));
    this.axis.focus(); // the button has nothing more to do
  }

  /** @param {Props} changes */
  #restyle(changes) {
    plotly().restyle(this.chart, changes);
  }
}

/** The first of the ranges that a brush made. @param {Bounds | Bounds[] | undefined} range */
const firstOf = (range) =>
  /** @type {Bounds | undefined} */ (Array.isArray(range?.[0]) ? range[0] : range);

/** @param {string} scale @param {number | undefined} end */
const shown = (scale, end) =>
  end === undefined ? "" : String(Number((scale === "log" ? 10 ** end : end).toPrecision(4)));
