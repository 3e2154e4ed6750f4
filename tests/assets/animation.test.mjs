import assert from "node:assert/strict";
import { test } from "node:test";

import { AnimationClock, usualEnd, valueOnWay } from "../../assets/controls/animation.mjs";

const NOISE = { scale: "linear", minimum: 0, maximum: 2, step: 0.01, slider: true };
const BETA = { scale: "cubic", minimum: 0, maximum: 100, step: 0.1, slider: true };
const CLUSTERS = { scale: "linear", minimum: 1, maximum: 20, step: 1, slider: true };
const SEED = { scale: "linear", minimum: 0, maximum: 999_999, step: 1, slider: false };

/** Visited values, without repetitions, with a frame at each interval in milliseconds. */
function run(spec, settings, frame = 16) {
  const clock = new AnimationClock(0);
  const values = [settings.from];
  for (let now = frame; ; now += frame) {
    const { way, over } = clock.step(now, settings);
    const value = valueOnWay(spec, settings, way);
    if (value !== values.at(-1)) values.push(value);
    if (over) return { values, now };
  }
}

/** Turning points of a walk, ends included. */
const turns = (values) =>
  values.filter((value, i) => {
    const [before, after] = [values[i - 1], values[i + 1]];
    return before === undefined || after === undefined || value > before !== after > value;
  });

for (const [name, spec, from, to] of [
  ["noise", NOISE, 0.2, 0.6],
  ["noise, down", NOISE, 1.5, 0],
  ["beta", BETA, 1, 20],
  ["clusters", CLUSTERS, 4, 2],
  ["seeds", SEED, 7, 12],
]) {
  for (const frame of [4, 16, 97]) {
    test(`${name}: there and back, a frame every ${frame} ms`, () => {
      const { values, now } = run(spec, { from, to, seconds: 0.5 }, frame);
      assert.deepEqual(turns(values), [from, to, from]);
      assert.ok(Math.abs(now - 1000) <= 2 * frame); // it stops a frame at the far end, so as not to leap over it
    });
  }
}

test("numbers are in the steps of their slider", () => {
  const { values } = run(NOISE, { from: 0.2, to: 0.6, seconds: 1 });
  for (const value of values) assert.equal(value, Number(value.toFixed(2)));
  assert.ok(values.length > 50);
});

test("a run through seeds takes them one by one", () => {
  const { values } = run(SEED, { from: 0, to: 19, seconds: 4 });
  const there = Array.from({ length: 20 }, (_, i) => i);
  assert.deepEqual(values, [...there, ...there.slice(0, -1).reverse()]);
});

test("after a pause of the page it goes on from where it was", () => {
  const clock = new AnimationClock(0);
  const settings = { from: 0, to: 1, seconds: 1 };
  assert.equal(clock.step(50, settings).way, 0.05);
  assert.ok(Math.abs(clock.step(60_050, settings).way - 0.15) < 1e-9);
  assert.ok(Math.abs(clock.step(60_000, settings).way - 0.15) < 1e-9); // and never back
});

test("it may be made faster on the way", () => {
  const clock = new AnimationClock(0);
  clock.step(100, { from: 0, to: 1, seconds: 1 });
  assert.ok(Math.abs(clock.step(200, { from: 0, to: 1, seconds: 0.5 }).way - 0.3) < 1e-9);
});

test("a loop begins again", () => {
  const clock = new AnimationClock(0);
  const settings = { from: 0, to: 1, seconds: 0.2 };
  const ways = Array.from({ length: 24 }, (_, i) => clock.step(50 * (i + 1), settings).way);
  assert.equal(ways.filter((way) => way === 1).length >= 2, true);
  assert.equal(ways.filter((way) => way === 0).length >= 2, true);
});

test("it goes to the farther end; of seeds so many further, as far as there are", () => {
  const range = ({ minimum, maximum }) => ({ minimum, maximum });
  assert.equal(usualEnd(NOISE, 0.2, range(NOISE)), 2);
  assert.equal(usualEnd(NOISE, 1.8, range(NOISE)), 0);
  assert.equal(usualEnd(SEED, 3, range(SEED)), 22);
  assert.equal(usualEnd(SEED, 999_990, range(SEED)), 999_971);
});
