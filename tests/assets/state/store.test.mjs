import assert from "node:assert/strict";
import { test } from "node:test";

import { getAt, putAt } from "../../../assets/state/model.mjs";
import { Presets } from "../../../assets/state/presets.mjs";
import { Store } from "../../../assets/state/store.mjs";

const STATE = {
  circles: [{ row: 28, col: 24, radius: 16 }, { row: 40, col: 50, radius: 14 }],
  size: 100,
  noise: 0.2,
  views: [],
};

test("a value is put at its path, and nothing else is copied", () => {
  const next = putAt(STATE, "circles.1.row", 80);
  assert.equal(getAt(next, "circles.1.row"), 80);
  assert.equal(getAt(STATE, "circles.1.row"), 40);
  assert.equal(next.circles[0], STATE.circles[0]);
  assert.equal(next.views, STATE.views);
  assert.ok(Array.isArray(next.circles));
  assert.equal(getAt(STATE, "circles.7.row"), undefined);
});

test("followers learn of every change, in their order, and of none that is none", () => {
  const store = new Store(STATE);
  const calls = [];
  store.follow(({ noise }) => calls.push(["first", noise]));
  store.follow(({ noise }) => calls.push(["second", noise]));
  store.change("noise", 0.2);
  assert.deepEqual(calls, []);
  store.change("noise", null); // a number that is being typed
  assert.deepEqual(calls, [["first", null], ["second", null]]);
});

test("circles keep their place when the size changes, there and back", () => {
  const store = new Store(STATE);
  store.change("size", 150);
  assert.deepEqual(store.state.circles[0], { row: 42, col: 36, radius: 24 });
  store.change("size", 33); // rounded to hundredths
  const { circles } = store.state;
  store.change("size", null); // while another is typed
  assert.deepEqual(store.state.circles, STATE.circles);
  assert.notDeepEqual(circles, STATE.circles);
  store.change("size", 100);
  assert.deepEqual(store.state, STATE);
});

test("what was just set is scaled from then on", () => {
  const store = new Store(STATE);
  store.change("size", 150);
  store.change("circles.1.row", 75);
  store.change("size", 300);
  assert.deepEqual(store.state.circles[1], { row: 150, col: 150, radius: 42 });
});

// --- presets ------------------------------------------------------------------------------------

const CONFIG = {
  preset: "tutorial",
  presets: { tutorial: STATE, noisy: { ...STATE, noise: 0.6 } },
  view_fields: ["views"],
};

function presets(linked = false) {
  const store = new Store(STATE);
  const named = [];
  return { store, named, menu: new Presets(CONFIG, store, (name) => named.push(name), linked) };
}

test("a preset that comes on screen is named once; a reset goes to the one chosen before", () => {
  const { store, named, menu } = presets();
  menu.settled("tutorial");
  assert.deepEqual(named, []);
  menu.settled(null);
  menu.settled("noisy");
  menu.settled(null);
  assert.deepEqual(named, [null, "noisy", null]);
  store.change("noise", 0.6);
  menu.reset();
  assert.deepEqual(store.state, STATE);
});

test("a reset goes back to the preset that a link opened", () => {
  const { store, menu } = presets(true);
  menu.settled("noisy");
  menu.settled(null);
  menu.settled("tutorial"); // which the settings happen to equal
  menu.reset();
  assert.equal(store.state.noise, 0.6);
});

test("choosing one leaves how it is looked at; a reset goes back to it", () => {
  const { store, named, menu } = presets();
  store.change("views", ["cuts"]);
  menu.choose("noisy");
  assert.deepEqual(store.state, { ...STATE, noise: 0.6, views: ["cuts"] });
  assert.deepEqual(named, ["noisy"]);
  store.change("noise", 1);
  menu.settled(null);
  menu.reset();
  assert.equal(store.state.noise, 0.6);
});

test("a name set in the menu by the page is no choice, and an unknown name is none", () => {
  const { store, menu } = presets();
  store.change("noise", 0.6);
  menu.settled("noisy");
  store.change("noise", 0.7); // before Dash reports the menu's change
  menu.choose("noisy");
  menu.choose("none");
  assert.equal(store.state.noise, 0.7);
});
