/**
 * What Dash's callbacks lack. They read the committed state, so a click that needs it waits until
 * what is on screen is committed; and a callback that fails is told beside its control.
 */

import { setProps } from "./dash.mjs";
import { findAll } from "./dom.mjs";

const NEEDS_STATE = "[data-needs-state]"; // "result" of it; or "any", even the last good one of a scene that is refused

/** Clicks on what reads the committed state. */
export class DeferredClicks {
  #refused = false;
  /** The element whose click waits. @type {HTMLElement | null} */
  #waiting = null;

  /**
   * @param {() => boolean} isCommitted whether Dash has what is on screen
   * @param {() => void} settle called so that what is on screen comes to rest
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

  /** The state on screen is committed. */
  release() {
    const element = this.#waiting;
    this.#waiting = null;
    element?.click();
  }

  /** Nothing is taken of a state that the server refuses. @param {boolean} refused */
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
 * Tell failures of callbacks: every text whose id ends with "-problem" is told, and what `running`
 * set is set back, which Dash leaves as it is where no answer came.
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
