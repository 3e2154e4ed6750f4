import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { LiveLoop } from "../../../assets/live/live_loop.mjs";
import { Store } from "../../../assets/state/store.mjs";
import { fakeNetwork, settled, socketOf } from "../fakes.mjs";

const state = (noise) => ({ noise, follow: true, circles: [], size: 100 });
const START = state(0.2);

let network, store, loop, held, log, classes, whileDrawn, lacking;

/** The server answers the last request. */
async function answer(header = {}) {
  const { state: of } = socketOf(network).sent.at(-1);
  socketOf(network).answer({ query: `noise=${of.noise}`, ...header });
  await settled();
}

const set = (noise) => store.change("noise", noise);
const logged = (kind) => log.filter(([name]) => name === kind).map(([, value]) => value);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = new EventTarget();
  document.addEventListener("cutlab:painted", ({ detail }) => {
    log.push(["painted", [detail.state.noise, detail.rest]]);
  });
  [log, held, classes, whileDrawn, lacking] = [[], false, new Set(), () => {}, []];
  network = fakeNetwork();
  store = new Store(START);
  const classList = { toggle: (name, on) => classes[on ? "add" : "delete"](name) };
  const renderer = {
    host: { classList, setAttribute() {} },
    live: false,
    paint: (_, { noise }) => {
      log.push(["canvas", noise]);
      renderer.live = true;
    },
    draw: async () => {
      log.push(["heatmaps", store.state.noise]);
      whileDrawn();
    },
    rest: () => {
      log.push(["handed over", true]);
      renderer.live = false;
    },
    outline() {},
  };
  const listeners = {
    onStatus: () => {},
    onProgress: (text) => log.push(["progress", text]),
    onFacts: ({ query }) => log.push(["facts", query]),
    onProblems: (problems) => log.push(["problems", problems.length]),
    onPictures: ({ noise }, rest) => log.push(["pictures", [noise, rest]]),
    onShown: () => {},
    onRest: ({ noise }, { query }) => log.push(["rest", [noise, query]]),
    onCommit: ({ noise }) => log.push(["commit", noise]),
    supply: async (picture) => {
      log.push(["supply", picture]);
      return lacking;
    },
    isHeld: () => held,
    isPlaying: () => false,
  };
  loop = new LiveLoop("http://lab.example/live/frame", START, store, renderer, listeners, network);
  store.follow(() => loop.send(false));
});

test("a change is painted; once nothing moves, it is drawn, at rest and committed", async () => {
  assert.equal(loop.atRest, true);
  set(0.3);
  socketOf(network).open();
  await answer();
  assert.deepEqual([logged("canvas"), logged("heatmaps"), loop.atRest], [[0.3], [], false]);
  mock.timers.tick(80);
  assert.equal(socketOf(network).sent.at(-1).rest, true);
  await answer();
  assert.deepEqual(logged("heatmaps"), [0.3]);
  assert.deepEqual(logged("rest"), [[0.3, "noise=0.3"]]);
  assert.deepEqual(logged("commit"), [0.3]);
  assert.deepEqual(logged("pictures"), [[0.3, false], [0.3, true]]);
  assert.deepEqual(logged("painted"), [[0.3, false], [0.3, true]]);
  assert.equal(loop.atRest, true);
});

test("while something moves, facts are written ten times a second; at rest, at once", async () => {
  let now = 0;
  mock.method(performance, "now", () => now);
  set(0.3);
  socketOf(network).open();
  for (const noise of [0.31, 0.32, 0.33]) {
    await answer();
    now += 60;
    set(noise);
  }
  await answer();
  mock.timers.tick(80);
  now += 1;
  await answer();
  assert.deepEqual(logged("canvas"), [0.3, 0.31, 0.32, 0.33]);
  assert.deepEqual(logged("facts"), ["noise=0.3", "noise=0.32", "noise=0.33"]);
  mock.restoreAll();
});

test("what is at rest while it is held is committed when it is released", async () => {
  held = true;
  set(0.3);
  socketOf(network).open();
  await answer();
  mock.timers.tick(80);
  await answer();
  assert.deepEqual([logged("rest").length, logged("commit")], [1, []]);
  held = false;
  loop.released();
  assert.deepEqual(logged("commit"), [0.3]);
});

test("without following nothing is sent until it is released", async () => {
  store.change("follow", false);
  socketOf(network).open();
  await answer();
  held = true;
  for (const noise of [0.3, 0.4]) set(noise);
  assert.equal(socketOf(network).sent.length, 1);
  held = false;
  loop.released();
  assert.equal(socketOf(network).sent.at(-1).state.noise, 0.4);
});

test("an answer at rest that came too late does not show", async () => {
  set(0.3);
  socketOf(network).open();
  await answer();
  mock.timers.tick(80);
  set(0.4); // while the rest is on its way
  await answer();
  assert.deepEqual([logged("heatmaps"), logged("rest")], [[], []]);
});

