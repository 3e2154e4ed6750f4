import assert from "node:assert/strict";
import { test } from "node:test";

import { isPlain, labelPixels, meanColors, outlinePath } from "../../../assets/labels/look.mjs";

const [VEIL, RED, BLUE] = [0x2e808080, 0xff0000ff, 0xffff0000];
const TABLE = Uint32Array.of(VEIL, RED, BLUE);
const LABELS = Uint8Array.of(0, 1, 1, 2);
const GREY = { pixels: Uint32Array.of(0xff000000, 0xff0a0a0a, 0xff141414, 0xffffffff), values: Uint8Array.of(0, 10, 20, 255), palette: null };

const look = (name, opacity = 100) => ({ look: name, opacity });
const hex = (pixels) => Array.from(pixels, (pixel) => pixel.toString(16).padStart(8, "0"));

test("the default is each region's own colour, with or without an original", () => {
  for (const original of [null, GREY]) {
    assert.deepEqual([...labelPixels(LABELS, TABLE, original, look("fill"))], [VEIL, RED, RED, BLUE]);
  }
  assert.deepEqual([isPlain(look("fill")), isPlain(look("fill", 95)), isPlain(look("mean"))], [true, false, false]);
});

test("a fill lets the original through, and at 0 is the original", () => {
  assert.deepEqual([...labelPixels(LABELS, TABLE, GREY, look("fill", 0))], [...GREY.pixels]);
  const half = hex(labelPixels(LABELS, TABLE, GREY, look("fill", 50)));
  assert.deepEqual(half.slice(1), ["ff050585", "ff0a0a8a", "ffff8080"]);
  assert.match(half[0], /^9[67]/); // half of the original and half of the veil of 18 %
});

test("outlines are drawn on the original, and before it is known on the fill", () => {
  assert.deepEqual([...labelPixels(LABELS, TABLE, GREY, look("outlines"))], [...GREY.pixels]);
  assert.deepEqual([...labelPixels(LABELS, TABLE, null, look("outlines"))], [VEIL, RED, RED, BLUE]);
});

test("a region's mean colour, of grey, of RGB and of a palette's levels", () => {
  assert.deepEqual(hex(meanColors(LABELS, TABLE, GREY)), ["2e808080", "ff0f0f0f", "ffffffff"]);
  const rgb = { ...GREY, values: Uint8Array.of(9, 9, 9, 10, 20, 30, 20, 40, 60, 1, 2, 3) };
  assert.deepEqual(hex(meanColors(LABELS, TABLE, rgb)), ["2e808080", "ff2d1e0f", "ff030201"]);
  const palette = Uint32Array.from({ length: 256 }, (_, i) => 0xff000000 + i);
  assert.deepEqual(hex(meanColors(LABELS, TABLE, { ...GREY, palette })), ["2e808080", "ff00000f", "ff0000ff"]);
  assert.equal(meanColors(Uint8Array.of(0, 1, 1, 1), TABLE, GREY)[2], BLUE); // no pixel has it
});

test("outlines follow the sides of the pixels, one stroke for those in line", () => {
  const disc = [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
  assert.equal(outlinePath(disc, 3, 4), "M0.5 0.5h2M0.5 1.5h2M0.5 0.5v1M2.5 0.5v1");
  assert.equal(outlinePath([1, 1, 1, 1], 2, 2), "");
  assert.equal(outlinePath([1, 2, 1, 2], 2, 2), "M0.5 -0.5v2");
});

test("each pair of neighbours apart is on the path once", () => {
  const [height, width] = [13, 17];
  const labels = Array.from({ length: height * width }, (_, i) => (i * i * 7919) % 5);
  let apart = 0;
  for (let i = 0; i < labels.length; i += 1) {
    if ((i + 1) % width && labels[i] !== labels[i + 1]) apart += 1;
    if (i + width < labels.length && labels[i] !== labels[i + width]) apart += 1;
  }
  const lengths = [...outlinePath(labels, height, width).matchAll(/[hv](\d+)/g)];
  assert.equal(lengths.reduce((sum, [, length]) => sum + Number(length), 0), apart);
});
