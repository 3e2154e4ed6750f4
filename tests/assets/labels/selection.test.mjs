import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { describe, nameOf, regionsOf } from "../../../assets/labels/regions.mjs";
import { Selection } from "../../../assets/labels/selection.mjs";

let renderer, selection, merged;

beforeEach(() => {
  merged = [];
  renderer = {
    shownLabels: Uint8Array.of(0, 1, 1, 2),
    marked: null,
    mark(pixels) {
      this.marked = pixels && Uint8Array.from({ length: 4 }, (_, i) => Number(pixels.includes(i)));
      selection.marksChanged();
    },
    labelAt: ({ col }) => renderer.shownLabels[col],
  };
  selection = new Selection(renderer, (...labels) => merged.push(labels));
});

const click = (col, more = false) => selection.pick({ row: 0, col }, more);
const lit = () => renderer.marked && [...renderer.marked];

test("a click lights up a region, a click on another that one, and again releases it", () => {
  click(1);
  assert.deepEqual([selection.label, lit()], [1, [0, 1, 1, 0]]);
  click(3);
  assert.deepEqual([selection.label, lit()], [2, [0, 0, 0, 1]]);
  click(3);
  assert.deepEqual([selection.label, lit()], [0, null]);
  click(0); // outside of the mask
  assert.equal(selection.label, 0);
});

test("the light follows the region, until it is gone", () => {
  click(1);
  renderer.shownLabels = Uint8Array.of(1, 1, 2, 2);
  selection.light();
  assert.deepEqual(lit(), [1, 1, 0, 0]);
  renderer.shownLabels = Uint8Array.of(2, 2, 2, 2);
  selection.light();
  assert.deepEqual([selection.label, lit()], [0, null]);
});

test("pixels that are marked otherwise release the region, and stay marked", () => {
  click(1);
  renderer.mark([3]);
  assert.deepEqual([selection.label, lit()], [0, [0, 0, 0, 1]]);
  selection.light(); // as after each frame
  assert.deepEqual(lit(), [0, 0, 0, 1]);
});

test("with shift another region is merged with the selected one", () => {
  click(1, true);
  click(3, true);
  assert.deepEqual([merged, selection.label], [[[1, 2]], 1]);
});

test("a region's figures in words", () => {
  const regions = regionsOf(Uint8Array.of(0, 1, 1, 2), Float32Array.of(9, 1, 2, 1234.5678));
  assert.equal(describe(regions.get(1)), "2 pixels (66.7%), mean 1.5");
  assert.equal(describe(regions.get(2)), "1 pixel (33.3%), mean 1235");
  assert.equal(nameOf(2, new Map([[2, "coin"]])), "2 (coin)");
  assert.equal(nameOf(3, new Map()), "3");
});