test("what moves while the heatmaps are drawn is not handed over to them", async () => {
  set(0.3);
  socketOf(network).open();
  await answer();
  mock.timers.tick(80);
  whileDrawn = () => set(0.4);
  await answer();
  assert.deepEqual([logged("heatmaps"), logged("handed over"), logged("rest")], [[0.3], [], []]);
});

test("what is refused leaves the last good picture at rest, and nothing is committed", async () => {
  set(0.3);
  socketOf(network).open();
  await answer();
  set(9);
  await answer({ problems: [{ field: "noise", message: "Noise." }] });
  assert.deepEqual([loop.refused, classes.has("stale"), logged("pictures").at(-1)], [true, true, [9, true]]);
  assert.deepEqual(socketOf(network).sent.at(-1), { seq: 3, state: state(0.3), rest: true, have: "" });
  await answer();
  assert.deepEqual([loop.refused, logged("rest")], [true, [[0.3, "noise=0.3"]]]);
  assert.equal(loop.atRest, false);
  set(0.2);
  await answer();
  assert.deepEqual([loop.refused, classes.has("stale")], [false, false]);
});

test("a picture that was painted again comes to rest again if what follows is refused", async () => {
  set(0.3);
  socketOf(network).open();
  await answer();
  mock.timers.tick(80);
  await answer();
  loop.send(false); // as when another tool asks for the frame
  await answer();
  set(9);
  await answer({ problems: [{ field: "noise", message: "Noise." }] });
  assert.deepEqual([socketOf(network).sent.at(-1).state.noise, socketOf(network).sent.at(-1).rest], [0.3, true]);
  await answer();
  assert.equal(logged("handed over").length, 2);
});

test("only an answer that takes long is announced", async () => {
  set(0.3);
  socketOf(network).open();
  mock.timers.tick(249);
  assert.equal(classes.has("busy"), false);
  mock.timers.tick(1);
  assert.equal(classes.has("busy"), true);
  await answer();
  assert.equal(classes.has("busy"), false);
  for (const noise of [0.4, 0.5]) set(noise);
  for (let i = 0; i < 2; i += 1) await answer();
  mock.timers.tick(80);
  await answer();
  mock.timers.tick(1000); // nothing is on its way
  assert.equal(classes.has("busy"), false);
});

test("a frame that takes long says how far it is, by the time that the last one took", async () => {
  set(0.3);
  socketOf(network).open();
  mock.timers.tick(250);
  socketOf(network).answer({ stage: "graph", elapsed: 0.5 });
  socketOf(network).answer({ stage: "eigen", elapsed: 1.5 });
  assert.equal(classes.has("busy"), true);
  await answer({ server_ms: 2000 });
  set(0.4);
  socketOf(network).answer({ stage: "eigen", elapsed: 1.5 });
  socketOf(network).answer({ stage: "eigen", elapsed: 9.5 });
  await answer({ server_ms: 2000 });
  assert.deepEqual(logged("progress"), [
    "Computing…",
    "Computing… eigenvectors, 1 s",
    "Computing…",
    "Computing… eigenvectors, 1 s: about 75%, judging by the last one",
    "Computing… eigenvectors, 9 s: about 95%, judging by the last one",
    "Computing…",
  ]);
});

test("a picture that the server lacks is sent, and its frame is asked for again", async () => {
  set(0.3);
  socketOf(network).open();
  await answer({ needs: "abc" });
  assert.deepEqual([logged("supply"), logged("canvas"), loop.refused], [["abc"], [], false]);
  assert.equal(socketOf(network).sent.length, 2);
  assert.equal(socketOf(network).sent.at(-1).state.noise, 0.3);
  await answer();
  assert.deepEqual(logged("canvas"), [0.3]);
});

test("a picture that nobody has is a problem of the state", async () => {
  lacking = [{ field: "picture", message: "Open it." }];
  set(0.3);
  socketOf(network).open();
  await answer({ needs: "abc" });
  assert.deepEqual([loop.refused, logged("problems").at(-1), logged("canvas")], [true, 1, []]);
});

test("another edge alone asks for no frame but that at rest, which has its link", async () => {
  set(0.3);
  socketOf(network).open();
  await answer();
  mock.timers.tick(80);
  await answer();
  const { length } = socketOf(network).sent;
  for (const edge of ["1,1,down", "2,1,down", "3,1,down"]) store.change("edge", edge);
  assert.equal(socketOf(network).sent.length, length);
  assert.deepEqual(logged("pictures").slice(2), [[0.3, false], [0.3, false], [0.3, false]]);
  assert.equal(loop.atRest, false);
  mock.timers.tick(80);
  const sent = socketOf(network).sent.slice(length);
  assert.deepEqual(sent.map(({ rest, state: { edge } }) => [rest, edge]), [[true, "3,1,down"]]);
  await answer();
  assert.deepEqual([loop.atRest, loop.committed], [true, true]);
  store.merge({ edge: "", noise: 0.4 });
  assert.deepEqual([socketOf(network).sent.at(-1).rest, socketOf(network).sent.length], [false, length + 2]);
});
