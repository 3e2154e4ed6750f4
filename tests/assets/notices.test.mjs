/** What is wrong at the controls: as the plan of a study is told, and beside them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { followFaults, noteProblems, noteUnread } from "../../assets/page/notices.mjs";
import { FakeElement } from "./fakes.mjs";

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

test("while something moves, a notice elsewhere keeps its place and a new one waits", () => {
  const notices = Object.fromEntries(
    ["beta", "noise", "n_clusters"].map((notice) => [notice, Object.assign(new FakeElement(), { dataset: { notice } })]),
  );
  const found = { "[data-notice]": Object.values(notices) };
  globalThis.document = { querySelectorAll: (selector) => found[selector] ?? [] };
  const looks = () => Object.values(notices).map((n) => (n.classList.contains("passed") ? "" : n.textContent));
  const refused = ["beta", "noise"].map((field) => ({ field, message: `${field} is wrong.` }));
  noteProblems([], refused, [], "noise");
  assert.deepEqual(looks(), ["", "noise is wrong.", ""]); // its own is there at once
  noteProblems([], refused);
  assert.deepEqual(looks(), ["beta is wrong.", "noise is wrong.", ""]);
  noteProblems([], [], [], "n_clusters");
  assert.deepEqual(looks(), ["", "", ""]);
  assert.equal(notices.beta.textContent, "beta is wrong."); // as high as it was
  noteProblems([], refused, [], "n_clusters");
  assert.deepEqual(looks(), ["beta is wrong.", "noise is wrong.", ""]);
  noteProblems([], []);
  assert.deepEqual(Object.values(notices).map((n) => n.textContent), ["", "", ""]);
});
