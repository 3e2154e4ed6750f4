import assert from "node:assert/strict";
import { test } from "node:test";

import { pinched } from "../../../assets/live/touch.mjs";

const FRAME = { left: 10, top: 20, width: 200, height: 200 };
const WHOLE = { left: -0.5, top: -0.5, width: 100, height: 100 };
const SHAPE = [100, 100];
const pinch = (x, y, far) => ({ middle: { x, y }, far });

test("fingers twice as far apart show half, about what is between them", () => {
  const range = pinched(pinch(60, 120, 50), pinch(60, 120, 100), FRAME, WHOLE, SHAPE);
  assert.deepEqual(range, { left: 12, right: 62, top: 24.5, bottom: 74.5 });
  const under = (60 - FRAME.left) / FRAME.width;
  assert.equal(range.left + under * 50, WHOLE.left + under * 100);
});

test("two fingers move what is zoomed", () => {
  const view = { left: 20, top: 20, width: 50, height: 50 };
  const range = pinched(pinch(60, 120, 50), pinch(80, 100, 50), FRAME, view, SHAPE);
  assert.deepEqual(range, { left: 15, right: 65, top: 25, bottom: 75 });
});

test("fingers moved together show all, and never less than a few pixels", () => {
  assert.equal(pinched(pinch(60, 120, 50), pinch(60, 120, 40), FRAME, WHOLE, SHAPE), null);
  const { left, right } = pinched(pinch(60, 120, 1), pinch(60, 120, 500), FRAME, WHOLE, SHAPE);
  assert.ok(Math.abs(right - left - 4) < 1e-9);
});
