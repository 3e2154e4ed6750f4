/** Body of most views: tiles, charts beside them, and HTML below. */

import { h } from "../../page/browser/dom.mjs";
import { Chart } from "../drawing/chart.mjs";
import { Tiles } from "../drawing/tiles.mjs";

/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */

export class PlainView {
  /** @type {Chart[]} */
  #charts = [];

  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, context) {
    this.tiles = new Tiles(context);
    this.charts = h("div", { class: "charts" });
    this.below = h("div");
    place.append(this.tiles.row, this.charts, this.below);
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape */
  async draw({ tiles, figures, below }, arrays, shape) {
    this.tiles.show(tiles, arrays, shape);
    this.below.innerHTML = below;
    for (const [i, [label, figure]] of Object.entries(figures).entries()) {
      if (!this.#charts[i]) {
        this.#charts[i] = new Chart();
        this.charts.append(this.#charts[i].element);
        if (tiles.length) this.tiles.row.append(this.charts);
      }
      await this.#charts[i].draw(label, figure);
    }
  }

  viewChanged() {
    this.tiles.draw();
  }
}
