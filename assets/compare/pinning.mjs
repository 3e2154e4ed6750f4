/**
 * Pinning of a state: it becomes A, with which the states after it, B, are compared in a view of their
 * own (components/live/views/compare.py). What is pinned is the query of its link, a field of the state.
 */

import { without } from "../state/url.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { Opened } from "../state/url.mjs" */

const VIEW = "compare";
const LOST = "A cannot be shown: the server does not answer. Try again in a moment.";

export class Pinning {
  /** The last state at rest, and the query of its scene and method. @type {{state: ExplorerState, query: string} | null} */
  #rested = null;
  /** What was asked for before the state came to rest. @type {"pin" | "swap" | null} */
  #waits = null;
  /** Tell why nothing was pinned. @type {(problem: string) => void} */
  onProblem = () => {};

  /**
   * @param {Store} store @param {string[]} viewFields fields of the state that are not compared
   * @param {number} longest number of characters of a pinned query
   * @param {(search: string) => Promise<Opened | null>} read
   */
  constructor(store, viewFields, longest, read) {
    this.store = store;
    this.viewFields = viewFields;
    this.longest = longest;
    this.read = read;
  }

  /** A state came to rest. @param {ExplorerState} state @param {string} query of its link */
  settled(state, query) {
    // The query of the first scene is empty, which would pin nothing.
    const own = without(query, this.viewFields) || `n_clusters=${state.n_clusters}`;
    this.#rested = { state, query: own };
    if (this.#waits) this[this.#waits]();
  }

  /**
   * Query of the state on screen, null if it cannot be pinned.
   * @param {"pin" | "swap"} act is done once the state is at rest, if it is not
   */
  #queryFor(act) {
    const query = this.#rested?.state === this.store.state ? this.#rested.query : null;
    this.#waits = query === null ? act : null;
    if (query === null || query.length <= this.longest) return query;
    const rule = `its link has ${query.length} characters, of which ${this.longest} fit`;
    this.onProblem(`This state cannot be pinned: ${rule}. Fewer circles or edits make it shorter.`);
    return null;
  }

  /** Pin the state on screen, once it is at rest, and open the view. */
  pin() {
    const query = this.#queryFor("pin");
    if (query === null) return;
    const { views } = this.store.state;
    this.store.merge({ pinned: query, views: views.includes(VIEW) ? views : [...views, VIEW] });
  }

  /** Pin nothing any more, and close the view. */
  unpin() {
    this.#waits = null;
    this.store.merge({ pinned: "", views: this.store.state.views.filter((name) => name !== VIEW) });
  }

  /** Show A, and pin what was on screen, once that is at rest. */
  async swap() {
    const { state: before } = this.store;
    const query = before.pinned && this.#queryFor("swap");
    if (!query) return;
    const opened = await this.read(`?${before.pinned}`);
    if (this.store.state !== before) return; // something was changed meanwhile
    if (!opened) return this.onProblem(LOST);
    const kept = Object.fromEntries(this.viewFields.map((name) => [name, before[name]]));
    this.store.adopt({ ...opened.state, ...kept, pinned: query });
  }
}
