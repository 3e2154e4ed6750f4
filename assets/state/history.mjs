/**
 * The history of the explorer: a list of the states that were committed. What one gesture does (a
 * drag, a field typed into, a key held down) is one step, however often it comes to rest meanwhile.
 */

import { same } from "./model.mjs";

/** @import { ExplorerState } from "./model.mjs" */

const KEPT = 40; // steps; browsers keep 50 entries of their own history

/** @typedef {{state: ExplorerState, query?: string, gesture: number}} Step */

export class History {
  /** The gesture that goes on, and the one that made the present state. */
  #gesture = 0;
  #moved = 0;
  /** @type {Map<number, Step>} */
  #steps;

  /**
   * @param {ExplorerState} state
   * @param {string} query the link's of that state
   * @param {number} at number of its step
   */
  constructor(state, query, at = 0) {
    this.at = at;
    this.#steps = new Map([[at, { state, query, gesture: -1 }]]);
  }

  /** Let what comes be a step of its own. */
  beginGesture() {
    this.#gesture += 1;
  }

  /** The present state is what the present gesture made of it. */
  touch() {
    this.#moved = this.#gesture;
  }

  /** The step on screen. */
  get current() {
    return /** @type {Step} */ (this.#steps.get(this.at));
  }

  /** Whether there is a step so many before or after this one. @param {number} way */
  has(way) {
    return this.#steps.has(this.at + way);
  }

  /**
   * A state came to rest. @param {ExplorerState} state @param {string} [query]
   * @returns {boolean} whether that is a new step, after which there is none
   */
  commit(state, query) {
    const changed = !same(this.current.state, state);
    const added = changed && this.current.gesture !== this.#moved;
    if (added) {
      for (const n of this.#steps.keys()) if (n > this.at) this.#steps.delete(n);
      this.at += 1;
      this.#steps.set(this.at, { state, gesture: this.#moved });
      this.#steps.delete(this.at - KEPT);
    } else if (changed) this.current.state = state;
    if (query !== undefined) this.current.query = query;
    return added;
  }

  /** Keep the present step alone, as that of a page that has just come. */
  forget() {
    this.#steps = new Map([[this.at, { ...this.current, gesture: -1 }]]);
  }

  /** Go to a step, of which another page of this tab may have been the author. @param {number} at @param {ExplorerState} state */
  visit(at, state) {
    this.at = at;
    if (!this.#steps.has(at)) this.#steps.set(at, { state, gesture: -1 });
  }
}
