import assert from "node:assert/strict";
import { test } from "node:test";

import { boxOf, hintedCircle } from "../../assets/beginning/drag_hint.mjs";
import { placeBeside } from "../../assets/beginning/tour.mjs";

test("the hint is at the lowest circle, where the picture shows it", () => {
  const circles = [{ row: 28, col: 24, radius: 16 }, { row: 67, col: 58, radius: 15 }, { row: 70, col: 20, radius: 5 }];
  const lowest = hintedCircle(circles);
  assert.equal(lowest, circles[1]);
  const frame = { left: 100, top: 50, width: 400, height: 400 };
  const view = { left: -0.5, top: -0.5, width: 100, height: 100 };
  assert.deepEqual(boxOf(lowest, frame, view), { left: 274, top: 260, width: 120, height: 120 });
});

test("a note is below what it is about, above it, or beside it, and within the window", () => {
  const note = { width: 300, height: 150 };
  const window = { width: 1280, height: 800 };
  const header = { left: 1200, top: 10, right: 1270, bottom: 40 };
  assert.deepEqual(placeBeside(header, note, window), { left: 968, top: 52 });
  const verdict = { left: 368, top: 640, right: 1264, bottom: 760 };
  assert.deepEqual(placeBeside(verdict, note, window), { left: 368, top: 478 });
  const controls = { left: 0, top: 52, right: 352, bottom: 800 };
  assert.deepEqual(placeBeside(controls, note, window), { left: 364, top: 64 });
});
