// @ts-check
/// <reference path="../types.d.ts" />
/** The cost of every threshold, and any of them by hand. */
(() => {
  const { Chart, fixed } = window.cutlab;

  class Threshold {
    constructor(place, _config, painter) {
      const { h } = window.cutlab;
      this.painter = painter;
      /** @type {any} what the last answer holds */
      this.curve = null;
      this.chart = new Chart("Ncut of the two regions at every threshold of the Fiedler vector");
      this.slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, "aria-label": "Threshold by hand" }));
      this.slider.addEventListener("input", () => this.#hand(this.slider.valueAsNumber));
      this.marks = h("div", { class: "view-tools" });
      this.back = h("button", { type: "button", class: "button", disabled: true, onclick: () => this.#release() }, "Back to the labels");
      this.told = h("span", { class: "quiet", role: "status" }, "Drag in the curve, or move the slider: the labelled picture follows.");
      place.append(this.chart.element, h("div", { class: "control" }, this.slider), this.marks, h("div", { class: "view-tools" }, this.back, this.told));
      document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#release());
      document.addEventListener("cutlab:painted", () => this.#forget());
    }

    async draw({ data, figures }, { nodes, order, counts, thresholds, ncut }, shape) {
      const { h } = window.cutlab;
      this.curve = { ...data, nodes, order, counts, thresholds, ncut, shape };
      this.slider.max = String(thresholds.length - 1);
      if (!this.byHand) this.slider.value = String(data.minimum);
      await this.chart.draw(figures.curve);
      const button = ({ name, index, ncut: value }) =>
        h("button", { type: "button", class: "button", onclick: () => this.#hand(index) }, `${name}: ${fixed(value)}`);
      this.marks.replaceChildren(...data.marks.map(button));
      this.#grab();
    }

    /** Drag in the curve itself. */
    #grab() {
      const { element } = this.chart;
      if (element.dataset.listens) return;
      element.dataset.listens = "yes";
      const move = (/** @type {PointerEvent} */ event) => {
        const { xaxis } = element._fullLayout;
        const value = xaxis.p2d(event.clientX - element.getBoundingClientRect().left - xaxis._offset);
        this.#hand(nearest(this.curve.thresholds, value));
      };
      element.addEventListener("pointerdown", (event) => {
        if (!event.target.classList.contains("nsewdrag")) return;
        element.setPointerCapture(event.pointerId);
        element.addEventListener("pointermove", move);
        move(event);
      });
      const stop = () => element.removeEventListener("pointermove", move);
      element.addEventListener("pointerup", stop);
      element.addEventListener("pointercancel", stop);
    }

    /** Show the partition at a threshold in the labelled picture. @param {number} index */
    #hand(index) {
      this.byHand = true;
      this.slider.value = String(index);
      const { low, high, shape, nodes, order, counts, thresholds, ncut } = this.curve;
      const labels = new Uint8Array(shape[0] * shape[1]);
      for (let i = 0; i < order.length; i += 1) {
        labels[nodes[order[i]]] = 1 + (i < counts[index] ? low : high);
      }
      const at = thresholds[index];
      const text = `threshold ${fixed(at)}, Ncut ${fixed(ncut[index])}`;
      this.painter.suppose(labels, `Labels by hand: ${text}`);
      this.told.textContent = `Shown: ${text}, ${counts[index].toLocaleString("en")} pixels below.`;
      this.back.removeAttribute("disabled");
      window.Plotly.relayout(this.chart.element, { "shapes[0].x0": at, "shapes[0].x1": at, "shapes[0].visible": true });
    }

    #release() {
      if (!this.byHand) return;
      this.painter.suppose(null);
      this.#forget();
    }

    /** The pictures show the state's own labels again. */
    #forget() {
      if (!this.byHand) return;
      this.byHand = false;
      this.back.setAttribute("disabled", "");
      this.told.textContent = "";
      if (this.chart.element.data) window.Plotly.relayout(this.chart.element, { "shapes[0].visible": false });
    }

    closed() {
      this.#release();
    }
  }

  /** Where a sorted array comes nearest to a value. */
  function nearest(sorted, value) {
    let [low, high] = [0, sorted.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle;
      else high = middle;
    }
    return Math.abs(sorted[low] - value) <= Math.abs(sorted[high] - value) ? low : high;
  }

  window.cutlab.VIEW_BODIES.threshold = Threshold;
})();
