import assert from "node:assert/strict";
import { test } from "node:test";

import { position, stepped, valueAt } from "../../../assets/state/spec.mjs";

const BETA = { scale: "cubic", minimum: 0, maximum: 100, step: 0.1, integer: false };
const NOISE = { scale: "linear", minimum: 0, maximum: 2, step: 0.01, integer: false };
const SIZE = { scale: "cubic", minimum: 50, maximum: 8000, step: 10, integer: true };

test("a linear slider stands at its value", () => {
  for (const value of [0, 0.37, 2]) {
    assert.equal(position(NOISE, value), value);
    assert.equal(valueAt(NOISE, value), value);
  }
});

test("a cubic slider stands at the root, and comes back in three digits", () => {
  assert.deepEqual([0, 12.5, 100].map((value) => position(BETA, value)), [0, 0.5, 1]);
  for (const value of [0.0437, 1, 2.15, 12.3, 99.9]) {
    assert.equal(valueAt(BETA, position(BETA, value)), value);
  }
});

test("next to 0 it leaps: up to the least value, down to 0", () => {
  assert.deepEqual([valueAt(BETA, 0.001, true), valueAt(BETA, 0.001)], [0.01, 0]);
  assert.deepEqual([valueAt(BETA, 0, true), valueAt(BETA, 0)], [0, 0]);
});

test("a cubic slider of whole numbers begins at the least and takes steps", () => {
  assert.deepEqual([50, 8000].map((value) => position(SIZE, value)), [0, 1]);
  for (const value of [50, 60, 200, 400, 2000, 8000]) {
    assert.equal(valueAt(SIZE, position(SIZE, value)), value);
    assert.equal(valueAt(SIZE, position(SIZE, value + 3)), value);
  }
});

test("its keys go to the next step from every value, and stop at the ends", () => {
  for (let value = 50; value <= 8000; value += 1) {
    const place = position(SIZE, value);
    assert.equal(stepped(SIZE, place, 1), Math.min(8000, Math.floor(value / 10) * 10 + 10));
    assert.equal(stepped(SIZE, place, -1), Math.max(50, Math.ceil(value / 10) * 10 - 10));
  }
  assert.equal(stepped(SIZE, 1, -10), 7900);
});

test("it never goes back", () => {
  const places = Array.from({ length: 1001 }, (_, i) => i / 1000);
  for (const up of [true, false]) {
    const values = places.map((place) => valueAt(BETA, place, up));
    assert.deepEqual(values, values.toSorted((a, b) => a - b));
    assert.equal(values.at(-1), 100);
  }
});
