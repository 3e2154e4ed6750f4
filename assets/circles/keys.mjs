/** Actions of the keys on a circle's handle. */

/** @import { CircleState } from "../state/model.mjs" */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @typedef {"remove" | "duplicate" | "open"} CircleAction */

/**
 * @param {Pick<KeyboardEvent, "key" | "shiftKey">} event
 * @param {CircleState} circle
 * @returns {CircleState | CircleAction | null} the changed circle, or the action on it
 */
export function meaningOf({ key, shiftKey }, circle) {
  const { row, col, radius } = circle;
  const step = shiftKey ? 10 : 1;
  if (key in ARROWS) {
    const [down, right] = ARROWS[key];
    return { row: row + step * down, col: col + step * right, radius };
  }
  if (key === "+" || key === "=") return { row, col, radius: radius + 1 };
  if (key === "-" || key === "_") return { row, col, radius: radius - 1 };
  if (key === "Delete" || key === "Backspace") return "remove";
  if (key === "Insert" || key.toLowerCase() === "d") return "duplicate";
  return key === "Enter" ? "open" : null;
}
