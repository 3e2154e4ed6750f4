/** Presentation on a beamer: its texts, its buttons and the speaker's keys. */

import { setProps } from "../page/dash.mjs";
import { covered } from "../page/dialogs.mjs";
import { find, write } from "../page/browser/dom.mjs";
import { MOST_STEPS } from "./lesson.mjs";
import { dropLessonName } from "./link.mjs";
import { Predictor } from "./prediction.mjs";
import { keepSteps } from "./storage.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { Lesson, LessonStep } from "./lesson.mjs" */

const FIELDS = "input, select, textarea"; // these use arrow keys and space themselves
const PRESSED = "button, a, summary"; // these use space themselves

export class Presentation {
  /** @type {ExplorerState["view"]} */
  #view = "full";
  /** Step whose question has been asked. @type {LessonStep | null | undefined} */
  #asked = null;

  /** The steps that were added to this browser's list last. @type {LessonStep[] | null} */
  #kept = null;
  /** The steps that the sentence about keeping is about. @type {LessonStep[] | null} */
  #told = null;

  /** @param {Lesson} lesson @param {Store} store @param {() => boolean} playing whether an animation runs */
  constructor(lesson, store, playing) {
    this.lesson = lesson;
    this.store = store;
    this.playing = playing;
    this.page = find(".page");
    this.title = find(".present-title");
    this.note = find(".present-note");
    this.position = find(".present-position");
    this.predictor = new Predictor(find(".present-prediction"), this.page, () => this.#writeNext());
    const button = (/** @type {string} */ name, /** @type {() => void} */ act) => {
      const element = find(`.present-${name}`);
      element.addEventListener("click", act);
      return element;
    };
    this.previous = button("previous", () => lesson.next(-1));
    this.next = button("next", () => this.#forward());
    this.controls = button("controls", () => this.#toggleControls());
    this.whole = button("whole", () => this.#fullScreen());
    this.whole.hidden = !document.fullscreenEnabled;
    button("code", () => this.#showCode());
    button("leave", () => this.#leave());
    this.status = find(".present-kept");
    this.keeper = button("keep", () => this.#keep());
    lesson.follow(() => this.#write());
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("fullscreenchange", () => press(this.whole, document.fullscreenElement !== null));
  }

  /** @param {ExplorerState} state */
  show({ view }) {
    const before = this.#view;
    this.#view = view;
    if (view === before) return;
    if (view === "present") {
      this.#ask();
      // In a frame, as the share dialog's preview, the focus stays with the page around it.
      if (window.parent === window) this.title.focus();
    }
    else if (before === "present") {
      this.#asked = null;
      this.predictor.ask(undefined, "");
      if (document.fullscreenElement) document.exitFullscreen();
      this.#toggleControls(false);
      /** @type {HTMLElement | null} */ (document.querySelector(".lesson-present:not(:disabled)"))?.focus();
    }
  }

  /** Write the title, the note and the number of the step. */
  #write() {
    const { steps, at } = this.lesson;
    const empty = "Leave (Escape), set a scene, and press “Add this state” under its pictures.";
    const none = steps.length ? { title: "Cutlab", note: "" } : { title: "This lesson has no steps yet", note: empty };
    this.title.textContent = at < 0 ? none.title : this.lesson.title(at);
    this.note.textContent = at < 0 ? none.note : steps[at].note;
    this.position.textContent = `${at < 0 ? "–" : at + 1} / ${steps.length}`;
    this.previous.setAttribute("aria-disabled", String(at <= 0));
    this.keeper.hidden = !this.lesson.visiting || this.#kept === steps;
    if (this.#told !== steps) write(this.status, "");
    this.#ask();
    this.#writeNext();
  }

  /** Tell whether there is a next step, or a picture to uncover. */
  #writeNext() {
    const { steps, at } = this.lesson;
    this.next.setAttribute("aria-disabled", String(at + 1 >= steps.length && !this.predictor.waiting));
  }

  /** Ask the question of the step on screen, once for each time it is shown. */
  #ask() {
    const { steps, at } = this.lesson;
    if (this.#view !== "present" || steps[at] === this.#asked) return;
    this.#asked = steps[at];
    this.predictor.ask(steps[at]?.prediction, at < 0 ? "" : this.lesson.title(at));
  }

  /** Uncover the picture, or go to the next step. */
  #forward() {
    if (this.predictor.waiting) this.predictor.reveal();
    else this.lesson.next(1);
  }

  #toggleControls(on = !this.page.classList.contains("with-controls")) {
    this.page.classList.toggle("with-controls", on);
    press(this.controls, on);
  }

  async #fullScreen() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      this.whole.hidden = true; // the browser does not allow it here
    }
  }

  /** Show the lesson's address as a QR code; components/page/panels/qr_code.py draws it. */
  #showCode() {
    const { name, steps } = this.lesson;
    const { origin, pathname, search } = location;
    const data = { page: origin + pathname, name, steps: name ? [] : steps, query: search.slice(1), at: Date.now() };
    setProps("qr-asked", { data });
  }

  #leave() {
    this.store.merge({ view: "full" });
    dropLessonName(); // or a copied link would begin the lesson
  }

  /** Add the steps of a link, or of a lesson of Cutlab's own, to this browser's list. */
  #keep() {
    const { own, steps } = this.lesson;
    this.#told = steps;
    if (!keepSteps(own, steps)) {
      const full = `“My lesson” has ${own.length} of at most ${MOST_STEPS} steps: there is no room for ${steps.length} more.`;
      return write(this.status, full);
    }
    this.#kept = steps;
    write(this.status, "It is in “My lesson” now.");
    this.next.focus();
    this.keeper.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#view !== "present" || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || covered()) return;
    const answer = this.#answers(event)[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!answer) return;
    event.preventDefault();
    answer();
  }

  /** Actions by key. @param {KeyboardEvent} event @returns {Record<string, (() => void) | undefined>} */
  #answers(event) {
    const { lesson } = this;
    /** @type {Record<string, () => void>} */
    const always = {
      // Remote controls send these two, so they work wherever the focus is.
      PageDown: () => this.#forward(),
      PageUp: () => lesson.next(-1),
      Escape: () => this.#escape(),
    };
    if (isOwnKey(event)) return always;
    if (/^[1-4]$/.test(event.key)) return { [event.key]: () => this.predictor.choose(Number(event.key)) };
    return {
      ...always,
      ArrowRight: () => this.#forward(),
      ArrowDown: () => this.#forward(),
      " ": () => (event.shiftKey ? lesson.next(-1) : this.#forward()),
      ArrowLeft: () => lesson.next(-1),
      ArrowUp: () => lesson.next(-1),
      Home: () => lesson.go(0),
      End: () => lesson.go(lesson.steps.length - 1),
      c: () => this.#toggleControls(),
      f: () => this.#fullScreen(),
      q: () => this.#showCode(),
    };
  }

  #escape() {
    if (this.playing()) return; // Escape stops the animation
    if (this.page.classList.contains("with-controls")) this.#toggleControls(false);
    else this.#leave();
  }
}

/** True if the focused element uses the key itself. @param {KeyboardEvent} event */
function isOwnKey({ key, target }) {
  const element = /** @type {Element} */ (target);
  return element.matches(FIELDS) || (key === " " && element.matches(PRESSED));
}

/** @param {HTMLElement} toggle @param {boolean} on */
function press(toggle, on) {
  toggle.setAttribute("aria-pressed", String(on));
}
