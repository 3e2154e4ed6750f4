/**
 * Limits of numbers beyond which the server cannot check its answer for the present scene. One is known
 * once the server has refused a value. Sliders and animations stop there; a number that is typed, or
 * comes with a link, may lie beyond and is refused with the reason.
 */

import { getAt } from "../state/model.mjs";

/** @import { ExplorerState, Problem } from "../state/model.mjs" */

/** @typedef {{field: string, largest: number, reason: string, scene: string}} Limit */

export class Limits {
  /** @type {Limit | null} */
  #last = null;

  /**
   * @param {Record<string, {title: string}>} specs of the controls
   * @param {string[]} viewFields fields that do not change the answer
   */
  constructor(specs, viewFields) {
    this.specs = specs;
    this.viewFields = viewFields;
  }

  /** What the limit of a field depends on. @param {ExplorerState} state @param {string} field */
  #scene(state, field) {
    const own = [field, ...this.viewFields];
    return JSON.stringify(Object.entries(state).filter(([name]) => !own.includes(name)));
  }

  /**
   * Take the limits of a refused state.
   * @param {Record<string, number>} limits by field @param {Problem[]} problems @param {ExplorerState} state
   */
  take(limits, problems, state) {
    for (const [field, largest] of Object.entries(limits)) {
      const reason = problems.map(({ message }) => message).join(" ");
      this.#last = { field, largest, reason, scene: this.#scene(state, field) };
    }
  }

  /** The limit that holds for a state, if one is known. @param {ExplorerState} state */
  #of(state) {
    return this.#last?.scene === this.#scene(state, this.#last?.field ?? "") ? this.#last : null;
  }

  /** A value of a field, or its limit if the value is larger. @param {ExplorerState} state @param {string} field @param {number} value */
  cap(state, field, value) {
    if (field !== this.#last?.field) return value;
    return Math.min(value, this.#of(state)?.largest ?? Infinity);
  }

  /** The notice of a number that is at its limit. @param {ExplorerState} state @returns {Problem[]} */
  standing(state) {
    const limit = this.#of(state);
    if (!limit || getAt(state, limit.field) !== limit.largest) return [];
    const { field, largest, reason } = limit;
    return [{ field, message: `${this.specs[field].title} stops at ${largest} on this scene. Beyond: ${reason}` }];
  }
}
