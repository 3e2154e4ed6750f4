/** Edges of the graph: between which pixels there is one, the nearest to a pointer, and the next by a key. */

/** @import { NumberArray } from "../../live/codec.mjs" */

/** @typedef {{row: number, col: number, down: boolean}} Edge from a pixel to that on its right, or below it */

const REACH = 3; // pixels of the picture around a pointer

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The edge as the state has it; components/state/edge.py reads it. @param {Edge} edge */
export const textOf = ({ row, col, down }) => `${row},${col},${down ? "down" : "right"}`;

/** @param {string} text of the state @returns {Edge | null} */
export function edgeOf(text) {
  const [, row, col, way] = /^(\d+),(\d+),(right|down)$/.exec(text) ?? [];
  return way ? { row: Number(row), col: Number(col), down: way === "down" } : null;
}

/** The middle of an edge, in the picture's coordinates. @param {Edge} edge */
export const middleOf = ({ row, col, down }) => ({ row: row + (down ? 0.5 : 0), col: col + (down ? 0 : 0.5) });

/** Path around the two pixels of an edge, and between their centres. @param {Edge} edge */
export function pathOf({ row, col, down }) {
  const [across, along] = down ? [1, 2] : [2, 1];
  return `M${col - 0.5} ${row - 0.5}h${across}v${along}h${-across}zM${col} ${row}${down ? "v1" : "h1"}`;
}

export class Edges {
  #there;

  /**
   * @param {number[]} shape of the picture
   * @param {{pixel: NumberArray, down: NumberArray, weight: NumberArray}} [known] of each edge; without it, all
   *   neighbours may have one
   */
  constructor([height, width], known) {
    this.shape = [height, width];
    this.known = known;
    this.#there = known && new Uint8Array(2 * height * width);
    known?.pixel.forEach((pixel, e) => (/** @type {Uint8Array} */ (this.#there)[2 * pixel + known.down[e]] = 1));
  }

  /** @param {Edge} edge */
  has({ row, col, down }) {
    const [height, width] = this.shape;
    if (row < 0 || col < 0 || row + Number(down) >= height || col + Number(!down) >= width) return false;
    return !this.#there || this.#there[2 * (row * width + col) + Number(down)] === 1;
  }

  /** The edge nearest to a place, null if there is none around it. @param {{row: number, col: number}} place @returns {Edge | null} */
  nearest(place) {
    const [row, col] = [Math.round(place.row), Math.round(place.col)];
    let [found, least] = [/** @type {Edge | null} */ (null), REACH];
    for (let r = row - REACH; r <= row + REACH; r += 1) {
      for (let c = col - REACH; c <= col + REACH; c += 1) {
        for (const edge of [{ row: r, col: c, down: false }, { row: r, col: c, down: true }]) {
          const middle = middleOf(edge);
          const far = Math.hypot(middle.row - place.row, middle.col - place.col);
          if (far < least && this.has(edge)) [found, least] = [edge, far];
        }
      }
    }
    return found;
  }

  /**
   * The next edge by a key: arrows go on in their direction, past pixels without such an edge; space turns.
   * @param {Edge} edge @param {string} key
   * @returns {Edge | null} null if the key has another meaning; the same edge if there is none
   */
  next(edge, key) {
    if (key === " ") return this.#turned(edge);
    const way = ARROWS[key];
    if (!way) return null;
    const [height, width] = this.shape;
    for (let n = 1; n < Math.max(height, width); n += 1) {
      const other = { row: edge.row + n * way[0], col: edge.col + n * way[1], down: edge.down };
      if (this.has(other)) return other;
    }
    return edge;
  }

  /** An edge across this one, at one of its pixels. @param {Edge} edge */
  #turned(edge) {
    const { row, col, down } = edge;
    const ends = down ? [[row, col], [row + 1, col]] : [[row, col], [row, col + 1]];
    const across = ends.flatMap(([r, c]) => [
      { row: r, col: c, down: !down },
      { row: down ? r : r - 1, col: down ? c - 1 : c, down: !down },
    ]);
    return across.find((other) => this.has(other)) ?? edge;
  }

  /** The lightest edge, null if none is known. @returns {Edge | null} */
  get lightest() {
    if (!this.known?.pixel.length) return null;
    const { pixel, down, weight } = this.known;
    let e = 0;
    for (let i = 1; i < weight.length; i += 1) if (weight[i] < weight[e]) e = i;
    const [, width] = this.shape;
    return { row: Math.floor(pixel[e] / width), col: pixel[e] % width, down: down[e] === 1 };
  }
}
