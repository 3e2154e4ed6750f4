/** A row of tiles, and what stands at their nodes. */

import { h } from "../../page/dom.mjs";
import { nodeNumbers } from "./pixels.mjs";
import { Tile } from "./tile.mjs";

/** @import { CanvasRenderer } from "../../live/canvas_renderer.mjs" */

/** A caption that says what a tile shows. */
export const textCaption = (text = "") => h("span", { class: "tile-caption" }, text);

export class Tiles {
  #width = 0;
  #at = new Int32Array(0);
  /** Describes the value at a node of a tile. @type {(tile: number, node: number) => string} */
  #describe = () => "";
  /** @type {Tile[]} */
  tiles = [];

  /** @param {HTMLElement} place @param {CanvasRenderer} renderer @param {string} [style] more classes of the row */
  constructor(place, renderer, style = "") {
    this.renderer = renderer;
    this.row = h("div", { class: `tiles ${style}`.trim() });
    place.append(this.row);
  }

  /** Make or remove tiles until there are so many. @param {number} count @param {(i: number) => HTMLElement} caption */
  ensure(count, caption) {
    while (this.tiles.length > count) this.tiles.pop()?.element.remove();
    while (this.tiles.length < count) {
      const i = this.tiles.length;
      const tile = new Tile(this.renderer, caption(i), (row, col) => this.#describeAt(i, row, col));
      this.row.append(tile.element);
      this.tiles.push(tile);
    }
  }

  /** @param {number} i @param {number} row @param {number} col */
  #describeAt(i, row, col) {
    const node = this.#at[row * this.#width + col] ?? -1;
    return node < 0 ? "outside the mask" : this.#describe(i, node);
  }

  /**
   * Say which pixels the nodes are, and what stands at them.
   * @param {ArrayLike<number>} nodes @param {number[]} shape
   * @param {(tile: number, node: number) => string} describe
   */
  setNodes(nodes, shape, describe) {
    this.#width = shape[1];
    this.#at = nodeNumbers(nodes, shape);
    this.#describe = describe;
  }

  /** Zoom or crosshair have changed. */
  draw() {
    for (const tile of this.tiles) tile.draw();
  }
}
