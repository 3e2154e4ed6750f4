/**
 * Tour of the page, opened by "What is this?": five notes, each beside what it is about. The page stays
 * usable meanwhile. Escape ends the tour, and the focus goes back to where it came from; so do a press of
 * the button that a note is about, a dialog, and another view of the page, which a note would cover.
 */

import { button, find, findAll, h, write } from "../page/browser/dom.mjs";

/** @typedef {{left: number, top: number, right: number, bottom: number}} Sides in pixels of the window */
/** @typedef {{width: number, height: number}} Size */

const STEPS = [
  {
    at: ["Controls", ".controls"],
    text: "Every number of the scene or picture, and of the method. Drag a slider, type, or press ▶ to play it there and back; the pictures follow.",
  },
  {
    at: ["Verdict", ".stage > .verdict"],
    text: "Whether the labels match the circles or a truth, and if not, who failed: the rounding or the objective. What it suggests to try is a button.",
  },
  {
    at: ["Why this result?", ".views-choice"],
    text: "Views of this result, such as the spectrum and the embedding. They follow every change, and the pictures among them mark the pixel that you point at.",
  },
  {
    at: ["Study", '[data-action="study"]', '[data-action="more"]'],
    text: "Vary parameters over hundreds of runs, and see which of them matter and where the method fails.",
  },
  {
    at: ["Lessons", '[data-action="lessons"]'],
    text: "Each takes a few minutes: you predict, then you see. “My lesson” makes one of your own, for a class.",
  },
];
const GAP = 12; // pixels
const NARROW = "(max-width: 40rem)"; // there it is a sheet at the lower end of the window

/**
 * The place of a note: below what it is about, above it, or to its right, whichever it fits in first.
 * @param {Sides} of @param {Size} note @param {Size} window
 */
export function placeBeside({ left, top, right, bottom }, note, window) {
  const within = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ all) =>
    Math.max(GAP, Math.min(at, all - size - GAP));
  const across = within(left, note.width, window.width);
  if (bottom + note.height + 2 * GAP <= window.height) return { left: across, top: bottom + GAP };
  if (top - note.height - 2 * GAP >= 0) return { left: across, top: top - note.height - GAP };
  return {
    left: within(right + GAP, note.width, window.width),
    top: within(top + GAP, note.height, window.height),
  };
}

class Tour {
  #step = 0;
  #frame = 0;

  /** @param {HTMLElement} opener takes the focus back */
  constructor(opener) {
    this.opener = opener;
    this.steps = STEPS.map(({ at: [title, ...selectors], text }) => ({ title, text, selectors })).filter(
      ({ selectors }) => targetOf(selectors),
    );
    this.title = h("h2", { id: "tour-title" });
    this.text = h("p", { id: "tour-text" });
    this.position = h("span", { class: "quiet" });
    this.back = button("Back", () => this.#go(this.#step - 1));
    this.next = button("Next", () => this.#go(this.#step + 1), { class: "tour-next" });
    const close = h("button", { type: "button", class: "close", "aria-label": "Close the tour", onclick: () => this.end() }, "✕");
    const live = h("div", { "aria-live": "polite" }, this.title, this.text);
    const named = { role: "dialog", "aria-labelledby": "tour-title", "aria-describedby": "tour-text" };
    const buttons = h("div", { class: "buttons" }, this.position, this.back, this.next);
    this.note = h("div", { class: "tour", popover: "manual", ...named }, close, live, buttons);
    document.body.append(this.note);
    this.note.showPopover();
    this.ending = new AbortController();
    const { signal } = this.ending;
    for (const type of ["scroll", "resize"]) addEventListener(type, () => this.#later(), { capture: true, signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    const ends = (/** @type {string} */ type, /** @type {string} */ selector) =>
      document.addEventListener(type, ({ target }) => target instanceof Element && target.closest(selector) && this.end(), { capture: true, signal });
    ends("click", "button[data-toured]");
    ends("focusin", "[role=dialog]:not(.tour)");
    const { documentElement: root } = document;
    const views = new MutationObserver(() => root.dataset.view !== "full" && this.end());
    views.observe(root, { attributeFilter: ["data-view"] });
    signal.addEventListener("abort", () => views.disconnect());
    this.#go(0);
    this.next.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.end();
  }

  /** Show a step; the one after the last is the end. @param {number} step */
  #go(step) {
    if (step === this.steps.length) return this.end();
    this.#step = step;
    const { title, text, selectors } = this.steps[step];
    write(this.title, title);
    write(this.text, text);
    write(this.position, `${step + 1} of ${this.steps.length}`);
    write(this.next, step + 1 < this.steps.length ? "Next" : "Done");
    if (step === 0 && document.activeElement === this.back) this.next.focus();
    this.back.hidden = step === 0;
    for (const each of findAll("[data-toured]")) delete each.dataset.toured;
    const target = targetOf(selectors);
    if (!target) return;
    target.dataset.toured = "";
    const narrow = matchMedia(NARROW).matches;
    target.scrollIntoView({ block: narrow ? "center" : "nearest" });
    this.#place();
  }

  #later() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#place());
  }

  #place() {
    const target = document.querySelector("[data-toured]");
    if (!target || !this.note.isConnected) return;
    const { offsetWidth: width, offsetHeight: height } = this.note;
    const { clientWidth, clientHeight } = document.documentElement;
    const window = { width: clientWidth, height: clientHeight };
    const { left, top } = placeBeside(target.getBoundingClientRect(), { width, height }, window);
    this.note.style.setProperty("--left", `${left}px`);
    this.note.style.setProperty("--top", `${top}px`);
  }

  end() {
    this.ending.abort();
    const hadFocus = this.note.contains(document.activeElement);
    this.note.remove();
    for (const each of findAll("[data-toured]")) delete each.dataset.toured;
    if (!hadFocus && document.activeElement !== document.body) return;
    const opener = this.opener.checkVisibility() ? this.opener : find('[data-action="more"]');
    opener.focus({ preventScroll: true });
  }
}

/** The first of several elements that is on screen. @param {string[]} selectors */
function targetOf(selectors) {
  return selectors.flatMap((selector) => findAll(selector)).find((each) => each.checkVisibility());
}

/** Let the buttons open the tour. */
export function connectTour() {
  /** @type {Tour | undefined} */
  let tour;
  for (const opener of findAll('button[data-action="tour"]')) {
    opener.addEventListener("click", () => {
      tour?.end();
      tour = new Tour(opener);
    });
  }
}
