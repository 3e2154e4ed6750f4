// @ts-check
/// <reference path="./types.d.ts" />
/** The presentation: what stands around the pictures on a beamer, and the keys of who speaks. */
(() => {
  const FIELDS = "input, select, textarea"; // whose arrow keys and space are their own
  const PRESSED = "button, a, summary"; // whose space is

  class Present {
    /**
     * @param {any} lesson
     * @param {object} explorer
     * @param {() => ExplorerState} explorer.state
     * @param {(state: ExplorerState) => void} explorer.adopt
     * @param {() => boolean} explorer.playing
     */
    constructor(lesson, explorer) {
      const { find } = window.cutlab;
      this.lesson = lesson;
      this.explorer = explorer;
      this.page = find(document, ".page");
      this.title = find(document, ".present-title");
      this.note = find(document, ".present-note");
      this.title.tabIndex = -1;
      this.#build(find(document, ".present-bar"));
      this.view = "full";
      lesson.follow(() => this.#tell());
      document.addEventListener("keydown", (event) => this.#key(event));
      document.addEventListener("fullscreenchange", () => this.#pressed(this.whole, document.fullscreenElement !== null));
    }

    /** @param {HTMLElement} bar */
    #build(bar) {
      const { h } = window.cutlab;
      const button = (/** @type {string} */ text, name, onclick) =>
        h("button", { type: "button", class: `button ${name}`, onclick }, text);
      this.previous = button("← Previous", "present-previous", () => this.lesson.next(-1));
      this.next = button("Next →", "present-next", () => this.lesson.next(1));
      this.position = h("span", { class: "present-position", role: "status" });
      this.controls = button("Controls", "present-controls", () => this.#toggleControls());
      this.whole = button("Full screen", "present-whole", () => this.#fullScreen());
      this.whole.hidden = !document.fullscreenEnabled;
      for (const toggle of [this.controls, this.whole]) this.#pressed(toggle, false);
      const leave = button("Leave", "present-leave", () => this.#leave());
      bar.append(
        h("div", { class: "buttons" }, this.previous, this.position, this.next),
        h("div", { class: "buttons" }, this.controls, this.whole, leave),
      );
    }

    /** @param {HTMLElement} toggle @param {boolean} on */
    #pressed(toggle, on) {
      toggle.setAttribute("aria-pressed", String(on));
    }

    /** @param {ExplorerState} state */
    show({ view }) {
      const before = this.view;
      this.view = view;
      if (view === before) return;
      if (view === "present") this.title.focus();
      else if (before === "present") {
        if (document.fullscreenElement) document.exitFullscreen();
        this.#toggleControls(false);
        /** @type {HTMLElement | null} */ (document.querySelector(".lesson-present:not(:disabled)"))?.focus();
      }
    }

    /** Which step it is. */
    #tell() {
      const { steps, at } = this.lesson;
      const empty = "Leave (Escape), set a scene, and press “Add this state” under its pictures.";
      const none = steps.length ? { title: "Cutlab", note: "" } : { title: "This lesson has no steps yet", note: empty };
      this.title.textContent = at < 0 ? none.title : this.lesson.title(at);
      this.note.textContent = at < 0 ? none.note : steps[at].note;
      this.position.textContent = `${at < 0 ? "–" : at + 1} / ${steps.length}`;
      this.previous.setAttribute("aria-disabled", String(at <= 0));
      this.next.setAttribute("aria-disabled", String(at + 1 >= steps.length));
    }

    #toggleControls(on = !this.page.classList.contains("with-controls")) {
      this.page.classList.toggle("with-controls", on);
      this.#pressed(this.controls, on);
    }

    async #fullScreen() {
      try {
        await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
      } catch {
        this.whole.hidden = true; // the browser does not allow it here
      }
    }

    #leave() {
      this.explorer.adopt({ ...this.explorer.state(), view: "full" });
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
      if (this.view !== "present" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (window.cutlab.covered()) return;
      const { lesson } = this;
      const answer = {
        // Clickers send these two: they are the presentation's wherever the focus is.
        PageDown: () => lesson.next(1),
        PageUp: () => lesson.next(-1),
        ...(this.#taken(event) ? {} : {
          ArrowRight: () => lesson.next(1),
          ArrowDown: () => lesson.next(1),
          " ": () => lesson.next(event.shiftKey ? -1 : 1),
          ArrowLeft: () => lesson.next(-1),
          ArrowUp: () => lesson.next(-1),
          Home: () => lesson.go(0),
          End: () => lesson.go(lesson.steps.length - 1),
          c: () => this.#toggleControls(),
          f: () => this.#fullScreen(),
        }),
        Escape: () => this.#escape(),
      }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!answer) return;
      event.preventDefault();
      answer();
    }

    /** Whether the key is that of what has the focus. @param {KeyboardEvent} event */
    #taken({ key, target }) {
      const element = /** @type {Element} */ (target);
      return element.matches(FIELDS) || (key === " " && element.matches(PRESSED));
    }

    #escape() {
      if (this.explorer.playing()) return; // which it stops
      if (this.page.classList.contains("with-controls")) this.#toggleControls(false);
      else this.#leave();
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Present });
})();
