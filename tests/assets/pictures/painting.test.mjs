import assert from "node:assert/strict";
import { test } from "node:test";

import { Paintings } from "../../../assets/pictures/mask/keeping.mjs";
import { beginning, Painting } from "../../../assets/pictures/mask/painting.mjs";
import { settled } from "../fakes.mjs";

const blank = (height, width) => new Painting(new Uint8Array(height * width), width);
const inside = ({ cells, width }) => [...cells.keys()].filter((i) => cells[i]).map((i) => [Math.floor(i / width), i % width]);

test("a stroke holds the pixels within its radius of its way", () => {
  const painting = blank(20, 30);
  const [from, to, radius] = [{ row: 4.3, col: 5 }, { row: 12, col: 22.5 }, 3];
  painting.stroke(from, to, radius, true);
  const near = ([row, col]) => {
    // As many points on the way as tell their distance to a thousandth.
    for (let i = 0; i <= 5000; i += 1) {
      const at = { row: from.row + ((to.row - from.row) * i) / 5000, col: from.col + ((to.col - from.col) * i) / 5000 };
      if (Math.hypot(row - at.row, col - at.col) <= radius) return true;
    }
    return false;
  };
  const all = Array.from({ length: 600 }, (_, i) => [Math.floor(i / 30), i % 30]);
  assert.deepEqual(inside(painting), all.filter(near));
  painting.stroke(from, to, radius, false);
  assert.equal(painting.empty, true);
});

test("a stroke that leaves the picture ends at its border", () => {
  const painting = blank(4, 4);
  painting.stroke({ row: -9, col: -9 }, { row: 9, col: 9 }, 0.1, true);
  assert.deepEqual(inside(painting), [[0, 0], [1, 1], [2, 2], [3, 3]]);
});

test("where no mask was chosen, the first stroke adds to nothing, or removes from all", () => {
  const labels = Uint8Array.of(1, 2, 0, 1);
  const cells = (chosen, add) => [...beginning(labels, 2, chosen, add).cells];
  assert.deepEqual(cells(false, true), [0, 0, 0, 0]);
  assert.deepEqual(cells(false, false), [1, 1, 1, 1]);
  assert.deepEqual([cells(true, true), cells(true, false)], [[1, 1, 0, 1], [1, 1, 0, 1]]);
});

test("strokes are sent, kept and shown one after the other, each under its hash", async () => {
  const log = [];
  const uploads = [];
  const paintings = new Paintings({
    fileOf: async ({ cells }) => cells.join(""),
    upload: (file) => new Promise((resolve) => uploads.push([file, resolve])),
    keepFile: async (hash, file) => log.push(["kept", hash, file]),
    say: (text) => log.push(["say", text]),
    paint: (hash) => log.push(["paint", hash]),
  });
  const [first, second] = [blank(1, 2), new Painting(Uint8Array.of(1, 0), 2)];
  paintings.commit(first);
  paintings.commit(second);
  await settled();
  assert.deepEqual([uploads.length, paintings.pending], [1, second]);
  uploads[0][1]({ picture: "a" });
  await settled();
  assert.deepEqual([paintings.known("a"), paintings.pending], [first, second]);
  uploads[1][1]({ problem: "Busy." });
  await settled();
  assert.equal(paintings.pending, null);
  assert.deepEqual(log, [["kept", "a", "00"], ["paint", "a"], ["say", "The mask was not kept. Busy."]]);
});
