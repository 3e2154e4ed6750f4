/**
 * The look of the labels: as fill with an opacity over the original, as outlines on it, or as the mean
 * colour of each region. Colours are words of an ImageData, in whose bytes red comes first.
 */

/**
 * The original, from which looks are made.
 * @typedef {object} Original
 * @property {Uint32Array} pixels packed colours, row by row
 * @property {ArrayLike<number>} values grey or RGB of each pixel, or a level of the palette
 * @property {Uint32Array | null} palette packed colours of the levels, null if the values are colours
 */

/** @typedef {{look: string, opacity: number}} Look opacity in per cent */

const WHOLE = 255;

/** @param {number} red @param {number} green @param {number} blue @param {number} [alpha] */
const pack = (red, green, blue, alpha = WHOLE) =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** True if the labels alone are drawn, each in its flat colour. @param {Look} look */
export const isPlain = ({ look, opacity }) => look === "fill" && opacity >= 100;

/**
 * Packed colours of all pixels.
 * @param {ArrayLike<number>} labels region + 1 of each pixel, 0 outside
 * @param {Uint32Array} table colours outside and of each region
 * @param {Original | null} original null if it is not known yet
 * @param {Look} look
 */
export function labelPixels(labels, table, original, look) {
  if (!original || isPlain(look)) return colored(labels, table);
  if (look.look === "outlines") return original.pixels;
  const share = look.look === "fill" ? look.opacity / 100 : 1;
  const colors = look.look === "mean" ? meanColors(labels, table, original) : table;
  return share === 1 ? colored(labels, colors) : mixed(labels, colors, original.pixels, share);
}

/** Packed colours of cells, by a table of them. @param {ArrayLike<number>} cells @param {Uint32Array} table */
export function colored(cells, table) {
  const pixels = new Uint32Array(cells.length);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = table[cells[i]];
  return pixels;
}

/**
 * Colours of the labels over opaque ones.
 * @param {ArrayLike<number>} labels @param {Uint32Array} table @param {Uint32Array} under @param {number} share of the former
 */
function mixed(labels, table, under, share) {
  const over = Float64Array.from(table, (color) => (share * (color >>> 24)) / WHOLE);
  const pixels = new Uint32Array(labels.length);
  for (let i = 0; i < pixels.length; i += 1) {
    const color = table[labels[i]];
    const below = under[i];
    const alpha = over[labels[i]] + 1 - share;
    const a = over[labels[i]] / alpha;
    const b = (1 - share) / alpha;
    pixels[i] = pack(
      Math.round(a * (color & WHOLE) + b * (below & WHOLE)),
      Math.round(a * ((color >>> 8) & WHOLE) + b * ((below >>> 8) & WHOLE)),
      Math.round(a * ((color >>> 16) & WHOLE) + b * ((below >>> 16) & WHOLE)),
      Math.round(WHOLE * alpha),
    );
  }
  return pixels;
}

/**
 * A table like the given one, in which each region has the mean colour of its pixels.
 * @param {ArrayLike<number>} labels @param {Uint32Array} table @param {Original} original
 */
export function meanColors(labels, table, { values, palette }) {
  const channels = values.length / labels.length;
  const [counts, sums] = [new Float64Array(table.length), new Float64Array(channels * table.length)];
  for (let i = 0; i < labels.length; i += 1) {
    counts[labels[i]] += 1;
    for (let c = 0; c < channels; c += 1) sums[channels * labels[i] + c] += values[channels * i + c];
  }
  return table.map((color, label) => {
    if (label === 0 || counts[label] === 0) return color;
    const mean = (/** @type {number} */ c) => Math.round(sums[channels * label + c] / counts[label]);
    if (palette) return palette[mean(0)];
    return channels === 1 ? pack(mean(0), mean(0), mean(0)) : pack(mean(0), mean(1), mean(2));
  });
}

/**
 * Path of an SVG along the sides of pixels that separate two labels, in coordinates in which a pixel's
 * centre is whole. Sides in line are one stroke.
 * @param {ArrayLike<number>} labels @param {number} height @param {number} width
 */
export function outlinePath(labels, height, width) {
  /** @type {string[]} */
  const path = [];
  for (let row = 1; row < height; row += 1) {
    strokes(width, (col) => labels[row * width + col] !== labels[(row - 1) * width + col], (from, length) => {
      path.push(`M${from - 0.5} ${row - 0.5}h${length}`);
    });
  }
  for (let col = 1; col < width; col += 1) {
    strokes(height, (row) => labels[row * width + col] !== labels[row * width + col - 1], (from, length) => {
      path.push(`M${col - 0.5} ${from - 0.5}v${length}`);
    });
  }
  return path.join("");
}

/**
 * Call a function with begin and length of each run of numbers that separate two labels.
 * @param {number} length @param {(at: number) => boolean} separates
 * @param {(from: number, length: number) => void} add
 */
function strokes(length, separates, add) {
  let from = -1;
  for (let at = 0; at <= length; at += 1) {
    const on = at < length && separates(at);
    if (on && from < 0) from = at;
    if (on || from < 0) continue;
    add(from, at - from);
    from = -1;
  }
}
