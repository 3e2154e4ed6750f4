import assert from "node:assert/strict";
import { test } from "node:test";
import { FailureLines } from "../../assets/page/callbacks.mjs";

const POLL = { output: '..study-figure-problem.children...{"page":"study","type":"study-answer"}.data..' };
const CLICK = { output: "..study-trial-go.href...study-trial-problem.children.." };
const OTHER = { output: "..lesson-list.children.." };
const LOST = new TypeError("Failed to fetch");

/** Ask the server, which answers. @param {FailureLines} lines @param {{output: string}} callback */
function askAndAnswer(lines, callback) {
  lines.asked(callback);
  return lines.answered(callback);
}

test("a server that does not answer is reported beside the control, until it answers", () => {
  const lines = new FailureLines();
  lines.press();
  lines.asked(CLICK);
  const reported = lines.failed(CLICK, LOST);
  assert.deepEqual(reported, [["study-trial-problem", "The server does not answer. Try again in a moment."]]);
  assert.deepEqual(askAndAnswer(lines, OTHER), [["study-trial-problem", ""]]);
  assert.deepEqual(askAndAnswer(lines, OTHER), []);
});

test("an answer to an earlier request neither clears the report nor keeps it from being made", () => {
  const lines = new FailureLines();
  lines.asked(OTHER);
  lines.press();
  lines.answered(OTHER);
  lines.asked(OTHER);
  lines.asked(CLICK);
  assert.equal(lines.failed(CLICK, LOST).length, 1);
  assert.deepEqual(lines.answered(OTHER), []);
  assert.equal(askAndAnswer(lines, OTHER).length, 1);
});

test("of what is asked again by itself the page's own line tells it, not a second one", () => {
  const lines = new FailureLines();
  assert.deepEqual(lines.failed(CLICK, LOST), []); // charts have come, nobody has clicked
  lines.press();
  assert.deepEqual(lines.failed(POLL, LOST), []);
  askAndAnswer(lines, POLL);
  assert.deepEqual(lines.failed(CLICK, LOST), []);
});

test("an answer that is an error stays", () => {
  const lines = new FailureLines();
  lines.asked(POLL);
  const failure = new Response("", { status: 500 });
  assert.match(lines.failed(POLL, failure)[0][1], /status 500/);
  assert.deepEqual(askAndAnswer(lines, CLICK), []);
});
