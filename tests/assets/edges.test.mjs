import assert from "node:assert/strict";
import { test } from "node:test";

import { edgeOf, Edges, pathOf, textOf } from "../../assets/views/edge/edges.mjs";

/** Edges of a mask of 3 x 4 pixels without its second pixel in the middle row: # # # # / # . # # / # # # #. */
const known = {
  pixel: Uint32Array.of(0, 1, 2, 6, 8, 9, 10, 0, 2, 3, 4, 6, 7),
  down: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1),
  weight: Float32Array.of(1, 1, 1, 1, 1, 0.2, 1, 1, 1, 1, 1, 1, 0.1),
};
const edges = new Edges([3, 4], known);
const right = (row, col) => ({ row, col, down: false });
const down = (row, col) => ({ row, col, down: true });

test("an edge is written and read again, and nothing else is read", () => {
  for (const edge of [right(0, 12), down(7, 0)]) assert.deepEqual(edgeOf(textOf(edge)), edge);
  for (const text of ["", "1,2", "1,2,left", "-1,2,down", "1,2,down,3"]) assert.equal(edgeOf(text), null);
});

test("the nearest edge is that between the two pixels, if both are in the mask", () => {
  assert.deepEqual(edges.nearest({ row: 0.1, col: 2.4 }), right(0, 2));
  assert.deepEqual(edges.nearest({ row: 0.6, col: 0.1 }), down(0, 0));
  assert.deepEqual(edges.nearest({ row: 1, col: 2.1 }), right(1, 2)); // beside the hole
  assert.equal(edges.nearest({ row: 9, col: 9 }), null);
});

test("without a known graph all neighbours within the picture may have an edge", () => {
  const all = new Edges([3, 4]);
  assert.deepEqual(all.nearest({ row: 1, col: 0.5 }), right(1, 0));
  assert.equal(all.has(right(0, 3)) || all.has(down(2, 0)) || all.has(right(-1, 0)), false);
  assert.equal(all.lightest, null);
});

test("arrows go on to the next such edge, past a gap, and stay at the border", () => {
  assert.deepEqual(edges.next(right(0, 0), "ArrowDown"), right(2, 0));
  assert.deepEqual(edges.next(down(0, 0), "ArrowRight"), down(0, 2));
  assert.deepEqual(edges.next(down(0, 0), "ArrowLeft"), down(0, 0));
  assert.equal(edges.next(down(0, 0), "x"), null);
});

test("space turns an edge about one of its pixels", () => {
  assert.deepEqual(edges.next(right(0, 0), " "), down(0, 0));
  assert.deepEqual(edges.next(right(0, 1), " "), down(0, 2));
  assert.deepEqual(edges.next(down(1, 0), " "), right(2, 0));
});

test("the lightest edge is found", () => {
  assert.deepEqual(edges.lightest, down(1, 3));
});

test("the path goes around both pixels, and from one to the other", () => {
  assert.equal(pathOf(right(2, 5)), "M4.5 1.5h2v1h-2zM5 2h1");
  assert.equal(pathOf(down(2, 5)), "M4.5 1.5h1v2h-1zM5 2v1");
});
