import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { hasLesson, stepsInLink } from "../../assets/lesson/link.mjs";

const hashOf = (value) => `#lesson=${deflateRawSync(JSON.stringify(value)).toString("base64url")}`;

test("a lesson is read from what the server writes", async () => {
  const hash = "#lesson=i45W8i1NzlDSUQKivPzM4lRbQ6XYWAA"; // the example of components/export/lesson_link.py
  assert.equal(hasLesson(hash), true);
  assert.deepEqual(await stepsInLink(hash), [{ title: "Much", note: "", query: "noise=1" }]);
});

test("letters of any language come back", async () => {
  const step = ["Größe ≥ β", "zwei\nZeilen 🎓", "beta=3"];
  assert.deepEqual(await stepsInLink(hashOf([step])), [{ title: step[0], note: step[1], query: step[2] }]);
});

test("a step may have a prediction, a figure, or both", async () => {
  const prediction = { question: "?", options: ["a", "b"], answer: 0, reason: "" };
  const words = { title: "T", note: "", query: "" };
  const steps = await stepsInLink(
    hashOf([["T", "", "", prediction], ["T", "", "", null, "bands"], ["T", "", "", prediction, "bands"]]),
  );
  assert.deepEqual(steps, [{ ...words, prediction }, { ...words, figure: "bands" }, { ...words, prediction, figure: "bands" }]);
});

for (const [what, hash] of Object.entries({
  "nothing": "",
  "another part of an address": "#study=3",
  "no deflated text": "#lesson=abc",
  "no JSON": `#lesson=${deflateRawSync("hello").toString("base64url")}`,
  "no list": hashOf({ title: "x" }),
  "no step": hashOf([]),
  "a step of numbers": hashOf([[1, 2, 3]]),
  "a step with more": hashOf([["a", "b", "c", "d"]]),
  "a step with a figure that is no name": hashOf([["a", "b", "c", null, 5]]),
  "too many steps": hashOf(Array.from({ length: 101 }, () => ["", "", ""])),
  "a text that deflates a thousandfold": hashOf([["a".repeat(3_000_000), "", ""]]),
})) {
  test(`${what} is no lesson`, async () => {
    assert.equal(await stepsInLink(hash), null);
  });
}
