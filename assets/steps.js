// @ts-check
/// <reference path="./types.d.ts" />
/**
 * Undo, redo, and the address: one list of the states that were committed, and the browser's
 * history as its mirror, so that back and undo never disagree. What one gesture (a drag, a field
 * typed into, a key held down) does is one step, however often it comes to rest meanwhile.
 */
(() => {
  const KEPT = 40; // browsers keep 50 entries of the history
  const TRAVERSAL_MS = 1000; // a step back that has not come by then is not there
  const GESTURES = ["pointerdown", "click", "focusin", "keydown"];
  const NUMBER = "input[type=number]";
  const TEXT = "textarea, [contenteditable], input:is([type=text], [type=search], [type=url]):not([readonly])";

  /** @typedef {{state: ExplorerState, query?: string, gesture: number}} Step */

  class Steps {
    /**
     * @param {string} query of the state
     * @param {object} explorer
     * @param {() => ExplorerState} explorer.state which it shows
     * @param {() => boolean} explorer.refused whether the server refuses that state
     * @param {(state: ExplorerState) => void} explorer.adopt
     */
    constructor(query, explorer) {
      this.explorer = explorer;
      this.gesture = 0;
      this.moved = 0; // the gesture that made the present state
      this.at = this.last = this.#entry; // of the step shown, and of the last that the browser has
      /** @type {Map<number, Step>} */
      this.steps = new Map([[this.at, { state: explorer.state(), query, gesture: -1 }]]);
      this.traversal = 0;
      history.scrollRestoration = "manual"; // a step back is no reason to scroll
      for (const type of GESTURES) document.addEventListener(type, (event) => this.#begin(event), true);
      document.addEventListener("keydown", (event) => this.#onKey(event));
      this.buttons = /** @type {const} */ ([["undo", -1], ["redo", 1]]).map(([action, way]) => {
        const button = document.querySelector(`[data-action="${action}"]`);
        button?.addEventListener("click", () => this.#step(way));
        return { button, way };
      });
      addEventListener("popstate", ({ state: entry }) => this.#popped(entry));
      this.#mirror();
    }

    /** Let what comes be a step of its own. @param {Event} [event] */
    #begin(event) {
      if (event instanceof KeyboardEvent) {
        const types = event.key.length === 1 || ["Backspace", "Delete"].includes(event.key);
        if (event.repeat || (types && within(event, `${NUMBER}, ${TEXT}`))) return;
      }
      this.gesture += 1;
    }

    /**
     * In a text, undo is the text's own. A number's is ours: it is part of the state, and browsers,
     * asked in a field that was not typed into, undo what was typed into another.
     * @param {KeyboardEvent} event
     */
    #onKey(event) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || within(event, TEXT)) return;
      const key = event.key.toLowerCase();
      const way = key === "y" || (key === "z" && event.shiftKey) ? 1 : key === "z" ? -1 : 0;
      if (!way) return;
      event.preventDefault();
      this.#step(way);
    }

    /** One step back or forth; what is not at rest yet is a step too, what can't be is none. @param {1 | -1} way */
    #step(way) {
      const { state, refused, adopt } = this.explorer;
      if (!same(this.#current.state, state())) {
        if (refused()) return adopt(this.#current.state);
        this.commit(state());
      }
      if (!this.steps.has(this.at + way)) return;
      this.at += way;
      this.#mirror();
      this.#show();
    }

    /** Let the explorer show the step, and the buttons what is left; they keep the focus. */
    #show() {
      this.explorer.adopt(this.#current.state);
      this.#offer();
    }

    #offer() {
      for (const { button, way } of this.buttons) {
        button?.setAttribute("aria-disabled", String(!this.steps.has(this.at + way)));
      }
    }

    /** The present state is what the present gesture made of it. */
    touch() {
      this.moved = this.gesture;
    }

    /** The link's query of the state shown, once it is at rest. */
    get query() {
      const { state, query } = this.#current;
      return same(state, this.explorer.state()) ? query : undefined;
    }

    get #current() {
      return /** @type {Step} */ (this.steps.get(this.at));
    }

    /** A state came to rest. @param {ExplorerState} state @param {string} [query] */
    commit(state, query) {
      if (!same(this.#current.state, state)) {
        if (this.#current.gesture === this.moved) this.#current.state = state;
        else {
          for (const n of this.steps.keys()) if (n > this.at) this.steps.delete(n);
          this.last = Math.min(this.last, this.at);
          this.at += 1;
          this.steps.set(this.at, { state, gesture: this.moved });
          this.steps.delete(this.at - KEPT);
        }
      }
      if (query !== undefined) this.#current.query = query;
      this.#mirror();
      this.#offer();
    }

    // --- the browser's history -----------------------------------------------------------------

    get #entry() {
      return history.state?.step ?? 0;
    }

    /** Bring the browser to the step shown. */
    #mirror() {
      if (this.traversal) return; // which comes back here
      const { state, query } = this.#current;
      const search = query === undefined ? location.search : query && `?${query}`;
      const url = location.pathname + search + location.hash;
      const entry = { step: this.at, state };
      const wanted = Math.min(this.at, this.last);
      if (window.parent !== window) history.replaceState(entry, "", url); // back is the outer page's
      else if (this.#entry !== wanted) {
        this.traversal = setTimeout(() => this.#arrived(entry), TRAVERSAL_MS);
        history.go(wanted - this.#entry);
      } else if (this.at > this.last) {
        history.pushState(entry, "", url);
        this.last = this.at;
      } else history.replaceState(entry, "", url);
    }

    /** @param {object} [entry] what to make of an entry that could not be left */
    #arrived(entry) {
      clearTimeout(this.traversal);
      this.traversal = 0;
      if (entry) history.replaceState(entry, "");
      this.#mirror();
    }

    /** Back or forward, by the browser or by `#mirror`. @param {{step: number, state: ExplorerState} | null} entry */
    #popped(entry) {
      if (this.traversal) this.#arrived();
      else if (entry) {
        this.at = entry.step;
        this.last = Math.max(this.last, this.at);
        if (!this.steps.has(this.at)) this.steps.set(this.at, { state: entry.state, gesture: -1 });
        this.#show();
      }
    }
  }

  const within = (/** @type {Event} */ { target }, selector) => target instanceof Element && target.matches(selector);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  window.cutlab = Object.assign(window.cutlab ?? {}, { Steps });
})();
