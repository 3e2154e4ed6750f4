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

/**
 * Report failures of callbacks in their outputs whose id ends with "-problem", and reset the properties
 * set by `running`, which Dash does not do if there is no answer.
 */
export function reportFailures() {
  document.addEventListener("cutlab:callback-failed", (event) => {
    const { callback, error } = /** @type {CustomEvent} */ (event).detail;
    const why =
      error instanceof Response
        ? `The server could not answer (status ${error.status}). Try again in a moment.`
        : "The server does not answer. Try again in a moment.";
    for (const [, id] of callback.output.matchAll(/([\w-]+-problem)\.children/g)) {
      setProps(id, { children: why });
    }
    for (const [target, value] of Object.entries(callback.running?.runningOff ?? {})) {
      const [id, property] = target.split(".");
      setProps(id, { [property]: value });
    }
  });
}
