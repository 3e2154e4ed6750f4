/**
 * A lesson: a list of links with titles and notes, kept in this browser, and which of them is on
 * screen. To show one is a change of the state like any other. What a file from elsewhere means is
 * the server's to say (components/export/lessons.py).
 */

import { describeError } from "../page/dom.mjs";
import { without } from "../state/url.mjs";
import * as storage from "./storage.mjs";

/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Opened } from "../state/url.mjs" */
/** @import { LessonStep } from "./storage.mjs" */

const LARGEST_FILE = 2 * 2 ** 20;

/** Only the view of the one who looks is missing in a step. @param {string} query */
const stepQuery = (query) => without(query, ["view"]);

/**
 * @typedef {object} LessonActions
 * @property {() => ExplorerState} state
 * @property {(state: ExplorerState) => void} adopt
 * @property {() => string | undefined} query of what is on screen, once it is at rest
 * @property {(search: string) => Promise<Opened | null>} read a link
 * @property {() => {title: string, note: string}} words for what is on screen
 */

export class Lesson {
  /** @type {LessonStep[]} */
  steps = [];
  /** Lists before this one. @type {LessonStep[][]} */
  before = [];
  at = -1; // the step on screen
  problem = "";
  /** The step that is being opened. @type {LessonStep | null} */
  #aim = null;
  #edited = "";
  /** @type {(() => void)[]} */
  #followers = [];

  /** @param {Config} config @param {LessonActions} explorer */
  constructor(config, explorer) {
    this.config = config;
    this.explorer = explorer;
    this.#load();
    storage.followOtherPages(() => this.#load());
  }

  /** Call when something of it has changed. @param {() => void} follower */
  follow(follower) {
    this.#followers.push(follower);
    follower();
  }

  #changed() {
    for (const follower of this.#followers) follower();
  }

  #load() {
    const { steps, problem } = storage.load();
    if (steps) this.steps = steps;
    if (problem) this.problem = problem;
    this.at = Math.min(this.at, this.steps.length - 1);
    this.#changed();
  }

  /** The list as a file. */
  get text() {
    return storage.textOf(this.steps);
  }

  /** Another list; the one before can be had back. @param {LessonStep[]} steps @param {string} [edited] which field */
  set(steps, edited = "") {
    if (!edited || edited !== this.#edited) this.before.push(this.steps);
    this.#edited = edited;
    this.#put(steps, steps.indexOf(this.steps[this.at]));
  }

  /** @param {LessonStep[]} steps @param {number} at */
  #put(steps, at) {
    this.steps = steps;
    this.at = at;
    this.problem = storage.save(steps);
    this.#changed();
  }

  /** Undo the last change of the list. */
  takeBack() {
    const steps = this.before.pop();
    this.#edited = "";
    if (steps) this.#put(steps, steps.indexOf(this.steps[this.at]));
  }

  // --- its steps -----------------------------------------------------------------------------

  /** Put what is on screen at the end, or in a step's place. @param {number} [place] @returns {boolean} whether it could be */
  add(place) {
    const query = this.explorer.query();
    const { steps: most } = this.config.lesson_limits;
    if (query === undefined) {
      const why = "What is on screen is not computed yet, or can't be: wait, or mend what is marked.";
      return this.#fail(why);
    }
    if (place === undefined && this.steps.length >= most) {
      return this.#fail(`A lesson must have at most ${most} steps. Remove one first.`);
    }
    const words = this.steps[place ?? -1] ?? this.explorer.words();
    const added = { ...words, query: stepQuery(query) };
    const steps = [...this.steps];
    steps[place ?? steps.length] = added;
    this.set(steps);
    this.at = steps.indexOf(added);
    this.#changed();
    return true;
  }

  /** @param {number} i @param {"title" | "note"} field @param {string} text */
  edit(i, field, text) {
    const steps = [...this.steps];
    steps[i] = { ...steps[i], [field]: text };
    const shown = this.at === i;
    this.set(steps, `${i}.${field}`);
    if (shown) this.at = i;
  }

  /** @param {number} i @param {number} to */
  move(i, to) {
    if (to < 0 || to >= this.steps.length || i === to) return;
    const steps = [...this.steps];
    steps.splice(to, 0, ...steps.splice(i, 1));
    this.set(steps);
  }

  /** @param {number} i */
  remove(i) {
    this.set(this.steps.filter((_, j) => j !== i));
  }

  /** The title to show; it may have none. @param {number} i */
  title(i) {
    return this.steps[i].title || `Step ${i + 1}`;
  }

  /** Add the steps of a file. @param {File} file @returns {Promise<string>} what became of it */
  async import(file) {
    try {
      const { steps, problems } = await this.#ask(file);
      const { steps: most } = this.config.lesson_limits;
      const total = this.steps.length + steps.length;
      if (total > most) {
        throw new Error(`A lesson must have at most ${most} steps. With these it would have ${total}.`);
      }
      this.set([...this.steps, ...steps]);
      if (problems.length) this.#fail(problems.join(" "));
      return steps.length === 1 ? "Added 1 step." : `Added ${steps.length} steps.`;
    } catch (error) {
      const why = describeError(error);
      this.#fail(`${file.name} could not be read, and the list is as it was. ${why}`);
      return "";
    }
  }

  /** @param {File} file @returns {Promise<{steps: LessonStep[], problems: string[]}>} */
  async #ask(file) {
    if (file.size > LARGEST_FILE) {
      throw new Error(`The file must be at most ${LARGEST_FILE} bytes long. Got ${file.size} instead.`);
    }
    let answer;
    try {
      answer = await fetch(this.config.lesson_path, { method: "POST", body: file });
    } catch {
      throw new Error("The server does not answer. Try again in a moment.");
    }
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  /** @param {string} problem */
  #fail(problem) {
    this.problem = problem;
    this.#changed();
    return false;
  }

  // --- which is on screen --------------------------------------------------------------------

  /** Show a step, in the view that there is. @param {number} i @param {ExplorerState["view"]} [view] */
  async go(i, view = this.explorer.state().view) {
    const step = this.steps[i];
    if (!step) return;
    this.#aim = step;
    const opened = await this.explorer.read(`?${step.query}`);
    if (this.#aim !== step) return; // another step was chosen meanwhile
    this.#aim = null;
    if (!opened) return; // there is a notice
    this.at = this.steps.indexOf(step);
    this.explorer.adopt({ ...opened.state, view });
    this.#changed();
  }

  /** Go on from the step on screen, or from the one that is being opened. @param {1 | -1} way */
  next(way) {
    const from = this.#aim ? this.steps.indexOf(this.#aim) : this.at;
    this.go(from < 0 ? 0 : from + way);
  }

  /** A state came to rest: undo, or the address, may have led to another step. @param {string} query */
  settled(query) {
    const shown = stepQuery(query);
    if (this.#aim || this.steps[this.at]?.query === shown) return;
    const found = this.steps.findIndex((other) => other.query === shown);
    if (found < 0) return; // a changed scene is still the same step
    this.at = found;
    this.#changed();
  }
}
