/** Body of the embedding view: pixels as points, brushed here and on the pictures. */

import { makeControl } from "../../controls/control.mjs";
import { listen, plotly, pointOf } from "../../live/plotly.mjs";
import { button, h } from "../../page/browser/dom.mjs";
import { Chart } from "../drawing/chart.mjs";
import { nodeNumbers } from "../drawing/pixels.mjs";

/** @import { Control } from "../../controls/control.mjs" */
/** @import { NumberArray } from "../../live/codec.mjs" */
/** @import { Point } from "../../live/plotly.mjs" */
/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */

export class EmbeddingView {
  /** Pixel of each node. @type {NumberArray} */
  #nodes = new Uint32Array(0);
  #at = new Int32Array(0);
  #width = 0;
  /** The marks that the chart shows. @type {Uint8Array | null} */
  #marked = null;
  /** The marks that were made here. @type {Uint8Array | null} */
  #own = null;
  /** Node whose point has a ring. */
  #ringed = -1;
  #listens = false;

  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, { config, renderer, store }) {
    this.renderer = renderer;
    this.chart = new Chart();
    const specs = Object.values(config.control_specs).filter(({ group }) => group === "embedding");
    /** @type {[string, Control][]} */
    this.controls = specs.map((spec) => [
      spec.field,
      makeControl(spec, spec.field, spec.title, { set: (value) => store.change(spec.field, value) }),
    ]);
    this.tool = button("Mark pixels on the pictures", () => this.#brush(!this.#brushing), { "aria-pressed": "false" });
    this.clear = button("Clear the marks", () => this.#mark(null), { disabled: true });
    this.count = h("span", { class: "quiet", role: "status" }, "Draw around points: they light up in both pictures.");
    place.append(
      h("div", { class: "view-controls" }, ...this.controls.map(([, { element }]) => element)),
      this.chart.element,
      h("div", { class: "view-tools" }, this.tool, this.clear, this.count),
    );
    renderer.axes.onBrush = (pixels) => this.#mark(pixels);
  }

  get #brushing() {
    return this.tool.getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} on */
  #brush(on) {
    this.tool.setAttribute("aria-pressed", String(on));
    this.renderer.axes.brush(on);
  }

  /** Mark pixels in the chart and the pictures; null for none. @param {number[] | null} pixels */
  #mark(pixels) {
    const inside = pixels?.filter((pixel) => this.#at[pixel] >= 0) ?? [];
    this.renderer.mark(inside.length ? inside : null);
    this.#own = this.renderer.marked;
  }

  /** Show which pixels are marked, here or elsewhere. */
  #showMarks() {
    const { marked } = this.renderer;
    if (marked === this.#marked) return;
    this.#marked = marked;
    const points = this.#selected();
    this.#count(points);
    if (this.chart.drawn) plotly().restyle(this.chart.element, { selectedpoints: [points] });
  }

  /** @param {number[] | null} points of the marked pixels */
  #count(points) {
    this.clear.toggleAttribute("disabled", !points);
    const [some, all] = [points?.length ?? 0, this.#nodes.length].map((n) => n.toLocaleString("en"));
    this.count.textContent = points ? `${some} of ${all} pixels marked` : "";
  }

  /** The points of the marked pixels. */
  #selected() {
    const marked = this.#marked;
    return marked && Array.from(this.#nodes.keys()).filter((node) => marked[this.#nodes[node]]);
  }

  /** @param {ExplorerState} state */
  show(state) {
    for (const [name, { show }] of this.controls) show(state[name]);
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape */
  async draw({ figures }, { nodes }, shape) {
    this.#nodes = nodes;
    this.#width = shape[1];
    this.#at = nodeNumbers(nodes, shape);
    const [[label, figure]] = Object.entries(figures);
    this.#marked = this.renderer.marked;
    const points = this.#selected();
    if (points) {
      figure.data[0].selectedpoints = points;
      this.#count(points);
    }
    await this.chart.draw(label, figure);
    if (!this.#listens) this.#listen();
  }

  #listen() {
    this.#listens = true;
    const { element } = this.chart;
    const pixel = (/** @type {Point} */ { pointNumber }) => this.#nodes[pointNumber];
    listen(element, "plotly_selected", (event) => event && this.#mark(event.points.map(pixel)));
    listen(element, "plotly_deselect", () => this.#mark(null));
    listen(element, "plotly_hover", ({ points }) => {
      const at = pixel(points[0]);
      this.renderer.point({ row: Math.floor(at / this.#width), col: at % this.#width });
    });
    listen(element, "plotly_unhover", () => this.renderer.point(null));
    listen(element, "plotly_click", ({ points, event }) => {
      const at = pixel(points[0]);
      const place = { row: Math.floor(at / this.#width), col: at % this.#width };
      this.renderer.axes.onClick(place, false, event.shiftKey);
    });
  }

  /** Put a ring around the point of the pixel under the crosshair, and show the marked ones. */
  viewChanged() {
    if (!this.chart.drawn) return;
    if (!this.renderer.live) this.#showMarks(); // while something moves, with the next content
    const { at } = this.renderer;
    const node = at ? this.#at[at.row * this.#width + at.col] : -1;
    if (node === this.#ringed) return;
    this.#ringed = node;
    const { element } = this.chart;
    const { x, y } = node >= 0 ? pointOf(element, 0, node) : { x: undefined, y: undefined };
    const ring = node >= 0 ? { x: [[x]], y: [[y]] } : { x: [[]], y: [[]] };
    plotly().restyle(element, ring, [1]);
  }

  closed() {
    this.#brush(false);
    if (this.#own === this.renderer.marked) this.#mark(null);
  }
}
