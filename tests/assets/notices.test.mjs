/** What is wrong at the controls, as the plan of a study is told. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { followFaults, noteProblems, noteUnread } from "../../assets/page/notices.mjs";

test("faults of the state and texts that are no numbers are told together, each change once", () => {
  globalThis.document = { querySelectorAll: () => [] };
  const told = [];
  followFaults((messages) => told.push(messages));
  const refused = [{ field: "noise", message: "Noise level must be a number from 0 to 5." }];
  noteProblems([{ field: "beta", message: "of a link, which has its default" }], refused);
  noteProblems([], refused);
  noteUnread("beta", "Affinity β: “x” is no number.");
  noteUnread("noise", "Noise level: “y” is no number."); // in the field with the refused value
  noteUnread("noise", "");
  noteProblems([], []);
  noteUnread("beta", "");
  assert.deepEqual(told, [
    ["Noise level must be a number from 0 to 5."],
    ["Noise level must be a number from 0 to 5.", "Affinity β: “x” is no number."],
    ["Noise level: “y” is no number.", "Affinity β: “x” is no number."],
    ["Noise level must be a number from 0 to 5.", "Affinity β: “x” is no number."],
    ["Affinity β: “x” is no number."],
    [],
  ]);
});
