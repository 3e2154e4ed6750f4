import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { describeUnread, readNumber } from "../../assets/controls/number.mjs";

const CASES = JSON.parse(readFileSync(new URL("../fixtures/numbers.json", import.meta.url), "utf8"));

for (const [text, value] of CASES) {
  test(`“${text}” is ${value}`, () => {
    assert.equal(readNumber(text), value === "unread" ? NaN : value);
  });
}

test("an empty field has none", () => {
  assert.equal(readNumber("  "), null);
});

test("what cannot be read is told, with both numbers that it may be", () => {
  assert.equal(describeUnread("Affinity β", " abc"), "Affinity β: “abc” is no number. Nothing was changed.");
  assert.match(describeUnread("Noise seed", "1,250"), /“1,250” may be 1\.250 or 1250/);
});
