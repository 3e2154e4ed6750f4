/**
 * Poll clock of the studies' pages. It lets Dash's callbacks request the state of the studies twice a
 * second while a study runs, and once after each click, as long as the page is visible. It is a script
 * because only the browser knows whether the page is visible and whether the server answers at all.
 */

import { pathFrom } from "../page/browser/address.mjs";
import { POLLED } from "../page/callbacks.mjs";

const AWAY_MS = 3000; // before the next request after a failure
const LONGEST_MS = 30_000; // for an answer
const LOST = "The server does not answer; trying again. Its studies continue once it is back.";

/** @typedef {{asked: number, busy: boolean}} Answer number of the answered request, and whether a study runs */
/** @typedef {{opens?: boolean, asks?: boolean, lost?: string}} Step changes; what is undefined does not change */

export class PollClock {
  #at = -Infinity;
  #due = false; // true if something was pressed since
  #failed = false;

  /** Request anew, after a click or while the page is hidden. */
  touch() {
    this.#due = true;
  }

  /** Note that the last request failed. */
  fail() {
    this.#failed = true;
  }

  /**
   * Decide what to do at a tick. The decision is synchronous, because Dash drops an answer that comes
   * after the next tick.
   * @param {number} now in milliseconds
   * @param {number} asked number of the last request
   * @param {Answer | undefined} answer undefined before the page is built
   * @returns {Step}
   */
  step(now, asked, answer) {
    const answered = answer?.asked === asked;
    const lost = this.#failed && !answered ? LOST : "";
    if (answered && !answer.busy && !this.#due) return { lost };
    if (!answered && now - this.#at < (lost ? AWAY_MS : LONGEST_MS)) return lost ? { lost } : {};
    this.#at = now;
    this.#due = this.#failed = false;
    return { opens: !answer, asks: Boolean(answer), lost };
  }
}

const clock = new PollClock();
/** Element that had the focus last. @type {HTMLElement | null} */
let focused = null;
let around = ""; // id of what it is in
let listening = false;

function listen() {
  listening = true;
  for (const event of ["click", "change"]) document.addEventListener(event, () => clock.touch());
  document.addEventListener("focusin", ({ target }) => {
    focused = /** @type {HTMLElement} */ (target);
    around = focused.parentElement?.closest("[id]")?.id ?? "";
  });
  document.addEventListener("cutlab:callback-failed", (event) => {
    if (POLLED.test(/** @type {CustomEvent} */ (event).detail.callback.output)) clock.fail();
  });
}

/** Give the focus of an element that has vanished to the one written in its place, else to the heading. */
function keepFocus() {
  if (!focused || document.activeElement !== document.body || focused.checkVisibility()) return;
  const { id, tagName, outerHTML } = focused;
  const place = document.getElementById(id || around);
  const equal = [...(place?.getElementsByTagName(tagName) ?? [])].find((one) => one.outerHTML === outerHTML);
  const anew = /** @type {HTMLElement | null | undefined} */ (id ? place : equal);
  focused = null;
  /** @type {HTMLElement | null} */
  const heading = document.querySelector(".study h2[tabindex]");
  if (anew?.checkVisibility()) anew.focus({ preventScroll: true });
  else if (!document.querySelector("[role=dialog]")) heading?.focus();
}

/**
 * Handle a tick of dcc.Interval; components/studies/shell.py has the callback.
 * @param {number} _tick @param {string | undefined} pathname @param {string} hash
 * @param {number} asked @param {Answer[]} given
 * @returns {unknown[]} page to open, number of the request, notice, and whether ticks stop
 */
export function pollStudies(_tick, pathname, hash, asked, given) {
  const page = /** @type {{dash_clientside: {no_update: object}}} */ (/** @type {unknown} */ (window));
  const { no_update: as } = page.dash_clientside;
  const path = pathFrom(pathname ?? "");
  if (!/^\/study(\/|$)/.test(path)) return [as, as, as, as];
  const ticks = listening ? as : false;
  if (!listening) listen();
  if (document.hidden) {
    clock.touch();
    return [as, as, as, ticks];
  }
  keepFocus();
  const { opens, asks, lost } = clock.step(performance.now(), asked, given[0]);
  const fine = matchMedia("(pointer: fine)").matches; // a finger scrolls the page
  return [opens ? { path, hash, fine } : as, asks ? asked + 1 : as, lost ?? as, ticks];
}
