/** The cost of each boundary. */

import { packed } from "../../live/colors.mjs";
import { h } from "../../page/dom.mjs";
import { fixed, pixelsOf, strokeColors } from "../drawing/pixels.mjs";
import { textCaption, Tiles } from "../drawing/tiles.mjs";

/** @import { NumberArray } from "../../live/codec.mjs" */
/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */

/** @typedef {{region: number, cut: number, volume: number, ratio: number, parts: number}} Row of a region */
/** @typedef {{title: string, ncut: number, rows: Row[]}} Partition */

const HEADS = ["region", "cut", "vol", "cut / vol", "parts"];
const PALE = 0x50000000; // opacity of the regions, under the lines

export class CutsView {
  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, { config, renderer }) {
    this.names = config.regions;
    this.regions = packed(config.regions);
    this.color = strokeColors(config.tables.cost);
    this.tiles = new Tiles(place, renderer);
    this.scale = h("div", { class: "scale" });
    this.tables = h("div", { class: "tables" });
    place.append(this.scale, this.tables);
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape */
  draw(content, { nodes, ...arrays }, shape) {
    const { partitions, largest } = /** @type {{partitions: Partition[], largest: number}} */ (content.data);
    const { regions, tiles } = this;
    tiles.setNodes(nodes, shape, (i, node) => `region ${arrays[`labels${i}`][node] + 1}`);
    tiles.ensure(partitions.length, () => textCaption());
    const top = largest || 1;
    partitions.forEach(({ title, ncut }, i) => {
      const [labels, pixel, down, weight] = ["labels", "pixel", "down", "weight"].map(
        (name) => arrays[`${name}${i}`],
      );
      const tile = tiles.tiles[i];
      tile.caption.textContent = `${title} · Ncut ${fixed(ncut)}`;
      const pale = (/** @type {number} */ node) =>
        (regions[labels[node] % regions.length] & 0xffffff) | PALE;
      tile.show(
        `${title}: the boundary between regions, Ncut ${fixed(ncut)}`,
        pixelsOf(nodes, shape, pale),
        shape,
        this.#lines(pixel, down, weight, top, shape[1]),
      );
    });
    this.#showScale(largest);
    this.tables.replaceChildren(...partitions.map((partition) => this.#table(partition)));
  }

  /**
   * The sides of pixels that edges cross.
   * @param {NumberArray} pixel @param {NumberArray} down @param {NumberArray} weight
   * @param {number} top the largest weight @param {number} width of the picture
   */
  #lines(pixel, down, weight, top, width) {
    const lines = [];
    for (let e = 0; e < pixel.length; e += 1) {
      const [col, row] = [pixel[e] % width, Math.floor(pixel[e] / width)];
      const [x1, y1] = [col + 0.5, row + 0.5];
      const from = down[e] ? { x0: col - 0.5, y0: y1 } : { x0: x1, y0: row - 0.5 };
      lines.push({ ...from, x1, y1, color: this.color(weight[e] / top) });
    }
    return lines;
  }

  /** @param {number} largest weight that is cut */
  #showScale(largest) {
    const colors = [0, 0.25, 0.5, 0.75, 1].map(this.color).join(", ");
    this.scale.hidden = !largest;
    this.scale.replaceChildren(
      h("span", {}, "cheap to cut, 0"),
      h("span", { class: "scale-bar", style: `background: linear-gradient(to right, ${colors})` }),
      h("span", {}, `dear, ${fixed(largest || 1)}`),
    );
  }

  /** @param {Partition} partition */
  #table({ title, rows, ncut }) {
    const line = (/** @type {Row} */ { region, cut, volume, ratio, parts }) => {
      const swatch = h("span", { class: "swatch", style: `background: ${this.names[region]}` });
      const cells = [cut.toFixed(2), volume.toFixed(1), fixed(ratio), String(parts)];
      const head = h("th", { scope: "row" }, swatch, ` ${region + 1}`);
      return h("tr", {}, head, ...cells.map((text) => h("td", {}, text)));
    };
    const heads = HEADS.map((name) => h("th", { scope: "col" }, name));
    const total = [h("th", { scope: "row" }, "Ncut"), h("td"), h("td"), h("td", {}, fixed(ncut)), h("td")];
    return h(
      "table",
      {},
      h("caption", {}, title),
      h("thead", {}, h("tr", {}, ...heads)),
      h("tbody", {}, ...rows.map(line)),
      h("tfoot", {}, h("tr", {}, ...total)),
    );
  }

  viewChanged() {
    this.tiles.draw();
  }
}
