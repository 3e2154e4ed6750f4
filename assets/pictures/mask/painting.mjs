/** A mask that is painted: 1 for each pixel inside. Strokes and lassos change it. */

/** @import { Place } from "../surface.mjs" */

export class Painting {
  /** @param {Uint8Array} cells row by row @param {number} width */
  constructor(cells, width) {
    this.cells = cells;
    this.width = width;
  }

  get height() {
    return this.cells.length / this.width;
  }

  /** True if no pixel is inside. */
  get empty() {
    return !this.cells.includes(1);
  }

  copy() {
    return new Painting(this.cells.slice(), this.width);
  }

  /**
   * Add or remove the pixels within a distance of the way from a place to another.
   * @param {Place} from @param {Place} to @param {number} radius in pixels @param {boolean} add
   */
  stroke(from, to, radius, add) {
    const { cells, width, height } = this;
    const [top, bottom] = [Math.min(from.row, to.row) - radius, Math.max(from.row, to.row) + radius];
    const [left, right] = [Math.min(from.col, to.col) - radius, Math.max(from.col, to.col) + radius];
    for (let row = Math.max(0, Math.ceil(top)); row <= Math.min(height - 1, bottom); row += 1) {
      for (let col = Math.max(0, Math.ceil(left)); col <= Math.min(width - 1, right); col += 1) {
        if (distance({ row, col }, from, to) <= radius) cells[row * width + col] = Number(add);
      }
    }
  }

  /** Add or remove pixels. @param {Iterable<number>} pixels their numbers, row by row @param {boolean} add */
  set(pixels, add) {
    for (const pixel of pixels) this.cells[pixel] = Number(add);
  }
}

/** Distance of a place from the line between two. @param {Place} at @param {Place} from @param {Place} to */
function distance(at, from, to) {
  const [down, across] = [to.row - from.row, to.col - from.col];
  const length = down * down + across * across;
  const along = length ? ((at.row - from.row) * down + (at.col - from.col) * across) / length : 0;
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(at.row - from.row - share * down, at.col - from.col - share * across);
}

/**
 * The mask that a stroke begins with. Where no mask was chosen, what is added is the whole mask, and
 * what is removed is missing from the whole picture.
 * @param {ArrayLike<number>} labels of the picture on screen, 0 outside @param {number} width
 * @param {boolean} chosen whether a mask was chosen @param {boolean} add
 */
export function beginning(labels, width, chosen, add) {
  const cells = Uint8Array.from(labels, (label) => Number(chosen ? label > 0 : !add));
  return new Painting(cells, width);
}
