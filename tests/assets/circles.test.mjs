import assert from "node:assert/strict";
import { test } from "node:test";

import { CircleEdits } from "../../assets/circles/edits.mjs";
import { broughtBack, circleAt, constrained, largest, outside } from "../../assets/circles/geometry.mjs";
import { meaningOf } from "../../assets/circles/keys.mjs";
import { dragged } from "../../assets/circles/pointer_drag.mjs";

const circle = (row, col, radius) => ({ row, col, radius });
const SPECS = {
  row: { field: "row", minimum: 0, maximum: 400 },
  col: { field: "col", minimum: 0, maximum: 400 },
  radius: { field: "radius", minimum: 1, maximum: 200 },
};

// --- where they may be --------------------------------------------------------------------------

test("a circle stays in its picture", () => {
  assert.deepEqual(Object.values(SPECS).map((spec) => largest(spec, 150)), [150, 150, 75]);
  const far = constrained(circle(28, 24, 16), circle(-7, 300, 99), 100, SPECS);
  assert.deepEqual(far, circle(0, 100, 50));
  assert.equal(constrained(circle(28, 24, 3), circle(28, 24, -9), 100, SPECS).radius, 1);
});

test("what is changed is in whole pixels, what is left alone stays to the last digit", () => {
  const moved = constrained(circle(28.37, 24.5, 16.25), circle(28.37, 34.6, 16.25), 100, SPECS);
  assert.deepEqual(moved, circle(28.37, 35, 16.25));
});

// --- what a pointer takes -----------------------------------------------------------------------

const NESTED = [circle(50, 50, 30), circle(50, 55, 8), circle(50, 85, 12), circle(20, 20, 10)];

for (const [row, col, i, rim] of [
  [50, 55, 1, false], // inside two: the smaller
  [50, 35, 0, false],
  [50, 63, 1, true], // rims, each its own
  [50, 80, 0, true],
  [50, 73, 2, true],
  [62, 85, 2, true],
  [16, 16, 3, false],
  [90, 10, -1, false],
]) {
  test(`at ${row}, ${col} the ${rim ? "rim" : "inside"} of ${i} is taken`, () => {
    assert.deepEqual(circleAt(NESTED, row, col, 2), { i, rim });
  });
}

test("inside two whose rims are far the smaller is taken", () => {
  assert.deepEqual(circleAt([circle(50, 50, 30), circle(50, 55, 8)], 50, 76, 2), { i: 0, rim: false });
});

test("a small circle has an inside, however thick the finger", () => {
  assert.deepEqual(circleAt([circle(50, 50, 2)], 50, 50, 14), { i: 0, rim: false });
  assert.deepEqual(circleAt([circle(50, 50, 2)], 50, 60, 14), { i: 0, rim: true });
});

test("it is the nearest rim within reach, or else the smallest circle around", () => {
  // Against a look at every circle, over a lattice of places.
  const places = Array.from({ length: 900 }, (_, n) => [3.5 * (n % 30), 3.5 * Math.floor(n / 30)]);
  for (const circles of [NESTED, NESTED.toReversed()]) {
    for (const [row, col] of places) {
      const away = circles.map((c) => Math.hypot(c.row - row, c.col - col) - c.radius);
      const nearest = Math.min(...away.map(Math.abs));
      const around = circles.filter((_, i) => away[i] <= 0).map(({ radius }) => radius);
      const { i, rim } = circleAt(circles, row, col, 2);
      assert.equal(rim, nearest <= 2);
      if (rim) assert.equal(Math.abs(away[i]), nearest);
      else assert.equal(circles[i]?.radius, around.length ? Math.min(...around) : undefined);
    }
  }
});

test("a drag moves a circle as far as the pointer, or grows it as far as it goes out", () => {
  const from = circle(28, 24, 16);
  const begin = { row: 30, col: 20 };
  assert.deepEqual(dragged({ from, rim: false }, begin, { row: 41, col: 25 }), circle(39, 29, 16));
  const rim = dragged({ from, rim: true }, { row: 28, col: 41 }, { row: 28, col: 46 });
  assert.deepEqual(rim, circle(28, 24, 21)); // it was grabbed a pixel beside the rim
});

// --- keys ---------------------------------------------------------------------------------------

