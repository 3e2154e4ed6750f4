import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { keepsLessons, keepSteps, lessonStore } from "../../assets/lesson/storage.mjs";

const STEPS = [
  { title: "Little noise", note: "It agrees.", link: "?noise=0.1" },
  { title: "More", note: "", link: "seed=3" },
];

let kept, told;

/** A browser that has stored something, or whose storage is closed. */
function browser(stored, closed = false) {
  kept = new Map(Object.entries(stored));
  const put = (key, value) => {
    if (closed) throw new Error("closed");
    kept.set(key, value);
  };
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: put,
    removeItem: (key) => kept.delete(key),
  };
}

beforeEach(() => {
  told = [];
  globalThis.document = { querySelector: () => null };
  globalThis.window = { dash_clientside: { set_props: (id, props) => told.push([id, props.children]) } };
  globalThis.addEventListener = () => {};
});

test("the list of an older version is taken over, once", () => {
  browser({ "cutlab.lesson": JSON.stringify({ cutlab: "lesson", version: 1, steps: STEPS }) });
  assert.deepEqual(lessonStore().props, { id: "lesson", storage_type: "local" });
  const [little, more] = JSON.parse(kept.get("lesson"));
  assert.deepEqual(little, { title: "Little noise", note: "It agrees.", query: "noise=0.1" });
  assert.deepEqual(more, { title: "More", note: "", query: "seed=3" });
  assert.deepEqual([[...kept.keys()], told], [["lesson"], []]);
});

test("it is left alone where there is a list of this version", () => {
  const stored = { lesson: "[]", "cutlab.lesson": "{" };
  browser(stored);
  lessonStore();
  assert.deepEqual([Object.fromEntries(kept), told], [stored, []]);
});

for (const text of ["{", "null", '{"steps": [{"title": 1}]}']) {
  test(`an older list that is none is put aside and reported: ${text}`, () => {
    browser({ "cutlab.lesson": text });
    lessonStore();
    assert.deepEqual(Object.fromEntries(kept), { "cutlab.lesson.unread": text });
    const [[place, sentence]] = told;
    assert.equal(place, "lesson-problem");
    assert.match(sentence, /^The list kept in this browser can't be read \(.+\); it was put aside\.$/);
  });
}

test("a browser that stores nothing says so", () => {
  browser({});
  assert.equal(keepsLessons(), true);
  assert.deepEqual([...kept.keys()], []);
  browser({}, true);
  assert.equal(keepsLessons(), false);
});

test("the steps of a link are added to the list, and undo has the list before", () => {
  const own = [{ title: "Mine", note: "", query: "" }];
  const theirs = [{ title: "Theirs", note: "", query: "seed=3" }];
  const set = [];
  window.dash_clientside.set_props = (id, { data }) => set.push([id, data]);
  document.getElementById = () => null; // the panel is closed
  keepSteps(own, theirs);
  assert.deepEqual(set, [
    ["lesson", [...own, ...theirs]],
    ["lesson-before", { lists: [own], edited: "" }],
  ]);
});
