/**
 * The browser's history and the address as the mirror of ours, so that back and undo never
 * disagree. A browser goes to another entry some time after it is asked to.
 */

/** @import { History } from "./history.mjs" */
/** @import { ExplorerState } from "./model.mjs" */

const TRAVERSAL_MS = 1000; // an entry that has not come by then does not exist

/** @typedef {{step: number, state: ExplorerState}} Entry */

/** The number of the step that the browser's present entry stands for. @param {Window} page */
export const presentStep = (page) => /** @type {Entry | null} */ (page.history.state)?.step ?? 0;

export class BrowserHistory {
  /** The last step that the browser has an entry for. */
  #last;
  #traversal = 0;

  /**
   * @param {History} history
   * @param {Window} page
   * @param {() => void} visited called when the browser went to another step
   */
  constructor(history, page, visited) {
    this.history = history;
    this.page = page;
    this.visited = visited;
    this.#last = history.at;
    page.history.scrollRestoration = "manual"; // going back must not scroll
    page.addEventListener("popstate", ({ state }) => this.#popped(state));
    this.mirror();
  }

  /** A step was added, after which there is none. */
  truncate() {
    this.#last = Math.min(this.#last, this.history.at - 1);
  }

  /** Bring the browser to the step on screen. */
  mirror() {
    if (this.#traversal) return; // its end leads here again
    const { history, location, parent } = this.page;
    const { at, current } = this.history;
    const { state, query } = current;
    const search = query === undefined ? location.search : query && `?${query}`;
    const url = location.pathname + search + location.hash;
    const entry = { step: at, state };
    const wanted = Math.min(at, this.#last);
    const present = presentStep(this.page);
    if (parent !== this.page) history.replaceState(entry, "", url); // "back" belongs to the outer page
    else if (present !== wanted) {
      this.#traversal = setTimeout(() => this.#arrived(entry), TRAVERSAL_MS);
      history.go(wanted - present);
    } else if (at > this.#last) {
      history.pushState(entry, "", url);
      this.#last = at;
    } else history.replaceState(entry, "", url);
  }

  /** @param {Entry} [entry] what to make of an entry that could not be left */
  #arrived(entry) {
    clearTimeout(this.#traversal);
    this.#traversal = 0;
    if (entry) this.page.history.replaceState(entry, "");
    this.mirror();
  }

  /** Back or forward, by the browser or by `mirror`. @param {Entry | null} entry */
  #popped(entry) {
    if (this.#traversal) this.#arrived();
    else if (entry) {
      this.#last = Math.max(this.#last, entry.step);
      this.history.visit(entry.step, entry.state);
      this.visited();
    }
  }
}
