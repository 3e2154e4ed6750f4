/** The card of an edge: where a press chooses one, where the card is, and what it says without one. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { GraphView } from "../../assets/views/bodies/graph.mjs";
import { Card } from "../../assets/views/card.mjs";
import { EdgeCard } from "../../assets/views/edge/edge_card.mjs";
import { eventOn, FakeElement } from "./fakes.mjs";

let card, host, sight, chosen, narrow;

beforeEach(() => {
  [chosen, narrow] = [[], Object.assign(new EventTarget(), { matches: false })];
  globalThis.Element = globalThis.HTMLElement = FakeElement;
  globalThis.matchMedia = () => narrow;
  globalThis.document = Object.assign(new EventTarget(), { createElement: () => new FakeElement() });
  globalThis.OffscreenCanvas = class {
    getContext = () => ({ getImageData: () => ({ data: new Uint8ClampedArray(0) }) });
  };
  [host, sight] = [new FakeElement(), new FakeElement()];
  sight.setAttribute("class", "in-sight");
  sight.append(host);
  new FakeElement().append(sight);
  card = cardOf();
  card.show({ edge: "", views: ["graph"] });
});

function cardOf() {
  const original = { overlay: new FakeElement(), layer: {}, markEdge() {} };
  const axes = { shape: [100, 100], view: { left: 0, top: 0, width: 100, height: 100 }, brushing: false };
  const store = { change: (_, edge) => chosen.push(edge) };
  return new EdgeCard({ renderer: { host, original, axes }, store }, new FakeElement());
}

/** Press and release a button on an element over the original. */
function press(target) {
  const fields = { button: 0, isPrimary: true, pointerId: 1, clientX: 50.4, clientY: 40 };
  host.dispatchEvent(eventOn(target, "pointerdown", fields));
  document.dispatchEvent(eventOn(target, "pointerup", fields));
}

/** An element with a class in the pictures. */
function within(name) {
  const [outer, inner] = [new FakeElement(), new FakeElement()];
  outer.setAttribute("class", name);
  outer.append(inner);
  host.append(outer);
  return inner;
}

const lines = () => card.lines.childNodes.map((line) => line.childNodes[0]);

test("a press on the original chooses an edge, but not one that paints or crops", () => {
  press(host);
  assert.deepEqual(chosen, ["40,50,right"]);
  for (const name of ["drawing-surface", "modebar", "edge-card"]) press(name === "edge-card" ? card.lines : within(name));
  assert.equal(chosen.length, 1);
});

test("the card is over the pictures, and on a narrow screen in the flow below them", () => {
  assert.equal(card.element.parent, host);
  narrow.matches = true;
  narrow.dispatchEvent(new Event("change"));
  assert.equal(card.element.parent, sight.parent);
  assert.equal(cardOf().element.parent, sight.parent);
  narrow.matches = false;
  narrow.dispatchEvent(new Event("change"));
  assert.equal(card.element.parent, host);
});

test("a card without anything to show says so, and does not keep old numbers", async () => {
  card.show({ edge: "40,50,right", views: ["graph"] });
  card.describe({ edge: "40,50,right", lines: ["w = 0.61"] }, { pixel: [], down: [], weight: [] });
  assert.deepEqual(lines(), ["w = 0.61"]);
  const view = viewOf({ card, emptied: GraphView.prototype.emptied });
  view.refuse();
  assert.deepEqual(lines(), ["Nothing to show: there is no result. The reason is beside its setting."]);
  assert.equal(card.element.classList.contains("updating"), false);
  await view.draw({ sentence: "There are no edges.", nothing: true }, {}, [100, 100], {});
  assert.deepEqual(lines(), ["There are no edges."]);
});

/** The card of a view with this body. */
function viewOf(body) {
  const element = Object.assign(new FakeElement(), { querySelector: () => new FakeElement() });
  const chip = Object.assign(new FakeElement(), { dataset: { view: "spectrum" } });
  const config = { views: {}, tables: {}, regions: [], background: "#ffffff" };
  return Object.assign(new Card(element, chip, { config }, () => {}), { body });
}
