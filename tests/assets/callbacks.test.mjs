import assert from "node:assert/strict";
import { test } from "node:test";
import { FailureLines } from "../../assets/page/callbacks.mjs";

const POLL = { output: '..study-figure-problem.children...{"page":"study","type":"study-answer"}.data..' };
const CLICK = { output: "..study-trial-go.href...study-trial-problem.children.." };
const LOST = new TypeError("Failed to fetch");

test("a server that does not answer is reported beside the control, until it answers", () => {
  const lines = new FailureLines();
  lines.press();
  const reported = lines.failed(CLICK, LOST);
  assert.deepEqual(reported, [["study-trial-problem", "The server does not answer. Try again in a moment."]]);
  assert.deepEqual(lines.answered(), [["study-trial-problem", ""]]);
  assert.deepEqual(lines.answered(), []);
});

test("of what is asked again by itself the page's own line tells it, not a second one", () => {
  const lines = new FailureLines();
  assert.deepEqual(lines.failed(CLICK, LOST), []); // charts have come, nobody has clicked
  lines.press();
  assert.deepEqual(lines.failed(POLL, LOST), []);
  lines.answered();
  assert.deepEqual(lines.failed(CLICK, LOST), []);
});

test("an answer that is an error stays", () => {
  const lines = new FailureLines();
  const failure = new Response("", { status: 500 });
  assert.match(lines.failed(POLL, failure)[0][1], /status 500/);
  assert.deepEqual(lines.answered(), []);
});
