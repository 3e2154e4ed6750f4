import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { BrowserHistory, presentStep } from "../../../assets/state/browser_history.mjs";
import { History } from "../../../assets/state/history.mjs";
import { FakePage } from "../fakes.mjs";

const noise = (value) => ({ noise: value });

/** Set a state by a gesture of its own, and let it come to rest. */
function set(history, value) {
  history.beginGesture();
  history.touch();
  return history.commit(noise(value), `noise=${value}`);
}

test("what one gesture does is one step, however often it comes to rest", () => {
  const history = new History(noise(0), "");
  history.beginGesture();
  const added = [1, 2, 3].map((value) => {
    history.touch();
    return history.commit(noise(value));
  });
  assert.deepEqual(added, [true, false, false]);
  assert.deepEqual(history.current.state, noise(3));
  history.at -= 1;
  assert.deepEqual(history.current.state, noise(0));
  assert.equal(history.has(-1), false);
});

test("the same state is no step", () => {
  const history = new History(noise(0), "");
  assert.equal(set(history, 0), false);
  assert.equal(history.at, 0);
});

test("what is forgotten cannot be undone, and what comes next can", () => {
  const history = new History(noise(0), "");
  for (const value of [1, 2, 3]) set(history, value);
  history.at -= 1;
  history.forget();
  assert.deepEqual([history.has(-1), history.has(1)], [false, false]);
  assert.deepEqual(history.current.state, noise(2));
  assert.equal(history.commit(noise(4)), true); // without a gesture, as on a page that has just come
  history.at -= 1;
  assert.deepEqual(history.current.state, noise(2));
});

test("after a step back another one ends what could be redone", () => {
  const history = new History(noise(0), "");
  for (const value of [1, 2, 3]) set(history, value);
  history.at -= 2;
  assert.equal(set(history, 9), true);
  assert.equal(history.has(1), false);
  history.at -= 1;
  assert.deepEqual(history.current.state, noise(1));
});

test("forty steps are kept", () => {
  const history = new History(noise(0), "");
  for (let value = 1; value <= 45; value += 1) set(history, value);
  while (history.has(-1)) history.at -= 1;
  assert.deepEqual(history.current.state, noise(6));
});

test("it does what a list with a cursor does", () => {
  // The model keeps everything; few enough steps that nothing is dropped.
  let seed = 7;
  const random = (n) => {
    seed = (seed * 48271) % 2147483647;
    return seed % n;
  };
  for (let round = 0; round < 50; round += 1) {
    const history = new History(noise(0), "");
    let [list, at] = [[0], 0];
    for (let i = 0; i < 30; i += 1) {
      const way = [-1, 1, 0, 0][random(4)];
      if (way) {
        assert.equal(history.has(way), list[at + way] !== undefined);
        if (!history.has(way)) continue;
        history.at += way;
        at += way;
      } else {
        const value = random(5);
        set(history, value);
        if (value !== list[at]) [list, at] = [[...list.slice(0, at + 1), value], at + 1];
      }
      assert.deepEqual(history.current.state, noise(list[at]));
    }
  }
});

// --- the browser's -----------------------------------------------------------------------------

let page, history, browser, visits;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  page = new FakePage();
  history = new History(noise(0), "", presentStep(page));
  visits = [];
  browser = new BrowserHistory(history, page, () => visits.push(history.current.state.noise));
});

function commit(value) {
  if (set(history, value)) browser.truncate();
  browser.mirror();
}

function step(way) {
  history.at += way;
  browser.mirror();
}

/** The addresses of the browser's history, and which of them is shown. */
const mirrored = () => [page.entries.map(({ search }) => search), page.at];

test("each step is an entry with its address", () => {
  commit(1);
  commit(2);
  assert.deepEqual(mirrored(), [["", "?noise=1", "?noise=2"], 2]);
  assert.equal(page.history.scrollRestoration, "manual");
});

test("what one gesture does is one entry", () => {
  history.beginGesture();
  for (const value of [1, 2, 3]) {
    history.touch();
    if (history.commit(noise(value), `noise=${value}`)) browser.truncate();
    browser.mirror();
  }
  assert.deepEqual(mirrored(), [["", "?noise=3"], 1]);
});

test("undo leads the browser back, and its own buttons lead us", () => {
  commit(1);
  commit(2);
  step(-1);
  page.traverse();
  assert.deepEqual([page.at, visits], [1, []]); // we were there already
  page.traverse(-1);
  assert.deepEqual([history.at, visits], [0, [0]]);
  page.traverse(2);
  assert.deepEqual([history.at, visits], [2, [0, 2]]);
});

test("many steps at once, faster than the browser goes", () => {
  for (const value of [1, 2, 3, 4]) commit(value);
  for (let i = 0; i < 3; i += 1) step(-1);
  page.traverse(); // the first of them comes
  page.traverse(); // then the rest
  assert.deepEqual([page.at, history.at], [1, 1]);
  for (let i = 0; i < 2; i += 1) step(1);
  page.traverse();
  page.traverse();
  assert.deepEqual([page.at, history.at, visits], [3, 3, []]);
});

test("a step after undo takes the place of what could be redone", () => {
  for (const value of [1, 2, 3]) commit(value);
  step(-2);
  commit(9); // before the browser has gone back
  page.traverse();
  assert.deepEqual(mirrored(), [["", "?noise=1", "?noise=9"], 2]);
});

test("an entry that never comes is made again where the browser is", () => {
  commit(1);
  step(-1);
  page.asked = []; // it is not there
  mock.timers.tick(1000);
  assert.deepEqual([page.at, page.history.state], [1, { step: 0, state: noise(0) }]);
  commit(2); // and it goes on
  assert.deepEqual(page.entries.at(-1).search, "?noise=2");
});

test("what another page of this tab left is visited", () => {
  page.traverse(1); // there is none
  page.entries.unshift({ state: { step: -1, state: noise(8) }, search: "?noise=8" });
  page.at = 1;
  page.traverse(-1);
  assert.deepEqual([history.at, visits], [-1, [8]]);
  assert.equal(history.has(1), true);
});

test("steps that a page left ahead of this one are gone on from", () => {
  // As after a reload in the middle of the browser's history.
  page.entries.push({ state: { step: 1, state: noise(8) }, search: "?noise=8" });
  page.traverse(1);
  commit(9);
  assert.deepEqual(mirrored(), [["", "?noise=8", "?noise=9"], 2]);
});

test("in a frame the history is the outer page's", () => {
  page.parent = new FakePage();
  commit(1);
  commit(2);
  assert.deepEqual(mirrored(), [["?noise=2"], 0]);
});
