/**
 * Pinning of a state: it becomes A, with which the states after it, B, are compared in a view of their
 * own (components/live/views/compare.py). What is pinned is the query of its link, a field of the state.
 */

import { without } from "../state/url.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { Opened } from "../state/url.mjs" */

const VIEW = "compare";

export class Pinning {
  /** The last state at rest, and the query of its scene and method. @type {{state: ExplorerState, query: string} | null} */
  #rested = null;
  #waits = false;

  /**
   * @param {Store} store @param {string[]} viewFields fields of the state that are not compared
   * @param {(search: string) => Promise<Opened | null>} read
   */
  constructor(store, viewFields, read) {
    this.store = store;
    this.viewFields = viewFields;
    this.read = read;
  }

  /** A state came to rest. @param {ExplorerState} state @param {string} query of its link */
  settled(state, query) {
    // The query of the first scene is empty, which would pin nothing.
    const own = without(query, this.viewFields) || `n_clusters=${state.n_clusters}`;
    this.#rested = { state, query: own };
    if (this.#waits) this.pin();
  }

  /** Query of the state on screen, null if it is not at rest. */
  get #query() {
    return this.#rested?.state === this.store.state ? this.#rested.query : null;
  }

  /** Pin the state on screen, once it is at rest, and open the view. */
  pin() {
    const query = this.#query;
    this.#waits = query === null;
    if (query === null) return;
    const { views } = this.store.state;
    this.store.merge({ pinned: query, views: views.includes(VIEW) ? views : [...views, VIEW] });
  }

  /** Pin nothing any more, and close the view. */
  unpin() {
    this.#waits = false;
    this.store.merge({ pinned: "", views: this.store.state.views.filter((name) => name !== VIEW) });
  }

  /** Show A, and pin what was on screen. */
  async swap() {
    const query = this.#query;
    const { state: before } = this.store;
    if (query === null) return;
    const opened = await this.read(`?${before.pinned}`);
    if (!opened || this.store.state !== before) return; // something was changed meanwhile
    const kept = Object.fromEntries(this.viewFields.map((name) => [name, before[name]]));
    this.store.adopt({ ...opened.state, ...kept, pinned: query });
  }
}
