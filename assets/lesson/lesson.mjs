/**
 * A lesson: a list of links with titles and notes, of which one may be on screen. Showing one changes
 * the state like any other edit. components/page/panels/lesson.py edits and stores the list.
 */

import { without } from "../state/url.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { Opened } from "../state/url.mjs" */

/** @import { Prediction } from "./prediction.mjs" */

/** @typedef {{title: string, note: string, query: string, prediction?: Prediction, figure?: string}} LessonStep `figure` names one of a ready study */

/** @typedef {{store: Store, read: (search: string) => Promise<Opened | null>}} LessonActions `read` takes links */

/** Steps that a list has at most; components/export/lessons.py leaves out what is beyond. */
export const MOST_STEPS = 100;

export class Lesson {
  /** @type {LessonStep[]} */
  steps = [];
  /** The list of this browser, also while that of a link is shown. @type {LessonStep[]} */
  own = [];
  #visiting = false; // true while the list is that of a link
  name = ""; // of a lesson of Cutlab's own
  at = -1; // the step on screen
  /** Actions of the page, once there is an explorer. @type {LessonActions | null} */
  explorer = null;
  /** Step that is being opened. @type {LessonStep | null} */
  #aim = null;
  /** Query of the state on screen, without its view. @type {string | undefined} */
  #onScreen;
  /** @type {(() => void)[]} */
  #followers = [];

  /** Call a function after every change. @param {() => void} follower */
  follow(follower) {
    this.#followers.push(follower);
    follower();
  }

  #changed() {
    for (const follower of this.#followers) follower();
  }

  /** Take another list of this browser. @param {unknown} steps */
  load(steps) {
    this.own = Array.isArray(steps) ? steps : [];
    if (!this.#visiting) this.#take(this.own);
  }

  /**
   * Show the list of a link, or a lesson of Cutlab's own by its name, and leave that of this browser as it is.
   * @param {LessonStep[]} steps @param {string} [name]
   */
  visit(steps, name = "") {
    this.#visiting = true;
    this.name = name;
    this.#take(steps);
  }

  /** True while the list is not that of this browser. */
  get visiting() {
    return this.#visiting;
  }

  /** Go back to the list of this browser. */
  leave() {
    if (!this.#visiting) return;
    this.#visiting = false;
    this.name = "";
    this.#take(this.own);
  }

  /** Take another list; the step on screen is found by its link. @param {LessonStep[]} steps */
  #take(steps) {
    const before = this.steps[this.at]?.query;
    this.steps = steps;
    const place = (/** @type {string | undefined} */ query) =>
      this.steps[this.at]?.query === query ? this.at : this.steps.findIndex((step) => step.query === query);
    const shown = place(this.#onScreen);
    this.at = shown < 0 ? place(before) : shown;
    this.#changed();
  }

  /** Title of a step, or its number if it has none. @param {number} i */
  title(i) {
    return this.steps[i].title || `Step ${i + 1}`;
  }

  /** Show a step, by default in the present view. @param {number} i @param {ExplorerState["view"]} [view] */
  async go(i, view) {
    const step = this.steps[i];
    if (!step || !this.explorer) return;
    this.#aim = step;
    const opened = await this.explorer.read(`?${step.query}`);
    if (this.#aim !== step) return; // another step was chosen meanwhile
    this.#aim = null;
    if (!opened) return; // there is a notice
    this.at = this.steps.indexOf(step);
    const { store } = this.explorer;
    store.adopt({ ...opened.state, view: view ?? store.state.view });
    this.#changed();
  }

  /** Present the lesson from its first step. */
  present() {
    return this.go(0, "present");
  }

  /** Go to the step after or before the present one, or the one that is being opened. @param {1 | -1} way */
  next(way) {
    const from = this.#aim ? this.steps.indexOf(this.#aim) : this.at;
    this.go(from < 0 ? 0 : from + way);
  }

  /** Find the step of a state at rest, which undo or the address may have changed. @param {string} query */
  settled(query) {
    const shown = without(query, ["view"]); // which steps do not have
    this.#onScreen = shown;
    if (this.#aim || this.steps[this.at]?.query === shown) return;
    const found = this.steps.findIndex((other) => other.query === shown);
    if (found < 0) return; // a changed scene is still the same step
    this.at = found;
    this.#changed();
  }
}
