import assert from "node:assert/strict";
import { test } from "node:test";
import { drawHandle } from "../../assets/circles/handle.mjs";

/** A handle that notes what is drawn. */
function fakeHandle() {
  const drawn = [];
  const part = () => {
    const now = new Map();
    return {
      getAttribute: (name) => now.get(name) ?? null,
      setAttribute: (name, value) => drawn.push([name, value]) && now.set(name, value),
    };
  };
  const parts = { circle: [part()], path: [part()] };
  return { drawn, handle: { ...part(), querySelectorAll: (tag) => parts[tag] } };
}

test("a handle is drawn where its circle is", () => {
  const { drawn, handle } = fakeHandle();
  drawHandle(handle, { row: 20, col: 30, radius: 10 }, 100);
  assert.ok(drawn.some(([name, value]) => name === "d" && value === "M40 20h0"));
});

test("only what differs is set", () => {
  const { drawn, handle } = fakeHandle();
  drawHandle(handle, { row: 20, col: 30, radius: 10 }, 100);
  drawn.length = 0;
  drawHandle(handle, { row: 20, col: 30, radius: 10 }, 100);
  assert.deepEqual(drawn, []);
  drawHandle(handle, { row: 21, col: 30, radius: 10 }, 100);
  assert.deepEqual(drawn.map(([name]) => name), ["cy", "d", "aria-valuenow", "aria-valuetext"]);
});

test("it stays where it was while a number is missing or beyond what SVG takes", () => {
  for (const bad of [{ row: null }, { radius: NaN }, { row: 1e40 }, { radius: -1e300 }, { col: Infinity }]) {
    const { drawn, handle } = fakeHandle();
    drawHandle(handle, { row: 20, col: 30, radius: 10, ...bad }, 100);
    assert.deepEqual(drawn, []);
  }
});
