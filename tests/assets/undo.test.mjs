/** Gestures, as the page's events begin them. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Undo } from "../../assets/page/undo.mjs";
import { eventOn, FakeElement, FakePage } from "./fakes.mjs";

let undo, page;

beforeEach(() => {
  page = new FakePage();
  globalThis.window = page;
  globalThis.Element = globalThis.HTMLElement = FakeElement;
  globalThis.KeyboardEvent = class extends Event {};
  const buttons = {};
  globalThis.document = Object.assign(new EventTarget(), {
    querySelector: (selector) => (buttons[selector] ??= new FakeElement()),
  });
  undo = new Undo("", { state: { edge: "" }, adopt() {} }, () => false);
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
