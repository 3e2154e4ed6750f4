/** The part of a picture's file that is shown: drawn on the picture, or entered in numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnPart, numbersOf, partOf, textOf, withNumber } from "../../../assets/pictures/crop/box.mjs";

const WHOLE = [60, 90];

test("the whole picture is no crop", () => {
  assert.deepEqual(partOf("", WHOLE), { top: 0, left: 0, bottom: 60, right: 90 });
  assert.equal(textOf(partOf("", WHOLE), WHOLE), "");
  assert.equal(textOf(partOf("5,10,55,80", WHOLE), WHOLE), "5,10,55,80");
});

test("a rectangle on the picture is in pixels of the file, whatever size is on screen", () => {
  const all = partOf("", WHOLE);
  // Between the outer edges of pixels, whose centres are whole.
  const part = { top: 10, left: 20, bottom: 40, right: 50 };
  assert.deepEqual(drawnPart({ row: 9.5, col: 19.5 }, { row: 39.5, col: 49.5 }, all, WHOLE), part);
  assert.deepEqual(drawnPart({ row: 19.5, col: 9.5 }, { row: 4.5, col: 24.5 }, all, [30, 45]), part);
  const twice = drawnPart({ row: 4.5, col: 9.5 }, { row: 14.5, col: 19.5 }, part, [30, 30]);
  assert.deepEqual(twice, { top: 15, left: 30, bottom: 25, right: 40 });
});

test("a rectangle ends at the picture's border, and a click is none", () => {
  const all = partOf("", WHOLE);
  assert.deepEqual(drawnPart({ row: -50, col: 30 }, { row: 200, col: 500 }, all, WHOLE), { ...all, left: 31 });
  assert.equal(drawnPart({ row: 3, col: 3 }, { row: 4, col: 80 }, all, WHOLE), null);
  assert.equal(drawnPart({ row: -9, col: 3 }, { row: -2, col: 80 }, all, WHOLE), null);
});

test("a number moves the part or changes its size", () => {
  const part = partOf("5,10,55,80", WHOLE);
  assert.deepEqual(numbersOf(part), { left: 10, top: 5, width: 70, height: 50 });
  for (const [name, value, text] of [
    ["left", 12, "5,12,55,82"],
    ["top", 8, "8,10,58,80"],
    ["width", 30, "5,10,55,40"],
    ["height", 7, "5,10,12,80"],
    ["left", 40, "5,40,55,90"], // as far as the border
    ["height", 100, "5,10,105,80"], // the server says what is wrong
  ]) {
    assert.equal(textOf(withNumber(part, name, value, WHOLE), WHOLE), text);
  }
});
