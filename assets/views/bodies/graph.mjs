/** The affinity where it lies, and where it comes from. */

import { packed } from "../../live/colors.mjs";
import { h } from "../../page/dom.mjs";
import { Chart } from "../drawing/chart.mjs";
import { fixed, pixelsOf, strokeColors } from "../drawing/pixels.mjs";
import { textCaption, Tiles } from "../drawing/tiles.mjs";

/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */

export class GraphView {
  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, { config, renderer }) {
    this.tiles = new Tiles(place, renderer);
    this.table = packed(config.tables.affinity);
    this.color = strokeColors(config.tables.affinity);
    this.weights = new Chart("How many edges have which weight");
    this.kernel = new Chart("How the weight of an edge falls with the intensity step across it");
    const caption = "Mean affinity of each pixel; zoom in to see the edges";
    this.tiles.ensure(1, () => textCaption(caption));
    this.tiles.row.append(h("div", { class: "charts" }, this.kernel.element, this.weights.element));
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape */
  async draw({ data, figures }, { nodes, mean, pixel, down, weight }, shape) {
    const top = /** @type {{largest: number}} */ (data).largest || 1;
    const { color, table, tiles } = this;
    tiles.setNodes(nodes, shape, (_, node) => `mean affinity ${fixed(mean[node])}`);
    const lines = [];
    for (let e = 0; e < pixel.length; e += 1) {
      const [x0, y0] = [pixel[e] % shape[1], Math.floor(pixel[e] / shape[1])];
      lines.push({ x0, y0, x1: x0 + 1 - down[e], y1: y0 + down[e], color: color(weight[e] / top) });
    }
    const shade = (/** @type {number} */ i) => table[Math.round((mean[i] / top) * (table.length - 1))];
    const pixels = pixelsOf(nodes, shape, shade);
    tiles.tiles[0].show("Mean affinity of each pixel to its neighbours", pixels, shape, lines, true);
    await this.kernel.draw(figures.kernel);
    await this.weights.draw(figures.weights);
  }

  viewChanged() {
    this.tiles.draw();
  }
}
