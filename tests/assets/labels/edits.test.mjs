import assert from "node:assert/strict";
import { test } from "node:test";

import { namesIn, readEdits, withMerge, withName, withoutMerge } from "../../../assets/labels/edits.mjs";

test("regions are merged into the lowest, whatever the order", () => {
  assert.equal(withMerge("", 5, 2), "2+5");
  assert.equal(withMerge("2+5", 2, 9), "2+5+9");
  assert.equal(withMerge("3+4,7+8", 8, 3), "3+4+7+8");
  assert.equal(withMerge("3+4", 2, 1), "1+2,3+4");
  assert.equal(withMerge("2+5", 2, 5), "2+5");
});

test("what is merged keeps the name of the lower region, or else takes the other's", () => {
  assert.equal(withMerge("2=coin,5=table", 5, 2), "2+5,2=coin");
  assert.equal(withMerge("5=table", 2, 5), "2+5,2=table");
});

test("a name has letters and digits of any script, and is bounded", () => {
  assert.equal(withName("", 3, " Münze 1, oder=+<b>& so\n"), "3=Münze 1 oderb so");
  assert.equal(withName("3=a,2+5", 1, "x".repeat(99)), `2+5,1=${"x".repeat(30)},3=a`);
  assert.equal(withName("2+5,3=a", 3, "  "), "2+5");
  assert.equal(withName("", 3, "café"), "3=café");
});

test("a merge is taken back as a whole", () => {
  assert.equal(withoutMerge("2+5+9,3+4,2=a", 2), "3+4,2=a");
});

test("what is written is read again", () => {
  const text = "1+2,3+40+5,1=coin,7=a b";
  assert.deepEqual(readEdits(text), { groups: [[1, 2], [3, 40, 5]], names: new Map([[1, "coin"], [7, "a b"]]) });
  assert.equal(namesIn("").size, 0);
});
