/** Row of tiles, described in components/live/views/base.py. */

import { h } from "../../page/browser/dom.mjs";
import { Painter } from "./painter.mjs";
import { nodeNumbers, shortNumber } from "./pixels.mjs";
import { Tile } from "./tile.mjs";

/** @import { Arrays, NumberArray } from "../../live/codec.mjs" */
/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { ViewContext } from "../bodies.mjs" */

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
 * @property {string} nodes
 * @property {string[]} words
 * @property {Strokes | null} strokes
 * @property {Partial<ExplorerState> | null} changes
 * @property {boolean} pressed
 */

export class Tiles {
  row = h("div", { class: "tiles" });
  /** @type {Tile[]} */
  #tiles = [];
  /** What a click on a tile does, in place of choosing a region. @type {Tile["onPick"] | null} */
  onPick = null;

  /** @param {ViewContext} context */
  constructor({ config, renderer, store }) {
    this.painter = new Painter(config);
    this.renderer = renderer;
    this.store = store;
  }

  /** @param {TileSpec[]} specs @param {Arrays} arrays @param {number[]} shape */
  show(specs, arrays, shape) {
    while (this.#tiles.length > specs.length) this.#tiles.pop()?.element.remove();
    specs.forEach((spec, i) => {
      const tile = this.#tiles[i] ?? this.#add(spec);
      const at = nodeNumbers(arrays[spec.nodes], shape);
      const describe = this.#describe(spec, this.painter.values(spec, arrays));
      tile.describe = (pixel) => {
        const node = at[pixel] ?? -1;
        return node < 0 ? "outside the mask" : describe(node);
      };
      tile.caption.innerHTML = spec.caption;
      if (spec.changes) tile.caption.ariaPressed = String(spec.pressed);
      const pixels = this.painter.pixels(spec, arrays, shape);
      tile.show(spec.label, pixels, shape, this.painter.strokes(spec, arrays, shape[1]), spec.strokes?.near);
    });
  }

  /** @param {TileSpec} spec */
  #add({ changes }) {
    const caption = changes
      ? h("button", { type: "button", class: "method", onclick: () => this.store.merge(changes) })
      : h("span", { class: "tile-caption" });
    const tile = new Tile(this.renderer, caption);
    tile.onPick = this.onPick ?? tile.onPick;
    this.#tiles.push(tile);
    this.row.append(tile.element);
    return tile;
  }

  /** Text of a node's value. @param {TileSpec} spec @param {NumberArray} values @returns {(node: number) => string} */
  #describe({ colors, unit, prefix, words }, values) {
    if (words.length) return (node) => words[values[node]];
    if (colors === "regions" || colors === "pale") return (node) => `region ${values[node] + 1}`;
    return (node) => prefix + shortNumber(unit * values[node]);
  }

  /** Draw the tiles anew, after a change of zoom or crosshair. */
  draw() {
    for (const tile of this.#tiles) tile.draw();
  }
}