for (const [key, shiftKey, meaning] of [
  ["ArrowUp", false, circle(27, 24, 16)],
  ["ArrowDown", false, circle(29, 24, 16)],
  ["ArrowLeft", false, circle(28, 23, 16)],
  ["ArrowRight", false, circle(28, 25, 16)],
  ["ArrowDown", true, circle(38, 24, 16)],
  ["ArrowLeft", true, circle(28, 14, 16)],
  ["+", false, circle(28, 24, 17)],
  ["=", false, circle(28, 24, 17)],
  ["-", false, circle(28, 24, 15)],
  ["_", true, circle(28, 24, 15)],
  ["Delete", false, "remove"],
  ["Backspace", false, "remove"],
  ["Insert", false, "duplicate"],
  ["D", true, "duplicate"],
  ["Enter", false, "open"],
  ["x", false, null],
  ["Tab", false, null],
]) {
  test(`${shiftKey ? "shift and " : ""}${key} on a circle`, () => {
    assert.deepEqual(meaningOf({ key, shiftKey }, circle(28, 24, 16)), meaning);
  });
}

// --- edits --------------------------------------------------------------------------------------

/** Edits of a state with a number of circles and clusters, and their announcements. */
function edits(circles, clusters = circles.length, limit = 12) {
  const said = [];
  const store = {
    state: { circles, n_clusters: clusters, size: 100 },
    merge(changes) {
      this.state = { ...this.state, ...changes };
    },
  };
  return { store, said, circles: new CircleEdits(store, (text) => said.push(text), limit) };
}

test("clusters follow the circles while there are as many", () => {
  const linked = edits([circle(28, 24, 16)]);
  linked.circles.duplicate(0);
  assert.equal(linked.store.state.n_clusters, 2);
  linked.circles.remove(1);
  assert.equal(linked.store.state.n_clusters, 1);
  const own = edits([circle(28, 24, 16)], 3);
  own.circles.add();
  assert.equal(own.store.state.n_clusters, 3);
});

test("a duplicate lies to the lower right, or where the picture ends, the upper left", () => {
  const { circles, store, said } = edits([circle(28, 98, 16)]);
  assert.equal(circles.duplicate(0), true);
  assert.deepEqual(store.state.circles[1], circle(34, 92, 16));
  assert.deepEqual(said, ["Circle 2 added: row 34, column 92, radius 16."]);
});

test("there are no more circles than the limit, and the last one stays", () => {
  const { circles, store, said } = edits([circle(28, 24, 16)], 1, 2);
  assert.deepEqual([circles.add(), circles.add()], [true, false]);
  assert.equal(said.at(-1), "There are already 2 circles, the maximum.");
  assert.deepEqual([circles.remove(0), circles.remove(0)], [true, false]);
  assert.deepEqual(said.slice(-2), ["Circle 1 removed, 1 left.", "The last circle cannot be removed."]);
  assert.equal(store.state.circles.length, 1);
});

test("a new circle is where it is wanted, or where there is most room", () => {
  const { circles, store } = edits([circle(28, 24, 16), circle(40, 50, 14)]);
  circles.add({ row: 84.6, col: 20.2 });
  assert.deepEqual(store.state.circles[2], circle(85, 20, 14));
  circles.add();
  const [placed] = store.state.circles.slice(3);
  const others = store.state.circles.slice(0, 3);
  const room = ({ row, col }) => Math.min(...others.map((c) => Math.hypot(c.row - row, c.col - col) - c.radius));
  assert.ok(room(placed) > placed.radius); // it touches none
  for (const row of [15, 50, 85]) for (const col of [15, 50, 85]) assert.ok(room(placed) >= room({ row, col }) - 1);
});

test("a circle without a pixel of the picture is outside of it, and comes back", () => {
  const inside = [circle(0, 0, 1), circle(105, 50, 8), circle(-3, -3, 6), circle(99.4, 99.4, 1)];
  for (const one of inside) assert.equal(outside(one, 100), false, JSON.stringify(one));
  const away = [circle(300, 50, 20), circle(104, 104, 6), circle(107, 50, 8), circle(50, -5, 5)];
  for (const one of away) assert.equal(outside(one, 100), true, JSON.stringify(one));
  for (const one of away) assert.equal(outside(broughtBack(one, 100), 100), false);
  assert.deepEqual(broughtBack(circle(300, 20, 90), 100), circle(100, 20, 50));
});

/** Pixels of a circle, by the rule of the service. */
function pixels({ row, col, radius }, size) {
  let count = 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) count += (i - row) ** 2 + (j - col) ** 2 < radius ** 2;
  }
  return count;
}

test("the rule of the pixels says the same", () => {
  for (let row = -12; row <= 34; row += 1.75) {
    for (let col = -12; col <= 34; col += 2.25) {
      for (const radius of [0.5, 3, 9.5]) {
        const one = circle(row, col, radius);
        assert.equal(outside(one, 22), pixels(one, 22) === 0, JSON.stringify(one));
      }
    }
  }
});
