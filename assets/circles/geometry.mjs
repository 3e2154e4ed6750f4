/** Geometry of circles: bounds, the circle under a pointer, places for new ones. */

/** @import { CircleSpecs, NumberSpec } from "../state/spec.mjs" */
/** @import { CircleState } from "../state/model.mjs" */

const { max, min, round, hypot, abs } = Math;

const FIELDS = /** @type {const} */ (["row", "col", "radius"]);

/** @param {number} low @param {number} value @param {number} high */
const between = (low, value, high) => min(high, max(low, value));

/**
 * Largest value of a field by pointer or slider, which keeps a circle in its picture.
 * @param {NumberSpec} spec @param {number} size
 */
export function largest({ field, maximum }, size) {
  if (field === "radius") return size / 2;
  return field === "row" || field === "col" ? size : maximum;
}

/**
 * A circle moved by pointer or key: changed fields are rounded to whole pixels within the sliders'
 * bounds, and the others keep all their digits.
 * @param {CircleState} circle @param {CircleState} wanted @param {number} size
 * @param {CircleSpecs} specs
 */
export function constrained(circle, wanted, size, specs) {
  const next = { ...circle };
  for (const name of FIELDS) {
    if (wanted[name] === circle[name]) continue;
    const spec = specs[name];
    next[name] = between(spec.minimum, round(wanted[name]), largest(spec, size));
  }
  return next;
}

/**
 * The circle under a pointer: the nearest rim within reach, or else the smallest circle around it.
 * So a circle inside another can be selected, and so can each of several overlapping circles.
 * @param {CircleState[]} circles @param {number} row @param {number} col
 * @param {number} reach in pixels of the picture
 * @returns {{i: number, rim: boolean}} -1 for none
 */
export function circleAt(circles, row, col, reach) {
  let rim = { i: -1, far: Infinity };
  let inside = { i: -1, radius: Infinity };
  circles.forEach((circle, i) => {
    const { radius } = circle;
    const edge = hypot(circle.row - row, circle.col - col) - radius;
    const far = abs(edge);
    const near = far <= (edge > 0 ? reach : min(reach, radius / 3)); // so that a small circle keeps an inside
    if (near && far <= rim.far) rim = { i, far };
    if (edge <= 0 && radius <= inside.radius) inside = { i, radius };
  });
  return rim.i >= 0 ? { i: rim.i, rim: true } : { i: inside.i, rim: false };
}

/** True if a circle has no pixel of its picture. @param {CircleState} circle @param {number} size */
export function outside({ row, col, radius }, size) {
  const away = (/** @type {number} */ value) => value - between(0, round(value), size - 1);
  return hypot(away(row), away(col)) >= radius;
}

/** A circle with its centre in the picture. @param {CircleState} circle @param {number} size @returns {CircleState} */
export const broughtBack = ({ row, col, radius }, size) => ({
  row: between(0, row, size),
  col: between(0, col, size),
  radius: between(1, radius, size / 2),
});

/** Distance to the nearest rim, negative inside a circle. @param {CircleState[]} circles @param {number} row @param {number} col */
const room = (circles, row, col) =>
  min(...circles.map((circle) => hypot(circle.row - row, circle.col - col) - circle.radius));

/**
 * A circle of usual size that touches no other, or nearly.
 * @param {number} row @param {number} col @param {CircleState[]} circles @param {number} size
 * @returns {CircleState}
 */
export function newCircle(row, col, circles, size) {
  const radius = between(0.06 * size, room(circles, row, col) + 2, 0.14 * size);
  return { row: round(row), col: round(col), radius: round(radius) };
}

/** A circle where there is most room. @param {CircleState[]} circles @param {number} size */
export function freestCircle(circles, size) {
  let best = { row: size / 2, col: size / 2, room: -Infinity };
  for (let row = size * 0.15; row <= size * 0.85; row += size * 0.05) {
    for (let col = size * 0.15; col <= size * 0.85; col += size * 0.05) {
      const here = room(circles, row, col);
      if (here > best.room) best = { row, col, room: here };
    }
  }
  return newCircle(best.row, best.col, circles, size);
}

/** A copy a little to the lower right, or at the picture's end to the upper left. @param {CircleState} circle @param {number} size */
export function besideCircle(circle, size) {
  const step = round(0.06 * size);
  const along = (/** @type {number} */ value) => (value + step > size ? value - step : value + step);
  return { ...circle, row: along(circle.row), col: along(circle.col) };
}

/** @param {CircleState} circle */
export const describeCircle = ({ row, col, radius }) => `row ${row}, column ${col}, radius ${radius}`;
