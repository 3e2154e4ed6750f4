/**
 * The part of a picture's file that is shown, in its pixels; the last row and column are not included. The
 * state has it as "top,left,bottom,right", empty for the whole.
 */

/** @typedef {{top: number, left: number, bottom: number, right: number}} Part */
/** @typedef {{row: number, col: number}} Place in the coordinates of the picture on screen, whose pixels have whole centres */

const LEAST = 2; // pixels of the screen's picture; a smaller rectangle is a click

/** @param {string} text @param {number[]} whole height and width of the file @returns {Part} */
export function partOf(text, [height, width]) {
  const [top, left, bottom, right] = text ? text.split(",").map(Number) : [0, 0, height, width];
  return { top, left, bottom, right };
}

/** @param {Part} part @param {number[]} whole height and width of the file */
export function textOf({ top, left, bottom, right }, [height, width]) {
  const all = top === 0 && left === 0 && bottom === height && right === width;
  return all ? "" : [top, left, bottom, right].join(",");
}

/**
 * The part within a rectangle that was drawn on the picture on screen, null if that is too small.
 * @param {Place} from a corner @param {Place} to the other one
 * @param {Part} shown the part on screen @param {number[]} shape height and width of the picture on screen
 * @returns {Part | null}
 */
export function drawnPart(from, to, shown, [height, width]) {
  const between = (/** @type {number} */ at, /** @type {number} */ most) => Math.min(most, Math.max(0, at + 0.5));
  const rows = [from.row, to.row].map((row) => between(row, height)).sort((a, b) => a - b);
  const cols = [from.col, to.col].map((col) => between(col, width)).sort((a, b) => a - b);
  if (rows[1] - rows[0] < LEAST || cols[1] - cols[0] < LEAST) return null;
  const [down, across] = [(shown.bottom - shown.top) / height, (shown.right - shown.left) / width];
  const [top, bottom] = rows.map((row) => shown.top + Math.round(row * down));
  const [left, right] = cols.map((col) => shown.left + Math.round(col * across));
  return bottom > top && right > left ? { top, left, bottom, right } : null;
}

/**
 * The part after a number was entered: where it begins, and how large it is. One that is moved ends at the
 * border of the file.
 * @param {Part} part @param {"left" | "top" | "width" | "height"} name @param {number} value
 * @param {number[]} whole height and width of the file
 * @returns {Part}
 */
export function withNumber(part, name, value, [rows, columns]) {
  const [width, height] = [part.right - part.left, part.bottom - part.top];
  if (name === "left") return { ...part, left: value, right: Math.min(value + width, columns) };
  if (name === "top") return { ...part, top: value, bottom: Math.min(value + height, rows) };
  if (name === "width") return { ...part, right: part.left + value };
  return { ...part, bottom: part.top + value };
}

/** The numbers of a part, as they are entered. @param {Part} part */
export const numbersOf = ({ top, left, bottom, right }) => ({ left, top, width: right - left, height: bottom - top });
