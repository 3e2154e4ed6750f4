/** Requests of the verdict and of the views. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Card } from "../../assets/views/card.mjs";
import { Views } from "../../assets/views/views.mjs";
import { FakeElement, settled } from "./fakes.mjs";

const STATE = { beta: 1, edge: "1,1,down", views: ["graph", "spectrum"] };
const VERDICT = { outcome: "agrees", title: "", sentence: "", rule: "", numbers: [], suggestions: [] };

let views, sent;

/** A card in sight, whose content is a text. */
class FakeCard extends Card {
  inSight = true;
}

beforeEach(() => {
  const element = () =>
    Object.assign(new FakeElement(), { querySelector: element, querySelectorAll: () => [], dataset: {} });
  globalThis.HTMLElement = FakeElement;
  globalThis.Text = class {};
  globalThis.CustomEvent = Event;
  globalThis.IntersectionObserver = class {};
  globalThis.OffscreenCanvas = class {
    getContext = () => ({ getImageData: () => ({ data: new Uint8ClampedArray(0) }) });
  };
  globalThis.document = Object.assign(new EventTarget(), { createElement: element, querySelector: element });
  const context = { store: {}, renderer: { followView() {} }, config: { views: {}, tables: {}, regions: [] } };
  views = new Views(element(), element(), "http://lab.example/", context, async () => []);
  views.cards = STATE.views.map((name) => cardOf(name, element, context));
  sent = [];
  views.client.send = (state, rest, more) => sent.push({ state, rest, ...more });
});

function cardOf(name, element, context) {
  const chip = Object.assign(element(), { dataset: { view: "spectrum" } });
  return Object.assign(new FakeCard(element(), chip, context, () => {}), { name, body: { draw() {} } });
}

/** The server answers the last request. */
async function answer() {
  const { verdict, views: names, ...request } = sent.at(-1);
  const content = { sentence: "", nothing: false, data: {} };
  const header = { shape: [9, 9], server_ms: 1, verdict: verdict ? VERDICT : null };
  header.views = Object.fromEntries(names.map((name) => [name, content]));
  views.client.onAnswer({ header, arrays: {} }, request);
  await settled();
}

const asked = () => sent.map(({ rest, views: names, verdict }) => [rest, names, verdict]);

test("another edge alone asks for the view that describes it, and for nothing else", async () => {
  views.follow(STATE, true);
  await answer();
  assert.deepEqual(asked(), [[true, ["graph", "spectrum"], true]]);
  const moved = { ...STATE, edge: "2,1,down" };
  views.follow(moved, true);
  await answer();
  assert.deepEqual(asked().slice(1), [[true, ["graph"], false]]);
  assert.equal(views.upToDate, true);
  views.follow({ ...moved, edge: "3,1,down", beta: 2 }, true);
  assert.deepEqual(asked().slice(2), [[true, ["graph", "spectrum"], true]]);
});

test("what was shown while something moved is asked for at rest, with another edge, too", async () => {
  views.follow(STATE, true);
  await answer();
  const moving = { header: { shape: [9, 9], server_ms: 1, verdict: VERDICT, views: {} }, arrays: {} };
  views.client.onAnswer(moving, { ...sent.pop(), rest: false });
  await settled();
  views.follow({ ...STATE, edge: "2,1,down" }, true);
  assert.deepEqual(asked(), [[true, ["graph"], true]]);
});
