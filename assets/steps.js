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
     * @param {ExplorerState} state
     * @param {string} query of that state
     * @param {(state: ExplorerState) => void} adopt
     * @param {() => void} onChange
     */
    constructor(state, query, adopt, onChange) {
      this.adopt = adopt;
      this.onChange = onChange;
      this.gesture = 0;
      this.moved = 0; // the gesture that made the present state
      this.at = this.last = this.#entry; // of the step shown, and of the last that the browser has
      /** @type {Map<number, Step>} */
      this.steps = new Map([[this.at, { state, query, gesture: -1 }]]);
      this.traversal = 0;
      history.scrollRestoration = "manual"; // a step back is no reason to scroll
      for (const type of GESTURES) document.addEventListener(type, (event) => this.#begin(event), true);
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
     * Whether undo is the field's own. A number's is ours: it is part of the state, and browsers,
     * asked in a field that was not typed into, undo what was typed into another.
     * @param {Event} event
     */
    static inText(event) {
      return within(event, TEXT);
    }

    /** The present state is what the present gesture made of it. */
    touch() {
      this.moved = this.gesture;
    }

    get current() {
      return /** @type {Step} */ (this.steps.get(this.at));
    }

    /** @param {1 | -1} way */
    can(way) {
      return this.steps.has(this.at + way);
    }

    /** @param {ExplorerState} state */
    shows(state) {
      return same(this.current.state, state);
    }

    /** A state came to rest. @param {ExplorerState} state @param {string} [query] */
    commit(state, query) {
      if (!this.shows(state)) {
        if (this.current.gesture === this.moved) this.current.state = state;
        else {
          for (const n of this.steps.keys()) if (n > this.at) this.steps.delete(n);
          this.last = Math.min(this.last, this.at);
          this.at += 1;
          this.steps.set(this.at, { state, gesture: this.moved });
          this.steps.delete(this.at - KEPT);
        }
      }
      if (query !== undefined) this.current.query = query;
      this.#mirror();
      this.onChange();
    }

    /** One step back or forth. @param {1 | -1} way */
    go(way) {
      if (!this.can(way)) return;
      this.at += way;
      this.#mirror();
      this.adopt(this.current.state);
      this.onChange();
    }

    // --- the browser's history -----------------------------------------------------------------

    get #entry() {
      return history.state?.step ?? 0;
    }

    /** Bring the browser to the step shown. */
    #mirror() {
      if (this.traversal) return; // which comes back here
      const { state, query } = this.current;
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
        this.adopt(this.current.state);
        this.onChange();
      }
    }
  }

  const within = (/** @type {Event} */ { target }, selector) => target instanceof Element && target.matches(selector);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  window.cutlab = Object.assign(window.cutlab ?? {}, { Steps });
})();
