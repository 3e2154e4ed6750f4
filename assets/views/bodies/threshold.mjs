/** Body of the threshold view: the cost of every threshold, and a slider that applies any of them. */

import { isPointerSurface, plotly, valueAtPointer } from "../../live/plotly.mjs";
import { button, h } from "../../page/browser/dom.mjs";
import { Chart } from "../drawing/chart.mjs";
import { shortNumber, nearest } from "../drawing/pixels.mjs";

/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */

/** @typedef {{name: string, index: number, ncut: number}} Mark on the curve */

/**
 * Regions on either side of a threshold, and the marked thresholds.
 * @typedef {{low: number, high: number, minimum: number, marks: Mark[]}} Data
 */

export class ThresholdView {
  /** The last answer. @type {Data & {arrays: ViewArrays, shape: number[]} | null} */
  #curve = null;
  #byHand = false;
  #grabs = false;

  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, { renderer }) {
    this.renderer = renderer;
    this.chart = new Chart();
    this.slider = h("input", { type: "range", min: 0, "aria-label": "Threshold by hand" });
    this.slider.addEventListener("input", () => this.#choose(this.slider.valueAsNumber));
    this.marks = h("div", { class: "view-tools" });
    this.back = button("Back to the labels", () => this.#release(), { disabled: true });
    const hint = "Drag in the curve, or move the slider: the labelled picture follows.";
    this.status = h("span", { class: "quiet", role: "status" }, hint);
    place.append(
      this.chart.element,
      h("div", { class: "control" }, this.slider),
      this.marks,
      h("div", { class: "view-tools" }, this.back, this.status),
    );
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#release());
    document.addEventListener("cutlab:painted", () => this.#forget());
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape */
  async draw({ data, figures }, arrays, shape) {
    const { minimum, marks } = /** @type {Data} */ (data);
    this.#curve = { .../** @type {Data} */ (data), arrays, shape };
    this.slider.max = String(arrays.thresholds.length - 1);
    if (!this.#byHand) this.slider.value = String(minimum);
    const [[label, figure]] = Object.entries(figures);
    await this.chart.draw(label, figure);
    const toButton = (/** @type {Mark} */ { name, index, ncut }) =>
      button(`${name}: ${shortNumber(ncut)}`, () => this.#choose(index));
    this.marks.replaceChildren(...marks.map(toButton));
    if (!this.#grabs) this.#grab();
  }

  /** Let a drag in the curve choose the threshold. */
  #grab() {
    this.#grabs = true;
    const { element } = this.chart;
    const move = (/** @type {PointerEvent} */ { clientX }) => {
      if (!this.#curve) return;
      const value = valueAtPointer(element, clientX);
      this.#choose(nearest(this.#curve.arrays.thresholds, value));
    };
    element.addEventListener("pointerdown", (event) => {
      if (!isPointerSurface(event.target)) return;
      element.setPointerCapture(event.pointerId);
      element.addEventListener("pointermove", move);
      move(event);
    });
    const stop = () => element.removeEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  }

  /** Show the partition at a threshold in the labelled picture. @param {number} index */
  #choose(index) {
    if (!this.#curve) return;
    this.#byHand = true;
    this.slider.value = String(index);
    const { low, high, shape, arrays } = this.#curve;
    const { nodes, order, counts, thresholds, ncut } = arrays;
    const labels = new Uint8Array(shape[0] * shape[1]);
    for (let i = 0; i < order.length; i += 1) {
      labels[nodes[order[i]]] = 1 + (i < counts[index] ? low : high);
    }
    const at = thresholds[index];
    const text = `threshold ${shortNumber(at)}, Ncut ${shortNumber(ncut[index])}`;
    this.renderer.suppose(labels, `Labels by hand: ${text}`);
    this.status.textContent = `Shown: ${text}, ${counts[index].toLocaleString("en")} pixels below.`;
    this.back.removeAttribute("disabled");
    const line = { "shapes[0].x0": at, "shapes[0].x1": at, "shapes[0].visible": true };
    plotly().relayout(this.chart.element, line);
  }

  #release() {
    if (!this.#byHand) return;
    this.renderer.suppose(null);
    this.#forget();
  }

  /** Reset the view, after the pictures show the state's labels again. */
  #forget() {
    if (!this.#byHand) return;
    this.#byHand = false;
    this.back.setAttribute("disabled", "");
    this.status.textContent = "";
    if (this.chart.drawn) plotly().relayout(this.chart.element, { "shapes[0].visible": false });
  }

  closed() {
    this.#release();
  }
}
