/**
 * History of the explorer: a list of the states that were committed. The changes by one gesture (a drag,
 * input into one field, a key held down) are one step, however often the state comes to rest meanwhile.
 */

import { same } from "./model.mjs";

/** @import { ExplorerState } from "./model.mjs" */

const KEPT = 40; // steps; browsers keep 50 entries of their own history

/** @typedef {{state: ExplorerState, query?: string, gesture: number}} Step */

export class History {
  /** The present gesture, and the one that made the present state. */
  #gesture = 0;
  #moved = 0;
  /** @type {Map<number, Step>} */
  #steps;

  /**
   * @param {ExplorerState} state
   * @param {string} query of that state's link
   * @param {number} at number of its step
   */
  constructor(state, query, at = 0) {
    this.at = at;
    this.#steps = new Map([[at, { state, query, gesture: -1 }]]);
  }

  /** Begin a gesture, whose changes are a step of their own. */
  beginGesture() {
    this.#gesture += 1;
  }

  /** Note that the present gesture has changed the state. */
  touch() {
    this.#moved = this.#gesture;
  }

  /** The present step. */
  get current() {
    return /** @type {Step} */ (this.#steps.get(this.at));
  }

  /** True if there is a step at this distance from the present one. @param {number} way */
  has(way) {
    return this.#steps.has(this.at + way);
  }

  /**
   * Add a state that came to rest. @param {ExplorerState} state @param {string} [query]
   * @returns {boolean} whether it is a new step, which is then the last one
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

  /** Forget all steps but the present one, as on a page just loaded. */
  forget() {
    this.#steps = new Map([[this.at, { ...this.current, gesture: -1 }]]);
  }

  /** Go to a step, which an earlier page of this tab may have made. @param {number} at @param {ExplorerState} state */
  visit(at, state) {
    this.at = at;
    if (!this.#steps.has(at)) this.#steps.set(at, { state, gesture: -1 });
  }
}
