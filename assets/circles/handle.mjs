/** The handle of one circle: a ring, a grip, and a description for screen readers. */

import { s, setAttributes } from "../page/browser/dom.mjs";
import { describeCircle } from "./geometry.mjs";

/** @import { CircleState } from "../state/model.mjs" */

const FARTHEST = 1e6; // pixels; no picture is as large

/** @param {number} i */
export function makeHandle(i) {
  const rings = ["area", "halo", "ring"].map((name) => s("circle", { class: `handle-${name}` }));
  // A line of zero length with round ends is a dot of the same size at every zoom.
  const grips = ["grip-halo", "grip"].map((name) => s("path", { class: `handle-${name}` }));
  const description = {
    role: "slider",
    tabindex: 0,
    "aria-label": `Circle ${i + 1}`,
    "aria-roledescription": "circle",
    "aria-keyshortcuts": "Delete Insert D + - Enter",
    "aria-valuemin": 0,
  };
  return s("g", { class: "handle", "data-handle": i, ...description }, ...rings, ...grips);
}

/** @param {Element} handle @param {CircleState} circle @param {number} size of the picture */
export function drawHandle(handle, circle, size) {
  const { row, col, radius } = circle;
  // A number may be missing while it is typed, or be beyond what SVG takes: the handle then stays at its
  // last valid place.
  if (![row, col, radius].every((value) => Math.abs(value ?? NaN) < FARTHEST)) return;
  const r = Math.max(0, radius);
  for (const ring of handle.querySelectorAll("circle")) setAttributes(ring, { cx: col, cy: row, r });
  const side = col + r < size ? col + r : col - r;
  for (const grip of handle.querySelectorAll("path")) setAttributes(grip, { d: `M${side} ${row}h0` });
  setAttributes(handle, {
    "aria-valuenow": row,
    "aria-valuemax": Math.max(size, row),
    "aria-valuetext": describeCircle(circle),
  });
}

/** The number of the circle whose handle an element belongs to, -1 if to none. @param {EventTarget | null} target */
export function circleOf(target) {
  const handle = target instanceof Element ? target.closest("[data-handle]") : null;
  return Number(/** @type {SVGElement | null} */ (handle)?.dataset.handle ?? -1);
}
