/** Colours and strokes of tiles, which components/live/views/base.py describes. */

import { packed } from "../../live/colors.mjs";
import { pixelsOf, strokeColors } from "./pixels.mjs";

/** @import { Arrays } from "../../live/codec.mjs" */
/** @import { Config } from "../../state/model.mjs" */
/** @import { Line } from "./tile.mjs" */
/** @import { TileSpec } from "./tiles.mjs" */

const PALE = 0x50000000; // opacity of regions under strokes

export class Painter {
  /** @param {Config} config */
  constructor({ tables, regions }) {
    this.scales = tables;
    this.packed = Object.fromEntries(Object.entries(tables).map(([name, colors]) => [name, packed(colors)]));
    this.regions = packed(regions);
  }

  /** The values of a tile, in the order of its nodes. @param {TileSpec} spec @param {Arrays} arrays */
  values({ values, row, nodes }, arrays) {
    const { length } = arrays[nodes];
    return arrays[values].subarray(row * length, (row + 1) * length);
  }

  /** Packed colours of a tile, row by row. @param {TileSpec} spec @param {Arrays} arrays @param {number[]} shape */
  pixels(spec, arrays, shape) {
    const [values, color] = [this.values(spec, arrays), this.#colorOf(spec)];
    return pixelsOf(arrays[spec.nodes], shape, (node) => color(values[node]));
  }

  /** Packed colour of a value. @param {TileSpec} spec @returns {(value: number) => number} */
  #colorOf({ colors, ends: [low, high], words }) {
    const { regions } = this;
    if (colors === "regions") return (value) => regions[value % regions.length];
    if (colors === "pale") return (value) => (regions[value % regions.length] & 0xffffff) | PALE;
    const scale = this.packed[colors];
    const last = scale.length - 1;
    if (words.length) return (value) => scale[Math.min(1, value) * last];
    return (value) => scale[Math.round(((value - low) / (high - low)) * last)];
  }

  /** The strokes of a tile that has some. @param {TileSpec} spec @param {Arrays} arrays @param {number} width of the picture @returns {Line[]} */
  strokes({ strokes }, arrays, width) {
    if (!strokes) return [];
    const { suffix, across, largest, colors } = strokes;
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
}
