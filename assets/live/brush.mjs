/** The pixels within a box or a lasso that was drawn on a picture. */

/** @import { Selection } from "./plotly.mjs" */

/**
 * @param {Selection} selection of either picture
 * @param {number[]} shape of the picture, height and width
 * @returns {number[] | null} numbers of the pixels, row by row; null if nothing was drawn
 */
export function pixelsWithin({ range, lassoPoints }, [height, width]) {
  const outline = range ?? lassoPoints;
  const xs = outline?.x ?? outline?.x2;
  const ys = outline?.y ?? outline?.y2;
  if (!xs || !ys) return null;
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const path = new Path2D();
  if (range) path.rect(left, top, right - left, bottom - top);
  else xs.forEach((x, i) => path.lineTo(x, ys[i]));
  path.closePath();
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    new OffscreenCanvas(1, 1).getContext("2d")
  );
  const pixels = [];
  const [lastRow, lastCol] = [Math.min(height - 1, Math.ceil(bottom)), Math.min(width - 1, Math.ceil(right))];
  for (let row = Math.max(0, Math.floor(top)); row <= lastRow; row += 1) {
    for (let col = Math.max(0, Math.floor(left)); col <= lastCol; col += 1) {
      if (context.isPointInPath(path, col, row)) pixels.push(row * width + col);
    }
  }
  return pixels;
}
