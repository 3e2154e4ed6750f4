/** Gestures, as the page's events begin them. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Undo } from "../../assets/page/undo.mjs";
import { Store } from "../../assets/state/store.mjs";
import { eventOn, FakeElement, FakePage } from "./fakes.mjs";

let undo, page, buttons;

beforeEach(() => {
  page = new FakePage();
  globalThis.window = page;
  globalThis.Element = globalThis.HTMLElement = FakeElement;
  globalThis.KeyboardEvent = class extends Event {};
  buttons = {};
  globalThis.document = Object.assign(new EventTarget(), {
    querySelector: (selector) => (buttons[selector] ??= new FakeElement()),
  });
  undo = new Undo("", { state: { edge: "" }, adopt() {} }, () => []);
});

/** Press a key on an element; the state that follows comes to rest. */
function press(target, key, edge) {
  document.dispatchEvent(eventOn(target, "keydown", { key }, KeyboardEvent));
  undo.history.touch();
  undo.commit({ edge }, "");
}

test("a walk along edges by the keys of one focused card is one step", () => {
  const card = new FakeElement();
  card.setAttribute("class", "edge-card");
  document.dispatchEvent(eventOn(card, "focusin"));
  press(card, "ArrowDown", "1,0,down");
  press(card, "ArrowRight", "1,1,down");
  press(card, " ", "1,1,right");
  assert.deepEqual([undo.history.at, undo.history.current.state], [1, { edge: "1,1,right" }]);
  press(card, "Escape", "");
  assert.equal(undo.history.at, 2);
});

test("elsewhere each key is a step", () => {
  const slider = new FakeElement();
  press(slider, "ArrowUp", "1");
  press(slider, "ArrowUp", "2");
  assert.equal(undo.history.at, 2);
});

/** A page whose state was changed, and is refused for some fields; Undo is pressed if it is offered. */
function undone(changes, refused) {
  const [before, store] = [{ noise: 0.2, beta: 1, size: 100, circles: [{ row: 1 }] }, new Store({})];
  store.state = before;
  const refusal = new Undo("", store, () => refused);
  store.merge(changes);
  refusal.offer();
  assert.equal(buttons['[data-action="undo"]'].ariaDisabled, String(!refused.length));
  buttons['[data-action="undo"]'].dispatchEvent(new Event("click"));
  return Object.fromEntries(Object.entries(store.state).filter(([name, value]) => value !== before[name]));
}

test("Undo takes back what is refused, and keeps what was changed besides", () => {
  assert.deepEqual(undone({ noise: 99 }, ["noise"]), {});
  assert.deepEqual(undone({ noise: 99, beta: 5 }, ["noise"]), { beta: 5 });
  assert.deepEqual(undone({ beta: 5, circles: [{ row: "" }] }, ["circles.0.row"]).beta, 5);
  assert.deepEqual(undone({ size: 9999, circles: [{ row: 99 }], beta: 5 }, ["size"]), {});
  assert.deepEqual(undone({ beta: 90 }, ["eps"]), {}); // refused for a field that was not changed
});

test("Undo is not offered where there is nothing to take back", () => assert.deepEqual(undone({}, []), {}));
