import assert from "node:assert/strict";
import { test } from "node:test";

import { Limits } from "../../assets/controls/limits.mjs";
import { Store } from "../../assets/state/store.mjs";

const START = { beta: 1, noise: 0.2, circles: [], size: 100, views: [] };
const REFUSED = [{ field: "beta", message: "The eigenvalues are too close together." }];

function limited() {
  const store = new Store(START);
  const limits = new Limits({ beta: { title: "Affinity β" } }, ["views"]);
  store.cap = (state, field, value) => limits.cap(state, field, value);
  limits.take({ beta: 72 }, REFUSED, { ...START, beta: 100 });
  return { store, limits };
}

test("a slider stops at the limit, and a typed number does not", () => {
  const { store, limits } = limited();
  assert.equal(store.slide("beta", 90), 72);
  assert.equal(store.state.beta, 72);
  assert.equal(store.slid, "beta");
  assert.deepEqual(limits.standing(store.state).map(({ field }) => field), ["beta"]);
  assert.match(limits.standing(store.state)[0].message, /^Affinity β stops at 72 on this scene\. Beyond: The eigen/);
  assert.equal(store.slide("beta", 30), 30);
  assert.deepEqual(limits.standing(store.state), []);
  store.change("beta", 90);
  assert.equal(store.state.beta, 90);
  assert.equal(store.slid, undefined);
});

test("another scene has no limit yet, and another view has the same", () => {
  const { store } = limited();
  store.change("views", ["graph"]);
  assert.equal(store.slide("beta", 90), 72);
  store.change("noise", 0.4);
  assert.equal(store.slide("beta", 90), 90);
  assert.equal(store.slide("noise", 2), 2);
});
