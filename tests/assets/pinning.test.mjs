import assert from "node:assert/strict";
import { test } from "node:test";

import { Pinning } from "../../assets/compare/pinning.mjs";
import { Store } from "../../assets/state/store.mjs";

const STATE = { circles: [], size: 100, n_clusters: 4, beta: 1, views: ["cuts"], view: "full", pinned: "" };
const FIELDS = ["views", "view", "pinned"];
const A = { ...STATE, beta: 2, views: [] };

function made(read = async () => ({ state: A, query: "beta=2" })) {
  const store = new Store(STATE);
  const pinning = new Pinning(store, FIELDS, read);
  return { store, pinning };
}

test("what is pinned is the scene and the method, without the view", () => {
  const { store, pinning } = made();
  pinning.settled(store.state, "beta=2&views=cuts&pinned=noise%3D1");
  pinning.pin();
  assert.equal(store.state.pinned, "beta=2");
  assert.deepEqual(store.state.views, ["cuts", "compare"]);
  pinning.unpin();
  assert.equal(store.state.pinned, "");
  assert.deepEqual(store.state.views, ["cuts"]);
});

test("the first scene, whose query is empty, can be pinned", () => {
  const { store, pinning } = made();
  pinning.settled(store.state, "");
  pinning.pin();
  assert.equal(store.state.pinned, "n_clusters=4");
});

test("a state that moves is pinned once it is at rest", () => {
  const { store, pinning } = made();
  pinning.settled(store.state, "");
  store.change("beta", 3);
  pinning.pin();
  assert.equal(store.state.pinned, "");
  pinning.settled(store.state, "beta=3");
  assert.equal(store.state.pinned, "beta=3");
});

test("swapping shows A in the present view, and pins what was on screen", async () => {
  const { store, pinning } = made();
  store.merge({ pinned: "beta=2", beta: 5 });
  pinning.settled(store.state, "beta=5&views=cuts");
  await pinning.swap();
  assert.deepEqual(store.state, { ...A, views: ["cuts"], view: "full", pinned: "beta=5" });
});

test("a change while A is read is not lost", async () => {
  const { store, pinning } = made();
  store.merge({ pinned: "beta=2" });
  pinning.settled(store.state, "");
  const swapped = pinning.swap();
  store.change("beta", 7);
  await swapped;
  assert.equal(store.state.beta, 7);
});
