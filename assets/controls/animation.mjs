/** Clock of an animation, in which a number goes from one end to the other and back. */

import { position, valueAt } from "../state/spec.mjs";

/** @import { NumberSpec } from "../state/spec.mjs" */

const LONGEST_STEP = 100; // milliseconds: after a pause of the page the animation continues where it was
const SEEDS = 19; // length of an animation of a seed

/** @typedef {{from: number, to: number, seconds: number}} Settings seconds from one end to the other */

export class AnimationClock {
  #phase = 0; // from 0 at the first end over 1 at the other to 2 at the first again
  #before;

  /** @param {number} now in milliseconds */
  constructor(now) {
    this.#before = now;
  }

  /**
   * Advance to a time.
   * @param {number} now in milliseconds
   * @param {Settings} settings may differ from those of the last step
   * @returns {{way: number, over: boolean}} share of the way, and whether the round trip is complete
   */
  step(now, { seconds }) {
    const passed = Math.min(LONGEST_STEP, Math.max(0, now - this.#before)) / 1000;
    const next = this.#phase + passed / seconds;
    this.#before = now;
    const over = next >= 2;
    // Each end gets a frame, however long frames take.
    if (over) this.#phase = 0;
    else this.#phase = this.#phase < 1 && next > 1 ? 1 : next;
    return { way: this.#phase <= 1 ? this.#phase : 2 - this.#phase, over };
  }
}

/**
 * Value at a share of the way, evenly along the slider, rounded to its steps.
 * @param {NumberSpec} spec @param {Settings} ends @param {number} way from 0 to 1
 */
export function valueOnWay(spec, { from, to }, way) {
  if (way === 0) return from;
  if (way === 1) return to;
  const place = position(spec, from) + way * (position(spec, to) - position(spec, from));
  if (spec.scale === "cubic") return valueAt(spec, place);
  return Number((Math.round(place / spec.step) * spec.step).toFixed(6));
}

/**
 * Default end of an animation: the end of the range that is farther away. For a seed, whose range is
 * too long, a fixed number of seeds further.
 * @param {NumberSpec} spec @param {number} here @param {{minimum: number, maximum: number}} range
 */
export function usualEnd(spec, here, { minimum, maximum }) {
  if (spec.slider) return here - minimum > maximum - here ? minimum : maximum;
  return here + (here + SEEDS > maximum ? -SEEDS : SEEDS);
}
