// @ts-check
/// <reference path="./types.d.ts" />
/**
 * Play: a number moves by itself from here to there and back. Each number has a button for it,
 * and what plays has its settings under its control. One plays at a time.
 */
(() => {
  const SEEDS = 19; // a run through seeds, which have no scale, goes so many further
  const LONGEST_STEP = 100; // milliseconds: after a pause of the page, play goes on from where it was

  class Play {
    /**
     * @param {object} actions
     * @param {(path: string) => any} actions.get
     * @param {(path: string, value: number) => void} actions.change
     * @param {() => void} actions.stopped
     */
    constructor(actions) {
      this.actions = actions;
      this.playing = false;
      /** What the settings are for. @type {{path: string, knob: Knob, name: string, button: HTMLElement} | null} */
      this.part = null;
      const { h } = window.cutlab;
      const number = (/** @type {string} */ text, more = {}) => {
        const input = /** @type {HTMLInputElement} */ (h("input", { type: "number", step: "any", inputmode: "decimal", ...more }));
        return { input, element: h("label", {}, text, input) };
      };
      this.from = number("From");
      this.to = number("to");
      this.seconds = number("in", { value: 4, min: 0.2, max: 600 });
      this.loop = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox" }));
      this.toggle = h("button", { type: "button", class: "button", onclick: () => (this.playing ? this.stop() : this.start()) });
      this.notice = h("div", { class: "notice", role: "alert" });
      const close = h("button", { type: "button", class: "close", "aria-label": "Close play", onclick: () => this.#close() }, "✕");
      this.panel = h(
        "div",
        { class: "play-panel", role: "group" },
        this.from.element,
        this.to.element,
        this.seconds.element,
        h("span", {}, "s and back"),
        h("label", {}, this.loop, "loop"),
        this.toggle,
        close,
        this.notice,
      );
      addEventListener("keydown", ({ key }) => key === "Escape" && this.stop());
      // Who takes a slider or a circle has it.
      const taken = ".controls input[type=range], .picture-hands";
      addEventListener("pointerdown", ({ target }) => {
        if (/** @type {Element} */ (target).closest(taken)) this.stop();
      });
      // And who begins to type a number, which must not change meanwhile.
      addEventListener("focusin", ({ target }) => {
        const input = /** @type {Element} */ (target);
        const field = /** @type {HTMLElement | null} */ (input.closest("[data-field]"))?.dataset.field;
        if (input.matches("input[type=number]") && field === this.part?.path) this.stop();
      });
    }

    /** The button of a control. @param {Knob} knob @param {string} path @param {string} name */
    button(knob, path, name) {
      const { h } = window.cutlab;
      const button = h("button", { type: "button", class: "play", "aria-label": `Play ${name}` });
      button.addEventListener("click", () => {
        if (this.part?.button === button && this.panel.isConnected) return this.playing ? this.stop() : this.start();
        this.#open({ path, knob, name, button });
        if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.start();
      });
      return button;
    }

    /** @param {NonNullable<typeof this.part>} part */
    #open(part) {
      this.stop();
      this.part = part;
      const { path, knob, name, button } = part;
      const here = this.actions.get(path) ?? knob.minimum;
      const { minimum, maximum } = this.#range();
      // There is where it is farthest to; of seeds there is no farthest.
      const there = here - minimum > maximum - here ? minimum : maximum;
      this.from.input.value = String(here);
      this.to.input.value = String(knob.slider ? there : here + (here + SEEDS > maximum ? -SEEDS : SEEDS));
      for (const [input, what] of /** @type {[HTMLElement, string][]} */ ([
        [this.from.input, "from"],
        [this.to.input, "to"],
        [this.seconds.input, "seconds from there to there"],
        [this.loop, "loop"],
      ])) input.setAttribute("aria-label", `${name}, ${what}`);
      this.panel.setAttribute("aria-label", `Play ${name}`);
      this.notice.textContent = "";
      button.closest("[data-field]")?.after(this.panel);
      this.#show();
    }

    #close() {
      this.stop();
      this.panel.remove();
      this.part?.button.focus();
      this.part = null;
    }

    /** What the number can be here and now. */
    #range() {
      const { knob, path } = /** @type {NonNullable<typeof this.part>} */ (this.part);
      const size = path.startsWith("circles.") ? this.actions.get("size") : NaN;
      return { minimum: knob.minimum, maximum: size ? window.cutlab.circles.most(knob, size) : knob.maximum };
    }

    /** What is set, or null and a sentence why not. */
    #settings() {
      const { minimum, maximum } = this.#range();
      const ends = { minimum, maximum };
      const asked = [
        { title: "From", box: this.from.input, ...ends },
        { title: "To", box: this.to.input, ...ends },
        { title: "Seconds", box: this.seconds.input, minimum: 0.2, maximum: 600 },
      ];
      const bad = asked.find(({ box, minimum: low, maximum: high }) => !(box.valueAsNumber >= low && box.valueAsNumber <= high));
      this.notice.textContent = bad
        ? `${bad.title} must be a number from ${bad.minimum} to ${bad.maximum}. Got ${bad.box.value || "nothing"} instead.`
        : "";
      if (bad) return null;
      const [from, to, seconds] = asked.map(({ box }) => box.valueAsNumber);
      return { from, to, seconds };
    }

    start() {
      if (this.playing || !this.#settings()) return;
      this.playing = true;
      this.#show();
      let [phase, before] = [0, performance.now()];
      let last = /** @type {number | null} */ (null); // what was set
      const step = (/** @type {number} */ now) => {
        if (!this.playing || !this.part) return;
        const { path } = this.part;
        const settings = this.#settings();
        // Another hand changed it, or took it away: it is theirs.
        if (!settings || (last !== null && this.actions.get(path) !== last)) return this.stop();
        const next = phase + Math.min(LONGEST_STEP, Math.max(0, now - before)) / 1000 / settings.seconds;
        before = now;
        const over = next >= 2;
        phase = over ? 0 : phase < 1 && next > 1 ? 1 : next; // neither end is leapt over
        const value = this.#valueAt(settings, phase <= 1 ? phase : 2 - phase);
        this.actions.change(path, value);
        last = value;
        if (over && !this.loop.checked) return this.stop();
        this.frame = requestAnimationFrame(step);
      };
      this.frame = requestAnimationFrame(step);
    }

    stop() {
      if (!this.playing) return;
      this.playing = false;
      cancelAnimationFrame(this.frame ?? 0);
      this.#show();
      this.actions.stopped();
    }

    /** Evenly along the slider, in its steps. @param {{from: number, to: number}} ends @param {number} part */
    #valueAt({ from, to }, part) {
      if (part === 0) return from;
      if (part === 1) return to;
      const { knob } = /** @type {NonNullable<typeof this.part>} */ (this.part);
      const { position, valueAt } = window.cutlab;
      const place = position(knob, from) + part * (position(knob, to) - position(knob, from));
      if (knob.scale === "cubic") return valueAt(knob, place);
      return Number((Math.round(place / knob.step) * knob.step).toFixed(6));
    }

    #show() {
      const { playing, part } = this;
      for (const button of document.querySelectorAll(".play.on")) button.classList.remove("on");
      part?.button.classList.toggle("on", playing);
      part?.button.setAttribute("aria-label", `${playing ? "Stop" : "Play"} ${part.name}`);
      this.toggle.replaceChildren(playing ? "Stop" : "Play");
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Play });
})();
