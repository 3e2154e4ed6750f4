/** Undo and redo by button and key, and the beginnings of gestures. */

import { find, onAction } from "./browser/dom.mjs";
import { BrowserHistory, presentStep } from "../state/browser_history.mjs";
import { History } from "../state/history.mjs";
import { getAt, putAt, same } from "../state/model.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

const GESTURES = ["pointerdown", "click", "focusin", "keydown"];
const NUMBER = "input.number-field";
const EDGE = ".edge-card"; // a walk by its keys is one gesture, which its focus begins
const TEXT =
  "textarea, [contenteditable], " +
  "input:is(:not([type]), [type=text], [type=search], [type=url]):not([readonly], .number-field)";

/** @param {Event} event @param {string} selector */
const within = ({ target }, selector) => target instanceof Element && target.matches(selector);

/**
 * Direction of the pressed keys, 0 if they mean something else. In a text field, undo is left to the
 * browser. In a number field it is ours, because the number is part of the state, and browsers would
 * undo the input of another field if nothing was typed into this one.
 * @param {KeyboardEvent} event
 */
function wayOf(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || within(event, TEXT)) return 0;
  const key = event.key.toLowerCase();
  if (key === "y" || (key === "z" && event.shiftKey)) return 1;
  return key === "z" ? -1 : 0;
}

/**
 * A refused state with the refused fields as they were: what else was changed since is kept.
 * @param {ExplorerState} state @param {string[]} refused @param {ExplorerState} before
 */
function withoutRefused(state, refused, before) {
  if (refused.includes("size")) return before; // the circles have followed it
  let next = state;
  for (const field of refused) {
    const value = getAt(before, field);
    if (value !== undefined) next = putAt(next, field, value);
  }
  return same(next, state) ? before : next;
}

export class Undo {
  /**
   * @param {string} query of the state's link
   * @param {Store} store
   * @param {() => string[]} refused fields for which the server refuses the state, none if it takes it
   */
  constructor(query, store, refused) {
    this.store = store;
    this.refused = refused;
    this.history = new History(store.state, query, presentStep(window));
    this.browser = new BrowserHistory(this.history, window, () => this.#show());
    onAction("undo", () => this.#step(-1));
    onAction("redo", () => this.#step(1));
    for (const type of GESTURES) {
      document.addEventListener(type, (event) => this.#begin(event), true);
    }
    document.addEventListener("keydown", (event) => {
      const way = wayOf(event);
      if (!way) return;
      event.preventDefault();
      this.#step(way);
    });
  }

  /** @param {Event} event */
  #begin(event) {
    if (event instanceof KeyboardEvent) {
      const types = event.key.length === 1 || ["Backspace", "Delete"].includes(event.key);
      if (event.repeat || (types && within(event, `${NUMBER}, ${TEXT}`))) return;
      if (/^(Arrow.+| )$/.test(event.key) && within(event, EDGE)) return;
    }
    this.history.beginGesture();
  }

  /** Go one step. A state that is not at rest yet is committed first; of a refused one, what is refused is dropped. @param {-1 | 1} way */
  #step(way) {
    const { history, store } = this;
    if (!same(history.current.state, store.state)) {
      const refused = this.refused();
      if (refused.length) return store.adopt(withoutRefused(store.state, refused, history.current.state));
      this.commit(store.state);
    }
    if (!history.has(way)) return;
    history.at += way;
    this.browser.mirror();
    this.#show();
  }

  /** Show the present step. The buttons keep the focus, so they are never disabled. */
  #show() {
    this.store.adopt(this.history.current.state);
    this.offer();
  }

  /** Show which ways there is a step; there is one back from a refused state, too. */
  offer() {
    const { history, store } = this;
    const refused = this.refused().length > 0 && !same(history.current.state, store.state);
    find('[data-action="undo"]').ariaDisabled = String(!history.has(-1) && !refused);
    find('[data-action="redo"]').ariaDisabled = String(!this.history.has(1));
  }

  /** Add a state that came to rest. @param {ExplorerState} state @param {string} [query] */
  commit(state, query) {
    if (this.history.commit(state, query)) this.browser.truncate();
    this.browser.mirror();
    this.offer();
  }

  /** Forget all steps but the present one. */
  forget() {
    this.history.forget();
    this.offer();
  }

  /** Query of the state on screen, once it is at rest. */
  get query() {
    const { state, query } = this.history.current;
    return same(state, this.store.state) ? query : undefined;
  }
}
