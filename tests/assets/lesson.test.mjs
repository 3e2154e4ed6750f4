import assert from "node:assert/strict";
import { test } from "node:test";

import { Lesson } from "../../assets/lesson/lesson.mjs";

const STEPS = ["noise=0.1", "seed=3", "noise=0.4"].map((query) => ({ title: "", note: "", query }));

/** A lesson whose links open when the test says so. */
function lessonOf(steps) {
  const lesson = new Lesson();
  const shown = [];
  const opening = [];
  lesson.explorer = {
    store: { state: { view: "present" }, adopt: (state) => shown.push(state) },
    read: (search) => new Promise((resolve) => opening.push(() => resolve({ state: { search }, query: "" }))),
  };
  lesson.load(steps);
  return { lesson, shown, opening };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a step is shown in the view that there is", async () => {
  const { lesson, shown, opening } = lessonOf(STEPS);
  lesson.go(1);
  opening[0]();
  await turn();
  assert.deepEqual(shown, [{ search: "?seed=3", view: "present" }]);
  assert.equal(lesson.at, 1);
});

test("of steps chosen one after the other the last is shown", async () => {
  const { lesson, shown, opening } = lessonOf(STEPS);
  for (const way of [1, 1, 1, -1]) lesson.next(way);
  for (const open of opening) open();
  await turn();
  assert.deepEqual(shown.map(({ search }) => search), ["?seed=3"]);
});

test("a link that is not read leaves the step", async () => {
  const { lesson } = lessonOf(STEPS);
  lesson.settled("seed=3");
  lesson.explorer.read = async () => null;
  await lesson.go(2);
  assert.equal(lesson.at, 1);
});

test("the step on screen is that of the address, whatever the view", () => {
  const { lesson } = lessonOf(STEPS);
  lesson.settled("noise=0.4&view=present");
  assert.equal(lesson.at, 2);
  lesson.settled("noise=0.9"); // a changed scene is still the same step
  assert.equal(lesson.at, 2);
});

test("another list keeps the step on screen", () => {
  const { lesson } = lessonOf(STEPS);
  lesson.settled("seed=3");
  const [first, second, third] = STEPS;
  lesson.load([third, second]);
  assert.equal(lesson.at, 1);
  lesson.load([second, third, first]);
  assert.equal(lesson.at, 0);
  lesson.load([first]);
  assert.equal(lesson.at, -1);
  lesson.load(STEPS);
  assert.equal(lesson.at, 1);
  for (const none of [null, "text", {}]) {
    lesson.load(none);
    assert.deepEqual([lesson.steps, lesson.at], [[], -1]);
  }
});

test("a presentation begins with the first step, whichever is on screen", async () => {
  const { lesson, shown, opening } = lessonOf(STEPS);
  lesson.settled("seed=3");
  assert.equal(lesson.at, 1);
  const presented = lesson.present();
  opening[0]();
  await presented;
  assert.equal(lesson.at, 0);
  assert.deepEqual(shown, [{ search: "?noise=0.1", view: "present" }]);
});

test("the list of a link is shown, and that of this browser stays as it is", () => {
  const { lesson } = lessonOf(STEPS);
  lesson.settled("seed=3");
  lesson.visit([{ title: "Theirs", note: "", query: "seed=3" }]);
  assert.deepEqual([lesson.steps.length, lesson.at, lesson.own.length], [1, 0, 3]);
  lesson.load(STEPS.slice(1)); // another page has changed it
  assert.deepEqual([lesson.steps.length, lesson.own.length], [1, 2]);
  lesson.leave();
  assert.deepEqual([lesson.steps, lesson.at], [STEPS.slice(1), 0]);
});
