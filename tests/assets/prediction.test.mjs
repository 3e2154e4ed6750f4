import assert from "node:assert/strict";
import { test } from "node:test";

import { namedLesson } from "../../assets/lesson/link.mjs";
import { answersText, isPrediction, isRight, storeAnswer, storedAnswers, valueAt, verdictOn } from "../../assets/lesson/prediction.mjs";

const CHOICE = { question: "Which?", options: ["this", "that"], answer: 1, reason: "" };
const ESTIMATE = { question: "Where?", low: 1, high: 100, answer: [5, 8], logarithmic: true, reason: "" };

test("an option is right at its place, a value within its interval", () => {
  assert.deepEqual([0, 1].map((answer) => isRight(CHOICE, answer)), [false, true]);
  assert.deepEqual([4.9, 5, 8, 8.1].map((answer) => isRight(ESTIMATE, answer)), [false, true, true, false]);
});

test("a logarithmic scale has its geometric mean in the middle", () => {
  assert.deepEqual([0, 0.5, 1].map((place) => valueAt(ESTIMATE, place)), [1, 10, 100]);
  assert.equal(valueAt({ ...ESTIMATE, logarithmic: false }, 0.5), 50.5);
});

test("what was said and what is right are told", () => {
  assert.equal(verdictOn(CHOICE, 1), "You said: that. That is right.");
  assert.equal(verdictOn(CHOICE, 0), "You said: this. It is: that.");
  assert.equal(verdictOn(ESTIMATE, 20), "You said: 20. It is: 5 to 8.");
  assert.equal(verdictOn(ESTIMATE, null), "Answer: 5 to 8.");
});

test("what comes from a link is a prediction only if it is complete", () => {
  assert.ok(isPrediction(CHOICE) && isPrediction(ESTIMATE));
  const broken = [null, 3, "x", {}, { ...CHOICE, answer: 2 }, { ...CHOICE, options: [1, 2] }, { ...CHOICE, reason: 1 }];
  const scales = [{ ...ESTIMATE, low: "1" }, { ...ESTIMATE, answer: 5 }, { ...ESTIMATE, high: null }];
  for (const each of [...broken, ...scales]) assert.ok(!isPrediction(each), JSON.stringify(each));
});

test("answers are saved with their number", () => {
  const one = { title: "T", question: "Which?", answer: "that", right: true };
  const text = answersText({ a: one, b: { ...one, answer: "this", right: false } });
  assert.match(text, /^Predictions: 1 of 2 right\.\n\nT\nWhich\?\n✓ that\n\nT\nWhich\?\n✗ this\n$/);
});

test("a browser that stores nothing has the answers of this visit, the last one to each question", () => {
  const closed = () => {
    throw new Error("closed");
  };
  globalThis.localStorage = { getItem: closed, setItem: closed };
  const one = { title: "T", question: "Which?", answer: "this", right: false };
  for (const answer of [one, { ...one, title: "U" }, { ...one, answer: "that", right: true }]) storeAnswer(answer);
  assert.match(answersText(storedAnswers()), /^Predictions: 1 of 2 right\.\n\nT\nWhich\?\n✓ that\n/);
  delete globalThis.localStorage;
});

test("a short name in an address is a lesson of Cutlab's own", () => {
  assert.equal(namedLesson("#lesson=noise"), "noise");
  assert.equal(namedLesson("#lesson=i45W8i1NzlDSUQKivPzM4lRbQ6XYWAA"), undefined);
  assert.equal(namedLesson(""), undefined);
});
