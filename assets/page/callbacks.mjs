/**
 * Additions to Dash's callbacks. They read the committed state, so a click that needs it is deferred
 * until the state on screen is committed. The failure of a callback is shown beside its control.
 */

import { setProps } from "./dash.mjs";
import { findAll } from "./browser/dom.mjs";

const NEEDS_STATE = "[data-needs-state]"; // "result": of a valid state; "any": the last valid one is enough

/** Clicks on elements whose callbacks read the committed state. */
export class DeferredClicks {
  #refused = false;
  /** Element whose click is deferred. @type {HTMLElement | null} */
  #waiting = null;

  /**
   * @param {() => boolean} isCommitted whether the state on screen is committed
   * @param {() => void} settle called to bring the state on screen to rest
   */
  constructor(isCommitted, settle) {
    const defer = (/** @type {MouseEvent} */ event) => {
      const element = /** @type {Element} */ (event.target).closest?.(NEEDS_STATE);
      if (!(element instanceof HTMLElement) || isCommitted()) return;
      const takesLastGood = element.dataset.needsState !== "result";
      if (this.#refused && takesLastGood) return;
      event.stopPropagation();
      event.preventDefault();
      if (this.#refused) return;
      this.#waiting = element;
      settle();
    };
    document.addEventListener("click", defer, true);
  }

  /** Repeat the deferred click, after the state on screen was committed. */
  release() {
    const element = this.#waiting;
    this.#waiting = null;
    element?.click();
  }

  /** Disable what needs a valid state while the server refuses the present one. @param {boolean} refused */
  refuse(refused) {
    if (refused === this.#refused) return;
    this.#refused = refused;
    this.#waiting = null;
    for (const element of findAll('[data-needs-state="result"], .export button')) {
      element.toggleAttribute("disabled", refused);
    }
  }
}

/** Outputs of the callbacks that assets/study/poll.mjs asks for: it tells itself that they get no answer. */
export const POLLED = /studies\.children|study-answer/;

const NO_ANSWER = "The server does not answer. Try again in a moment.";

/** @typedef {{output: string, running?: {runningOff?: Record<string, unknown>}}} Callback of Dash */

/**
 * The lines that tell failures of callbacks: their ids end with "-problem". What happens is counted,
 * because an answer says nothing of what happened after its request.
 */
export class FailureLines {
  #count = 0;
  /** When the server was asked last, by the outputs of callbacks. @type {Map<string, number>} */
  #asked = new Map();
  /** When lines said that the server does not answer, by their ids. @type {Map<string, number>} */
  #unanswered = new Map();
  #pressed = 0; // when somebody pressed something, until the server answers

  /** Somebody has pressed something. Dash also calls back where inputs have only come to the page. */
  press() {
    this.#pressed = ++this.#count;
  }

  /** The server is asked. @param {Callback} callback */
  asked(callback) {
    this.#asked.set(callback.output, ++this.#count);
  }

  /** What to write into which line. @param {Callback} callback @param {unknown} error @returns {[string, string][]} */
  failed(callback, error) {
    const answered = error instanceof Response;
    if (!answered && (!this.#pressed || POLLED.test(callback.output))) return [];
    const ids = [...callback.output.matchAll(/([\w-]+-problem)\.children/g)].map(([, id]) => id);
    if (answered) {
      const text = `The server could not answer (status ${error.status}). Try again in a moment.`;
      return ids.map((id) => [id, text]);
    }
    const now = ++this.#count;
    for (const id of ids) this.#unanswered.set(id, now);
    return ids.map((id) => [id, NO_ANSWER]);
  }

  /** The server answers: what to write, before what it says. @param {Callback} callback @returns {[string, string][]} */
  answered(callback) {
    const asked = this.#asked.get(callback.output) ?? 0;
    const ids = [...this.#unanswered].filter(([, told]) => told < asked).map(([id]) => id);
    for (const id of ids) this.#unanswered.delete(id);
    if (this.#pressed < asked) this.#pressed = 0;
    return ids.map((id) => [id, ""]);
  }
}

/**
 * Report failures of callbacks in their outputs whose id ends with "-problem", clear that report when
 * the server answers again, and reset the properties set by `running`, which Dash does not do if there
 * is no answer.
 */
export function reportFailures() {
  const lines = new FailureLines();
  const write = (/** @type {[string, string][]} */ texts) => {
    for (const [id, children] of texts) setProps(id, { children });
  };
  for (const type of ["click", "keydown", "input", "change"]) {
    document.addEventListener(type, () => lines.press(), true);
  }
  const callbackOf = (/** @type {Event} */ event) => /** @type {CustomEvent} */ (event).detail.callback;
  document.addEventListener("cutlab:callback-asked", (event) => lines.asked(callbackOf(event)));
  document.addEventListener("cutlab:callback-answered", (event) => write(lines.answered(callbackOf(event))));
  document.addEventListener("cutlab:callback-failed", (event) => {
    const { callback, error } = /** @type {CustomEvent} */ (event).detail;
    write(lines.failed(callback, error));
    for (const [target, value] of Object.entries(callback.running?.runningOff ?? {})) {
      const [id, property] = target.split(".");
      setProps(id, { [property]: value });
    }
  });
}
