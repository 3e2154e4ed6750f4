/** The eigenvectors on the picture. */

import { packed } from "../../live/colors.mjs";
import { fixed, pixelsOf } from "../drawing/pixels.mjs";
import { textCaption, Tiles } from "../drawing/tiles.mjs";

/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */

const LARGEST = 32767; // of an entry, in 16 bits

/** @typedef {{values: number[], largest: number[]}} Data eigenvalues, and the largest entries */

export class EigenvectorsView {
  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, { config, renderer }) {
    this.tiles = new Tiles(place, renderer);
    this.table = packed(config.tables.diverging);
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape */
  draw(content, { nodes, vectors }, shape) {
    const { values, largest } = /** @type {Data} */ (content.data);
    const { table, tiles } = this;
    const n = nodes.length;
    /** From -1 to 1. @param {number} i @param {number} node */
    const entry = (i, node) => vectors[i * n + node] / LARGEST;
    tiles.setNodes(nodes, shape, (i, node) => fixed(entry(i, node) * largest[i]));
    tiles.ensure(values.length, () => textCaption());
    const half = (table.length - 1) / 2;
    values.forEach((value, i) => {
      const tile = tiles.tiles[i];
      tile.caption.textContent = `u${i + 1} · λ = ${fixed(value)}`;
      const pixels = pixelsOf(nodes, shape, (node) => table[Math.round(half + half * entry(i, node))]);
      tile.show(`Eigenvector ${i + 1} on the picture, eigenvalue ${fixed(value)}`, pixels, shape);
    });
  }

  viewChanged() {
    this.tiles.draw();
  }
}
