// @ts-check
/// <reference path="./types.d.ts" />
/**
 * A lesson: a list of links with titles and notes, kept in this browser, and which of them is on
 * screen. To show one is a change of the state like any other. What a file from elsewhere means is
 * the server's to say (components/lesson.py).
 */
(() => {
  const KEY = "cutlab.lesson";
  const PUT_ASIDE = "cutlab.lesson.unread";
  const LARGEST_FILE = 2 * 2 ** 20;
  const NOT_KEPT = "This browser does not keep the list: export it before you leave the page.";

  /** Only the view of the one who looks is missing in a step. @param {string} query */
  const step = (query) => window.cutlab.without(query, ["view"]);

  class Lesson {
    /**
     * @param {Config} config
     * @param {object} explorer
     * @param {() => ExplorerState} explorer.state
     * @param {(state: ExplorerState) => void} explorer.adopt
     * @param {() => string | undefined} explorer.query of what is on screen, once it is at rest
     * @param {(search: string) => Promise<{state: ExplorerState} | null>} explorer.read a link
     * @param {() => {title: string, note: string}} explorer.words for what is on screen
     */
    constructor(config, explorer) {
      this.config = config;
      this.explorer = explorer;
      /** @type {LessonStep[]} */
      this.steps = [];
      /** Lists before this one. @type {LessonStep[][]} */
      this.before = [];
      this.at = -1; // the step on screen
      /** The step that is being opened. @type {LessonStep | null} */
      this.aim = null;
      this.problem = "";
      this.edited = "";
      /** @type {(() => void)[]} */
      this.followers = [];
      this.#load();
      addEventListener("storage", ({ key }) => key === KEY && this.#load());
    }

    /** Call when something of it has changed. @param {() => void} follow */
    follow(follow) {
      this.followers.push(follow);
      follow();
    }

    #changed() {
      for (const follow of this.followers) follow();
    }

    // --- where it is kept ----------------------------------------------------------------------

    #load() {
      let text = /** @type {string | null} */ (null);
      try {
        text = localStorage.getItem(KEY);
        this.steps = text === null ? [] : own(JSON.parse(text));
      } catch (error) {
        // Storage that is closed to this page is told once there is something to keep.
        if (text !== null) {
          const aside = keep(PUT_ASIDE, text) ? "it was put aside" : "and there is no room to put it aside";
          this.problem = `The list kept in this browser can't be read (${window.cutlab.sentence(error)}): ${aside}.`;
        }
      }
      this.at = Math.min(this.at, this.steps.length - 1);
      this.#changed();
    }

    /** The list as a file. */
    get text() {
      const steps = this.steps.map(({ title, note, query }) => ({ title, note, link: `?${query}` }));
      return JSON.stringify({ cutlab: "lesson", version: 1, steps }, null, 1);
    }

    /** Another list; the one before can be had back. @param {LessonStep[]} steps @param {string} [edited] which field */
    set(steps, edited = "") {
      if (!edited || edited !== this.edited) this.before.push(this.steps);
      this.edited = edited;
      this.#put(steps, steps.indexOf(this.steps[this.at]));
    }

    /** @param {LessonStep[]} steps @param {number} at */
    #put(steps, at) {
      this.steps = steps;
      this.at = at;
      this.problem = keep(KEY, this.text) ? "" : NOT_KEPT;
      this.#changed();
    }

    /** Undo the last change of the list. */
    takeBack() {
      const steps = this.before.pop();
      this.edited = "";
      if (steps) this.#put(steps, steps.indexOf(this.steps[this.at]));
    }

    // --- its steps -----------------------------------------------------------------------------

    /** Put what is on screen at the end, or in a step's place. @param {number} [place] */
    add(place) {
      const query = this.explorer.query();
      const { steps: most } = this.config.lesson_limits;
      if (query === undefined) return this.#tell("What is on screen is not computed yet, or can't be: wait, or mend what is marked.");
      if (place === undefined && this.steps.length >= most) return this.#tell(`A lesson must have at most ${most} steps. Remove one first.`);
      const added = { ...(this.steps[place ?? -1] ?? this.explorer.words()), query: step(query) };
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
        if (total > most) throw new Error(`A lesson must have at most ${most} steps. With these it would have ${total}.`);
        this.set([...this.steps, ...steps]);
        if (problems.length) this.#tell(problems.join(" "));
        return steps.length === 1 ? "Added 1 step." : `Added ${steps.length} steps.`;
      } catch (error) {
        this.#tell(`${file.name} could not be read, and the list is as it was. ${window.cutlab.sentence(error)}`);
        return "";
      }
    }

    /** @param {File} file @returns {Promise<{steps: LessonStep[], problems: string[]}>} */
    async #ask(file) {
      if (file.size > LARGEST_FILE) throw new Error(`The file must be at most ${LARGEST_FILE} bytes long. Got ${file.size} instead.`);
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
    #tell(problem) {
      this.problem = problem;
      this.#changed();
      return false;
    }

    // --- which is on screen --------------------------------------------------------------------

    /** Show a step, in the view that there is. @param {number} i */
    async go(i, view = this.explorer.state().view) {
      const step = this.steps[i];
      if (!step) return;
      this.aim = step;
      const opened = await this.explorer.read(`?${step.query}`);
      if (this.aim !== step) return; // another one is wanted by now
      this.aim = null;
      if (!opened) return; // which is told
      this.at = this.steps.indexOf(step);
      this.explorer.adopt({ ...opened.state, view });
      this.#changed();
    }

    /** From the one on screen, or the one that is being opened. @param {1 | -1} way */
    next(way) {
      const from = this.aim ? this.steps.indexOf(this.aim) : this.at;
      this.go(from < 0 ? 0 : from + way);
    }

    /** A state came to rest: undo, or the address, may have led to another step. @param {string} query */
    settled(query) {
      const shown = step(query);
      if (this.aim || this.steps[this.at]?.query === shown) return;
      const found = this.steps.findIndex((other) => other.query === shown);
      if (found < 0) return; // it was changed by hand, and is the same step still
      this.at = found;
      this.#changed();
    }
  }

  /** Whether the browser keeps a text: it may be full, or closed to this page. @param {string} key @param {string} text */
  function keep(key, text) {
    try {
      localStorage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  /** The steps of a list that this page wrote. @param {any} list @returns {LessonStep[]} */
  function own({ steps }) {
    return steps.map(({ title, note, link }) => {
      for (const text of [title, note, link]) if (typeof text !== "string") throw new Error("a step has no text");
      return { title, note, query: link.replace(/^\?/, "") };
    });
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Lesson });
})();
