import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Lesson } from "../../assets/lesson/lesson.mjs";
import { Presentation } from "../../assets/lesson/presentation.mjs";

const NOISES = ["0.1", "0.2", "0.4"];

let lesson, presentation, elements, focused, focusedAt, dialog, playing, views;

/** An element as far as the presentation uses one. */
class FakeElement extends EventTarget {
  textContent = "";
  childNodes = [];
  attributes = {};
  classes = new Set();
  classList = {
    contains: (name) => this.classes.has(name),
    toggle: (name, on) => this.classes[on ? "add" : "delete"](name),
  };

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  querySelectorAll() {
    return [];
  }

  replaceChildren(...children) {
    this.children = children;
  }

  focus() {
    focusedAt = this;
  }
}

globalThis.HTMLElement = FakeElement;
const element = (place) => (elements[place] ??= new FakeElement());

beforeEach(() => {
  [elements, focused, focusedAt, dialog, playing, views] = [{}, "body", null, null, false, []];
  globalThis.window = {};
  globalThis.location = { hash: "" };
  window.parent = window;
  globalThis.document = Object.assign(new EventTarget(), {
    querySelector: (place) => (place.includes("[role=dialog]") ? dialog : element(place)),
    matches: (selector) => selector.split(", ").includes(focused), // of the event's target
    fullscreenEnabled: false,
  });
  lesson = new Lesson();
  const store = {
    state: { view: "present" },
    adopt() {},
    merge: ({ view }) => views.push(view),
  };
  lesson.explorer = { store, read: async (search) => ({ state: { search }, query: search.slice(1) }) };
  presentation = new Presentation(lesson, store, () => playing);
  lesson.load(NOISES.map((noise) => ({ title: `Noise ${noise}`, note: "", query: `noise=${noise}` })));
  lesson.settled("noise=0.1");
  presentation.show({ view: "present" });
});

/** Press a key; return the step that is shown then, and whether the key was taken. */
async function press(key, more = {}) {
  const event = Object.assign(new Event("keydown", { cancelable: true }), { key, ...more });
  document.dispatchEvent(event);
  await new Promise((resolve) => setImmediate(resolve));
  return [element(".present-position").textContent, event.defaultPrevented];
}

for (const [forth, back] of [
  [["ArrowRight"], ["ArrowLeft"]],
  [["ArrowDown"], ["ArrowUp"]],
  [["PageDown"], ["PageUp"]],
  [[" "], [" ", { shiftKey: true }]],
]) {
  test(`${forth[0]} steps through it`, async () => {
    assert.deepEqual(await press(...forth), ["2 / 3", true]);
    assert.deepEqual(await press(...forth), ["3 / 3", true]);
    assert.equal(element(".present-next").attributes["aria-disabled"], "true");
    assert.deepEqual(await press(...forth), ["3 / 3", true]); // there is no fourth
    assert.deepEqual(await press(...back), ["2 / 3", true]);
    assert.equal(element(".present-title").textContent, "Noise 0.2");
    assert.deepEqual(await press("Home"), ["1 / 3", true]);
    assert.equal(element(".present-previous").attributes["aria-disabled"], "true");
    assert.deepEqual(await press(...back), ["1 / 3", true]);
    assert.deepEqual(await press("End"), ["3 / 3", true]);
  });
}

test("keys are those of what has the focus, but for a clicker's", async () => {
  focused = "input";
  for (const key of ["ArrowRight", "ArrowDown", " ", "End", "c"]) {
    assert.deepEqual(await press(key), ["1 / 3", false]);
  }
  assert.deepEqual(await press("PageDown"), ["2 / 3", true]);
  focused = "button";
  assert.deepEqual(await press(" "), ["2 / 3", false]);
  assert.deepEqual(await press("ArrowRight"), ["3 / 3", true]);
});

test("keys with others, those of a dialog, and those of another view are not taken", async () => {
  for (const also of ["ctrlKey", "metaKey", "altKey"]) {
    assert.deepEqual(await press("PageDown", { [also]: true }), ["1 / 3", false]);
  }
  dialog = {};
  assert.deepEqual(await press("PageDown"), ["1 / 3", false]);
  dialog = null;
  presentation.show({ view: "full" });
  assert.deepEqual(await press("PageDown"), ["1 / 3", false]);
});

test("it begins with its title in focus, unless it is in a frame of another page", () => {
  assert.equal(focusedAt, element(".present-title"));
  presentation.show({ view: "full" });
  [window.parent, focusedAt] = [{}, null];
  presentation.show({ view: "present" });
  assert.equal(focusedAt, null);
});

test("escape takes one thing after the other", async () => {
  await press("c");
  assert.equal(element(".page").classes.has("with-controls"), true);
  playing = true; // which escape stops
  await press("Escape");
  assert.equal(element(".page").classes.has("with-controls"), true);
  playing = false;
  await press("Escape");
  assert.deepEqual([element(".page").classes.has("with-controls"), views], [false, []]);
  await press("Escape");
  assert.deepEqual(views, ["full"]);
});

test("what was kept is told of that list alone, and a list that has no room keeps nothing", () => {
  const kept = [];
  document.getElementById = () => null;
  window.dash_clientside = { set_props: (id, { data }) => id === "lesson" && kept.push(data.length) };
  const [said, keeper] = [element(".present-kept"), element(".present-keep")];
  const steps = (count) => Array.from({ length: count }, (_, i) => ({ title: "", note: "", query: `seed=${i}` }));
  lesson.visit(steps(97));
  keeper.dispatchEvent(new Event("click"));
  assert.deepEqual([said.textContent, keeper.hidden, kept], ["It is in “My lesson” now.", true, [100]]);
  lesson.visit(steps(98));
  assert.deepEqual([said.textContent, keeper.hidden], ["", false]);
  keeper.dispatchEvent(new Event("click"));
  assert.equal(said.textContent, "“My lesson” has 3 of at most 100 steps: there is no room for 98 more.");
  assert.deepEqual([keeper.hidden, kept], [false, [100]]);
});
