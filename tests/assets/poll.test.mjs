import assert from "node:assert/strict";
import { test } from "node:test";
import { PollClock } from "../../assets/study/poll.mjs";

/** A clock, and what it does at a time; `there` is whether the server answers. */
function clockwork() {
  const world = { there: true };
  const clock = new PollClock(async () => world.there);
  const step = async (now, asked, answer) => {
    const done = clock.step(now, asked, answer);
    await null; // what was looked at is found
    await null;
    return done;
  };
  return { world, clock, step };
}

const RESTS = (asked) => ({ asked, busy: false });
const RUNS = (asked) => ({ asked, busy: true });

test("a page is opened once, and again if it does not come", async () => {
  const { world, step } = clockwork();
  assert.deepEqual(await step(0, 0, undefined), { opens: true, asks: false, lost: "" });
  assert.deepEqual(await step(500, 0, undefined), {});
  world.there = false;
  assert.deepEqual(await step(1500, 0, undefined), {}); // looks whether the server is there
  const told = await step(2000, 0, undefined);
  assert.equal(told.opens, true);
  assert.match(told.lost, /does not answer; trying again/);
});

test("what runs is asked for at every tick, what rests is not", async () => {
  const { step } = clockwork();
  await step(0, 0, undefined);
  assert.equal((await step(500, 0, RUNS(0))).asks, true);
  assert.deepEqual(await step(1000, 1, RUNS(0)), {}); // not answered yet
  assert.equal((await step(1500, 1, RUNS(1))).asks, true);
  assert.deepEqual(await step(2000, 2, RESTS(2)), { lost: "" });
});

test("after something was pressed it is asked once", async () => {
  const { clock, step } = clockwork();
  await step(0, 0, undefined);
  clock.touch();
  assert.equal((await step(500, 0, RESTS(0))).asks, true);
  assert.equal((await step(1000, 1, RESTS(1))).asks, undefined);
});

test("a question that Dash has dropped is put again", async () => {
  const { step } = clockwork();
  await step(0, 0, undefined);
  assert.equal((await step(500, 0, RUNS(0))).asks, true);
  assert.equal((await step(1000, 0, RUNS(0))).asks, true);
});

test("a server that is slow is waited for, and one that is away is asked again", async () => {
  const { world, step } = clockwork();
  await step(0, 0, undefined);
  await step(500, 0, RUNS(0));
  for (let now = 1000; now < 10_000; now += 500) assert.deepEqual(await step(now, 1, RUNS(0)), {});
  world.there = false;
  const told = [];
  for (let now = 10_000; now < 18_000; now += 500) {
    const { asks, lost } = await step(now, 1, RUNS(0));
    if (asks) told.push(lost);
  }
  assert.ok(told.length >= 2 && told.length <= 3);
  assert.match(told[0], /does not answer/);
  world.there = true;
  assert.equal((await step(18_500, 1, RUNS(1))).lost, "");
});

test("an answer that never comes is asked for again", async () => {
  const { step } = clockwork();
  await step(0, 0, undefined);
  await step(500, 0, RUNS(0));
  let asked = 0;
  for (let now = 1000; now < 33_000; now += 500) asked += (await step(now, 1, RUNS(0))).asks ? 1 : 0;
  assert.equal(asked, 1);
});
