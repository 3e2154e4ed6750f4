/** Pixels, strokes and numbers of the views' small pictures. */

/** @typedef {number[]} Shape height and width */
/** @typedef {(share: number) => string} StrokeColor of a share from 0 to 1 */

const LEVELS = 24; // number of stroke colours
const NOTHING = 1e-12; // smaller numbers are rounding errors
const LEAST_DECIMAL = 1e-4;

/**
 * Pixels of a picture, transparent where there is no node.
 * @param {ArrayLike<number>} nodes their pixels @param {Shape} shape
 * @param {(i: number) => number} colour at node i
 */
export function pixelsOf(nodes, [height, width], colour) {
  const pixels = new Uint32Array(height * width);
  for (let i = 0; i < nodes.length; i += 1) pixels[nodes[i]] = colour(i);
  return pixels;
}

/** The number of the node at each pixel, -1 elsewhere. @param {ArrayLike<number>} nodes @param {Shape} shape */
export function nodeNumbers(nodes, [height, width]) {
  const at = new Int32Array(height * width).fill(-1);
  for (let i = 0; i < nodes.length; i += 1) at[nodes[i]] = i;
  return at;
}

/** The colour of a stroke. @param {string[]} table @returns {StrokeColor} */
export function strokeColors(table) {
  const last = table.length - 1;
  const colors = Array.from({ length: LEVELS }, (_, i) => table[Math.round((i * last) / (LEVELS - 1))]);
  return (share) => colors[Math.max(0, Math.min(LEVELS - 1, Math.floor(share * LEVELS)))];
}

/** A number in four significant digits, a small one by its power of ten; components/state/numbers.py has the same. @param {number} value */
export function shortNumber(value) {
  const size = Math.abs(value);
  if (size < NOTHING) return "0";
  if (size < LEAST_DECIMAL) return value.toExponential(2);
  return size >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}

/** Index of the entry of a sorted array that is nearest to a value. @param {ArrayLike<number>} sorted @param {number} value */
export function nearest(sorted, value) {
  let [low, high] = [0, sorted.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle;
    else high = middle;
  }
  return Math.abs(sorted[low] - value) <= Math.abs(sorted[high] - value) ? low : high;
}
