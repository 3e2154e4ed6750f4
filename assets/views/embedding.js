// @ts-check
/// <reference path="../types.d.ts" />
/** Pixels as points, brushed here and on the pictures. */
(() => {
  const { Chart, numbers } = window.cutlab;

  class Embedding {
    constructor(place, config, painter, { change }) {
      const { h, control } = window.cutlab;
      this.painter = painter;
      this.chart = new Chart("Pixels as points in the coordinates of two eigenvectors");
      this.fields = {};
      const head = h("div", { class: "view-controls" });
      for (const knob of Object.values(config.knobs).filter(({ group }) => group === "embedding")) {
        this.fields[knob.field] = control(knob, knob.field, knob.title, (value) => change(knob.field, value));
        head.append(this.fields[knob.field].element);
      }
      this.tool = h("button", { type: "button", class: "button", "aria-pressed": "false" }, "Mark pixels on the pictures");
      this.tool.addEventListener("click", () => this.#brush(this.tool.getAttribute("aria-pressed") !== "true"));
      this.clear = h("button", { type: "button", class: "button", disabled: true }, "Clear the marks");
      this.clear.addEventListener("click", () => this.#mark(null));
      this.count = h("span", { class: "quiet", role: "status" }, "Draw around points: they light up in both pictures.");
      place.append(head, this.chart.element, h("div", { class: "view-tools" }, this.tool, this.clear, this.count));
      painter.onBrush = (pixels) => this.#mark(pixels);
      this.nodes = new Uint32Array(0);
      this.at = new Int32Array(0);
    }

    /** @param {boolean} on */
    #brush(on) {
      this.tool.setAttribute("aria-pressed", String(on));
      this.painter.brush(on);
    }

    /** Mark these pixels everywhere; null for none. @param {number[] | null} pixels */
    #mark(pixels) {
      const inside = pixels?.filter((pixel) => this.at[pixel] >= 0) ?? null;
      this.marked = inside?.length ? inside : null;
      this.painter.mark(this.marked);
      this.clear.toggleAttribute("disabled", !this.marked);
      this.count.textContent = this.marked ? `${this.marked.length.toLocaleString("en")} of ${this.nodes.length.toLocaleString("en")} pixels marked` : "";
      this.#select();
    }

    #select() {
      if (!this.chart.element.data) return;
      const selectedpoints = this.marked ? this.marked.map((pixel) => this.at[pixel]).filter((i) => i >= 0) : null;
      window.Plotly.restyle(this.chart.element, { selectedpoints: [selectedpoints] });
    }

    /** @param {ExplorerState} state */
    follow(state) {
      for (const [name, { show }] of Object.entries(this.fields)) show(state[name]);
    }

    async draw({ figures }, { nodes }, shape) {
      this.nodes = nodes;
      this.shape = shape;
      this.at = numbers(nodes, shape);
      const { element } = this.chart;
      if (this.marked) {
        const { points } = figures;
        points.data[0].selectedpoints = this.marked.map((pixel) => this.at[pixel]).filter((i) => i >= 0);
      }
      await this.chart.draw(figures.points);
      if (element.dataset.listens) return;
      element.dataset.listens = "yes";
      const pixel = ({ pointNumber }) => this.nodes[pointNumber];
      element.on("plotly_selected", (event) => event && this.#mark(event.points.map(pixel)));
      element.on("plotly_deselect", () => this.#mark(null));
      element.on("plotly_hover", ({ points }) => {
        const at = pixel(points[0]);
        this.painter.point({ row: Math.floor(at / this.shape[1]), col: at % this.shape[1] });
      });
      element.on("plotly_unhover", () => this.painter.point(null));
    }

    /** The pixel under the crosshair is ringed among the points. */
    view() {
      const { element } = this.chart;
      if (!element.data || !this.shape) return;
      const { at } = this.painter;
      const node = at ? this.at[at.row * this.shape[1] + at.col] : -1;
      if (node === this.ringed) return;
      this.ringed = node;
      const [points] = element._fullData;
      const ring = node >= 0 ? { x: [[points.x[node]]], y: [[points.y[node]]] } : { x: [[]], y: [[]] };
      window.Plotly.restyle(element, ring, [1]);
    }

    closed() {
      this.#brush(false);
      this.#mark(null);
    }
  }

  window.cutlab.VIEW_BODIES.embedding = Embedding;
})();
