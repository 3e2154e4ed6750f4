import assert from "node:assert/strict";
import { test } from "node:test";
import { PollClock } from "../../assets/study/poll.mjs";

const RESTS = (asked) => ({ asked, busy: false });
const RUNS = (asked) => ({ asked, busy: true });

/** A clock whose page is opened. */
function opened() {
  const clock = new PollClock();
  clock.step(0, 0, undefined);
  return clock;
}

test("a page is opened once, and again if it does not come", () => {
  const clock = new PollClock();
  assert.deepEqual(clock.step(0, 0, undefined), { opens: true, asks: false, lost: "" });
  assert.deepEqual(clock.step(500, 0, undefined), {});
  clock.fail();
  const step = clock.step(1000, 0, undefined);
  assert.equal(step.opens, undefined);
  assert.match(step.lost, /does not answer; trying again/);
  assert.equal(clock.step(3000, 0, undefined).opens, true);
});

test("what runs is asked for at every tick, what rests is not", () => {
  const clock = opened();
  assert.equal(clock.step(500, 0, RUNS(0)).asks, true);
  assert.deepEqual(clock.step(1000, 1, RUNS(0)), {}); // not answered yet
  assert.equal(clock.step(1500, 1, RUNS(1)).asks, true);
  assert.deepEqual(clock.step(2000, 2, RESTS(2)), { lost: "" });
});

test("after something was pressed it is asked once", () => {
  const clock = opened();
  clock.touch();
  assert.equal(clock.step(500, 0, RESTS(0)).asks, true);
  assert.equal(clock.step(1000, 1, RESTS(1)).asks, undefined);
});

test("a question that Dash has dropped is put again", () => {
  const clock = opened();
  assert.equal(clock.step(500, 0, RUNS(0)).asks, true);
  assert.equal(clock.step(1000, 0, RUNS(0)).asks, true);
});

test("a server that is slow is waited for, and one that fails is asked again", () => {
  const clock = opened();
  clock.step(500, 0, RUNS(0));
  for (let now = 1000; now < 10_000; now += 500) assert.deepEqual(clock.step(now, 1, RUNS(0)), {});
  let [asked, notice] = [1, ""];
  for (let now = 10_000; now < 18_000; now += 500) {
    clock.fail();
    const { asks, lost } = clock.step(now, asked, RUNS(0));
    if (asks) asked += 1;
    notice = lost;
  }
  assert.equal(asked, 4); // at once, then every three seconds
  assert.match(notice, /does not answer/);
  assert.equal(clock.step(18_500, asked, RUNS(asked)).lost, "");
});

test("an answer that never comes is asked for again", () => {
  const clock = opened();
  clock.step(500, 0, RUNS(0));
  let asked = 0;
  for (let now = 1000; now < 33_000; now += 500) asked += clock.step(now, 1, RUNS(0)).asks ? 1 : 0;
  assert.equal(asked, 1);
});
