/** Colours in the form for canvases. */

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
