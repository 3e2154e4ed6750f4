/**
 * Mirror of the history in the browser's own history and the address, so that back and undo never
 * disagree. A browser goes to another entry asynchronously.
 */

/** @import { History } from "./history.mjs" */
/** @import { ExplorerState } from "./model.mjs" */

const TRAVERSAL_MS = 1000; // an entry that has not been reached by then does not exist

/** @typedef {{step: number, state: ExplorerState}} Entry */

/** Number of the step of the browser's present entry. @param {Window} page */
export const presentStep = (page) => /** @type {Entry | null} */ (page.history.state)?.step ?? 0;

export class BrowserHistory {
  /** Last step that has an entry in the browser. */
  #last;
  #traversal = 0;

  /**
   * @param {History} history
   * @param {Window} page
   * @param {() => void} visited called when the browser has gone to another step
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

  /** Drop the entries after a step that was added. */
  truncate() {
    this.#last = Math.min(this.#last, this.history.at - 1);
  }

  /** Bring the browser to the present step. */
  mirror() {
    if (this.#traversal) return; // `#arrived` calls this again
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

  /** End a traversal. @param {Entry} [entry] replaces the present entry if it could not be left */
  #arrived(entry) {
    clearTimeout(this.#traversal);
    this.#traversal = 0;
    if (entry) this.page.history.replaceState(entry, "");
    this.mirror();
  }

  /** Follow back or forward, by the user or by `mirror`. @param {Entry | null} entry */
  #popped(entry) {
    if (this.#traversal) this.#arrived();
    else if (entry) {
      this.#last = Math.max(this.#last, entry.step);
      this.history.visit(entry.step, entry.state);
      this.visited();
    }
  }
}
