/** Colours in the form for canvases. */

/** @import { NumberArray } from "./codec.mjs" */

/**
 * An own picture as an image.
 * @param {ArrayLike<number>} values grey or RGB of each pixel, row by row, from 0 to 255
 * @param {number} height @param {number} width
 */
export function imageOf(values, height, width) {
  const image = new ImageData(width, height);
  const { data } = image;
  const step = values.length === height * width ? 0 : 1; // from a channel to the next
  for (let from = 0, to = 0; to < data.length; from += step ? 3 : 1, to += 4) {
    data[to] = values[from];
    data[to + 1] = values[from + step];
    data[to + 2] = values[from + 2 * step];
    data[to + 3] = 255;
  }
  return image;
}

/**
 * An image of packed colours.
 * @param {Uint32Array} pixels row by row @param {number} height @param {number} width
 */
export const imageFrom = (pixels, height, width) =>
  new ImageData(new Uint8ClampedArray(/** @type {ArrayBuffer} */ (pixels.buffer)), width, height);

/**
 * Levels of a palette, from 0 to 255, of values that are none yet.
 * @param {NumberArray | Float32Array} values @param {[number, number]} range values of the first and the last level
 */
export function levelsOf(values, [low, high]) {
  if (values instanceof Uint8Array) return values;
  return Uint8ClampedArray.from(values, (value) => ((value - low) * 255) / (high - low));
}

/** CSS colours as the words of an ImageData. @param {string[]} colors */
export function packed(colors) {
  const canvas = new OffscreenCanvas(colors.length, 1);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  colors.forEach((color, i) => {
    context.fillStyle = color;
    context.fillRect(i, 0, 1, 1);
  });
  return new Uint32Array(context.getImageData(0, 0, colors.length, 1).data.buffer);
}
