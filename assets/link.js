// @ts-check
/// <reference path="./types.d.ts" />
/**
 * The link that the page was opened by, and the one that is taken from it. What an address means is
 * the server's to say (components/link.py), which also wrote it.
 */
(() => {
  const SAID_MS = 3000;
  const { classList } = document.documentElement;
  const opening = () => location.search.length > 1;

  // The tutorial's pictures, which are there first, are not shown before the link's own.
  if (opening()) classList.add("opening");
  // Nor is the whole page, where the link wants less.
  document.documentElement.dataset.view = /[?&]view=(embed|present)(&|$)/.exec(location.search)?.[1] ?? "full";

  class Link {
    /** What the link had wrong, and what became of it. @type {(Problem & {value: string})[]} */
    #problems = [];

    /** @param {Config} config @param {() => void} onChange of what is told */
    constructor(config, onChange) {
      this.config = config;
      this.onChange = onChange;
      document.querySelector(".first")?.classList.add("mounted");
      const on = (/** @type {string} */ action, /** @type {() => void} */ act) =>
        document.querySelector(`[data-action="${action}"]`)?.addEventListener("click", act);
      on("copy", () => this.#copy());
      on("dismiss", () => {
        this.#problems = [];
        onChange();
      });
    }

    /** What the address says; null if it says nothing, or the server doesn't. */
    async open() {
      if (!opening()) return null;
      const opened = await this.read(location.search);
      if (!opened) this.shown();
      return opened;
    }

    /**
     * What a link says; null if the server doesn't.
     * @param {string} search @returns {Promise<{state: ExplorerState, query: string} | null>}
     */
    async read(search) {
      try {
        const answer = await fetch(this.config.link_path + search);
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        const { problems, ...opened } = await answer.json();
        this.#keep(problems, opened.state);
        return opened;
      } catch (error) {
        const message = `The link could not be read (${error}). Try again, or reload the page.`;
        this.#keep([{ field: "", message }], this.config.state);
        this.onChange();
        return null;
      }
    }

    /** @param {Problem[]} problems @param {ExplorerState} state */
    #keep(problems, state) {
      this.#problems = problems.map((problem) => ({ ...problem, value: at(state, problem.field) }));
    }

    /** What still stands: a field that has been changed since is mended. @param {ExplorerState} state */
    standing(state) {
      this.#problems = this.#problems.filter(({ field, value }) => at(state, field) === value);
      return this.#problems;
    }

    /** The pictures are the link's: what was there first goes. */
    shown() {
      classList.remove("opening");
      document.querySelector(".first")?.remove();
    }

    /** Put the address on the clipboard, and say so. */
    async #copy() {
      say((await copied(location.href)) ? "Link copied" : "Copying failed: the address bar has the link.");
    }
  }

  /** The value of a field as text; of no field, always the same. @param {ExplorerState} state @param {string} field */
  const at = (state, field) =>
    JSON.stringify(field && field.split(".").reduce((part, key) => part?.[key], /** @type {any} */ (state))) ?? "";

  /**
   * The clipboard is for pages on https or localhost; elsewhere there is the old command.
   * @param {string} text @param {HTMLElement} [place] a dialog, beside which nothing can be selected
   */
  async function copied(text, place = document.body) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      const { activeElement } = document;
      place.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      if (activeElement instanceof HTMLElement) activeElement.focus();
      return done;
    }
  }

  let saying = 0;

  /** @param {string} text */
  function say(text) {
    const said = /** @type {HTMLElement} */ (document.querySelector(".said"));
    said.textContent = text;
    clearTimeout(saying);
    saying = setTimeout(() => (said.textContent = ""), SAID_MS);
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Link, copied });
})();
