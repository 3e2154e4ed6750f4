/**
 * Gestures of fingers on the pictures: one scrolls the page, two zoom and move. A single finger on a
 * circle drags it (assets/circles/pointer_drag.mjs), and Plotly shows all at a double tap.
 */

/** @import { PictureAxes, Range } from "./axes.mjs" */
/** @import { Box, View } from "./layer.mjs" */

/** @typedef {{x: number, y: number}} Place in pixels of the window */
/** @typedef {{middle: Place, far: number}} Pinch the middle of two fingers, and their distance */

const LEAST = 4; // pixels of the picture across

/** @param {ArrayLike<Touch>} touches two of them @returns {Pinch} */
function pinchOf({ 0: a, 1: b }) {
  const middle = { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 };
  return { middle, far: Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)) };
}

/**
 * The part of the picture after a pinch: what was under the middle of the fingers stays under it.
 * @param {Pinch} begin @param {Pinch} now @param {Box} frame of the axes @param {View} view when it began
 * @param {number[]} shape of the picture
 * @returns {Range | null} null for all of the picture
 */
export function pinched(begin, now, frame, view, [height, width]) {
  const least = LEAST / Math.min(view.width, view.height);
  const factor = Math.max(least, begin.far / now.far);
  const [across, down] = [view.width * factor, view.height * factor];
  if (across >= width && down >= height) return null;
  const share = (/** @type {Place} */ { x, y }) => ({
    x: (x - frame.left) / frame.width,
    y: (y - frame.top) / frame.height,
  });
  const [from, to] = [share(begin.middle), share(now.middle)];
  const left = view.left + from.x * view.width - to.x * across;
  const top = view.top + from.y * view.height - to.y * down;
  return { left, right: left + across, top, bottom: top + down };
}

/** @param {HTMLElement} host of the pictures @param {PictureAxes} axes @param {() => void} letGo end a drag of a circle */
export function connectTouch(host, axes, letGo) {
  /** @type {{pinch: Pinch, frame: Box, view: View} | null} */
  let begin = null;
  let frame = 0;

  host.addEventListener(
    "touchstart",
    (event) => {
      if (event.touches.length !== 2 || axes.brushing || !event.cancelable) return; // or the page scrolls
      event.preventDefault();
      letGo();
      axes.place();
      const pinch = pinchOf(event.touches);
      const [first, second] = axes.frames;
      if (!first || !axes.view) return;
      begin = { pinch, frame: pinch.middle.x < second.left ? first : second, view: axes.view };
    },
    { passive: false },
  );
  host.addEventListener(
    "touchmove",
    (event) => {
      if (!begin || event.touches.length !== 2 || !event.cancelable) return;
      event.preventDefault();
      const { pinch, frame: box, view } = begin;
      const range = pinched(pinch, pinchOf(event.touches), box, view, axes.shape);
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => axes.zoom(range));
    },
    { passive: false },
  );
  for (const type of /** @type {const} */ (["touchend", "touchcancel"])) {
    host.addEventListener(type, (event) => {
      if (event.touches.length < 2) begin = null;
    });
  }
}
