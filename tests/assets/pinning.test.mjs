import assert from "node:assert/strict";
import { test } from "node:test";

import { Pinning } from "../../assets/compare/pinning.mjs";
import { Store } from "../../assets/state/store.mjs";
import { settled } from "./fakes.mjs";

const STATE = { circles: [], size: 100, n_clusters: 4, beta: 1, views: ["cuts"], view: "full", pinned: "" };
const FIELDS = ["views", "view", "pinned"];
const A = { ...STATE, beta: 2, views: [] };

function made(read = async () => ({ state: A, query: "beta=2" })) {
  const store = new Store(STATE);
  const pinning = new Pinning(store, FIELDS, 1500, read);
  const problems = [];
  pinning.onProblem = (problem) => problems.push(problem);
  return { store, pinning, problems };
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

test("a swap waits for rest, as pinning does", async () => {
  const { store, pinning, problems } = made();
  store.merge({ pinned: "beta=2" });
  pinning.settled(store.state, "");
  store.change("beta", 5);
  await pinning.swap();
  assert.equal(store.state.beta, 5);
  pinning.settled(store.state, "beta=5&pinned=beta%3D2");
  await settled();
  assert.deepEqual([store.state.beta, store.state.pinned, problems], [2, "beta=5", []]);
});

test("unpinning ends what waits", async () => {
  const { store, pinning } = made();
  store.merge({ pinned: "beta=2" });
  await pinning.swap();
  pinning.unpin();
  pinning.settled(store.state, "");
  await settled();
  assert.deepEqual([store.state.beta, store.state.pinned], [1, ""]);
});

test("a server that does not answer is told of", async () => {
  const { store, pinning, problems } = made(async () => null);
  store.merge({ pinned: "beta=2" });
  pinning.settled(store.state, "");
  const before = store.state;
  await pinning.swap();
  assert.deepEqual([store.state, problems], [before, ["A cannot be shown: the server does not answer. Try again in a moment."]]);
});

test("a link that is too long is not pinned, by either way", async () => {
  for (const [length, pinned] of [[1500, true], [1501, false]]) {
    const { store, pinning, problems } = made();
    const query = `edits=${"a".repeat(length - 6)}`;
    pinning.settled(store.state, query);
    pinning.pin();
    assert.deepEqual([store.state.pinned === query, problems.length], [pinned, Number(!pinned)]);
    store.merge({ pinned: "beta=2" });
    pinning.settled(store.state, query);
    await pinning.swap();
    assert.deepEqual([store.state.pinned === query, problems.length], [pinned, 2 * Number(!pinned)]);
  }
});
