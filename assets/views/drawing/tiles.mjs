/** Row of tiles, described in components/live/views/base.py. */

import { packed } from "../../live/colors.mjs";
import { h } from "../../page/browser/dom.mjs";
import { nodeNumbers, pixelsOf, shortNumber, strokeColors } from "./pixels.mjs";
import { Tile } from "./tile.mjs";

/** @import { Arrays, NumberArray } from "../../live/codec.mjs" */
/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { ViewContext } from "../bodies.mjs" */
/** @import { Line } from "./tile.mjs" */

/** @typedef {{suffix: string, across: boolean, largest: number, colors: string, near: boolean}} Strokes */

/**
 * @typedef {object} TileSpec
 * @property {string} caption
 * @property {string} label
 * @property {string} values
 * @property {number} row
 * @property {string} colors
 * @property {[number, number]} ends
 * @property {number} unit
 * @property {string} prefix
 * @property {Strokes | null} strokes
 * @property {Partial<ExplorerState> | null} changes
 * @property {boolean} pressed
 */

const PALE = 0x50000000; // opacity of regions under strokes

export class Tiles {
  row = h("div", { class: "tiles" });
  /** @type {Tile[]} */
  #tiles = [];
  #at = new Int32Array(0);

  /** @param {ViewContext} context */
  constructor({ config, renderer, store }) {
    this.scales = config.tables;
    const scales = Object.entries(config.tables);
    this.packed = Object.fromEntries(scales.map(([name, colors]) => [name, packed(colors)]));
    this.regions = packed(config.regions);
    this.renderer = renderer;
    this.store = store;
  }

  /** @param {TileSpec[]} specs @param {Arrays} arrays @param {number[]} shape */
  show(specs, arrays, shape) {
    const { nodes } = arrays;
    this.#at = nodeNumbers(nodes, shape);
    while (this.#tiles.length > specs.length) this.#tiles.pop()?.element.remove();
    specs.forEach((spec, i) => {
      const tile = this.#tiles[i] ?? this.#add(spec);
      const begin = spec.row * nodes.length;
      const values = arrays[spec.values].subarray(begin, begin + nodes.length);
      const describe = this.#describe(spec, values);
      tile.describe = (pixel) => {
        const node = this.#at[pixel] ?? -1;
        return node < 0 ? "outside the mask" : describe(node);
      };
      tile.caption.innerHTML = spec.caption;
      if (spec.changes) tile.caption.ariaPressed = String(spec.pressed);
      const color = this.#colorOf(spec);
      const pixels = pixelsOf(nodes, shape, (node) => color(values[node]));
      const { strokes } = spec;
      const lines = strokes ? this.#lines(strokes, arrays, shape[1]) : [];
      tile.show(spec.label, pixels, shape, lines, strokes?.near);
    });
  }

  /** @param {TileSpec} spec */
  #add({ changes }) {
    const caption = changes
      ? h("button", { type: "button", class: "method", onclick: () => this.store.merge(changes) })
      : h("span", { class: "tile-caption" });
    const tile = new Tile(this.renderer, caption);
    this.#tiles.push(tile);
    this.row.append(tile.element);
    return tile;
  }

  /** Text of a node's value. @param {TileSpec} spec @param {NumberArray} values @returns {(node: number) => string} */
  #describe({ colors, unit, prefix }, values) {
    if (colors === "regions" || colors === "pale") return (node) => `region ${values[node] + 1}`;
    return (node) => prefix + shortNumber(unit * values[node]);
  }

  /** Packed colour of a value. @param {TileSpec} spec @returns {(value: number) => number} */
  #colorOf({ colors, ends: [low, high] }) {
    const { regions } = this;
    if (colors === "regions") return (value) => regions[value % regions.length];
    if (colors === "pale") return (value) => (regions[value % regions.length] & 0xffffff) | PALE;
    const scale = this.packed[colors];
    return (value) => scale[Math.round(((value - low) / (high - low)) * (scale.length - 1))];
  }

  /** @param {Strokes} strokes @param {Arrays} arrays @param {number} width of the picture @returns {Line[]} */
  #lines({ suffix, across, largest, colors }, arrays, width) {
    const [pixel, down, weight] = ["pixel", "down", "weight"].map((name) => arrays[name + suffix]);
    const colorOf = strokeColors(this.scales[colors]);
    return Array.from(pixel, (at, e) => {
      const color = colorOf(weight[e] / largest);
      const [x0, y0] = [at % width, Math.floor(at / width)];
      if (!across) return { x0, y0, x1: x0 + 1 - down[e], y1: y0 + down[e], color };
      const [x1, y1] = [x0 + 0.5, y0 + 0.5];
      return { x0: down[e] ? x0 - 0.5 : x1, y0: down[e] ? y1 : y0 - 0.5, x1, y1, color };
    });
  }

  /** Draw the tiles anew, after a change of zoom or crosshair. */
  draw() {
    for (const tile of this.#tiles) tile.draw();
  }
}
