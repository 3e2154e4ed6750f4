/**
 * The clock of the studies' pages: when Dash's callbacks ask the server anew. They do twice a second
 * while something runs, and after something was pressed, as long as the page is in sight. It is a
 * script because the document knows whether it is seen, and whether the server answers at all.
 */

const AWAY_MS = 3000; // before a server that failed is asked again
const LONGEST_MS = 30_000; // that an answer may take
const LOST = "The server does not answer; trying again. Studies go on where it runs them.";
const OURS = /studies\.children|study-answer/; // outputs of the callbacks that answer

/** @typedef {{asked: number, busy: boolean}} Answer of the page's last callback, and whether something runs */
/** @typedef {{opens?: boolean, asks?: boolean, lost?: string}} Step what to do; what is not there stays as it is */

export class PollClock {
  #at = -Infinity;
  #due = false; // whether something happened since
  #failed = false;

  /** Something was pressed, or the page was out of sight. */
  touch() {
    this.#due = true;
  }

  /** The last question failed. */
  fail() {
    this.#failed = true;
  }

  /**
   * Take a step; at once, because Dash drops what comes after the next tick.
   * @param {number} now in milliseconds
   * @param {number} asked the last question
   * @param {Answer | undefined} answer none before the page is there
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
/** What had the focus. @type {HTMLElement | null} */
let focused = null;
let listening = false;

function listen() {
  listening = true;
  for (const event of ["click", "change"]) document.addEventListener(event, () => clock.touch());
  document.addEventListener("focusin", ({ target }) => {
    focused = /** @type {HTMLElement} */ (target);
  });
  document.addEventListener("cutlab:callback-failed", (event) => {
    if (OURS.test(/** @type {CustomEvent} */ (event).detail.callback.output)) clock.fail();
  });
}

/** The focus must not vanish with what had it: the heading takes it. */
function keepFocus() {
  if (!focused || document.activeElement !== document.body || focused.checkVisibility()) return;
  focused = null;
  /** @type {HTMLElement | null} */
  const heading = document.querySelector(".study h2[tabindex]");
  if (!document.querySelector("[role=dialog]")) heading?.focus();
}

/**
 * A tick of dcc.Interval; components/studies/shell.py has the callback.
 * @param {number} _tick @param {string | undefined} path @param {string} hash
 * @param {number} asked @param {Answer[]} given
 * @returns {unknown[]} what is opened, what is asked, the notice, and whether ticks stop
 */
export function pollStudies(_tick, path, hash, asked, given) {
  const page = /** @type {{dash_clientside: {no_update: object}}} */ (/** @type {unknown} */ (window));
  const { no_update: as } = page.dash_clientside;
  if (!/^\/study(\/|$)/.test(path ?? "")) return [as, as, as, as];
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
