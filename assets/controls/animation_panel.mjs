/**
 * Animations, in which a number goes from one end to the other and back. Each number has a button
 * that starts one, and its settings appear under the control. One animation runs at a time.
 */

import { largest } from "../circles/geometry.mjs";
import { button, h, write } from "../page/browser/dom.mjs";
import { AnimationClock, usualEnd, valueOnWay } from "./animation.mjs";
import { NumberField } from "./number.mjs";

/** @import { Settings } from "./animation.mjs" */
/** @import { NumberSpec } from "../state/spec.mjs" */
/** @import { Store } from "../state/store.mjs" */

/** @typedef {{path: string, spec: NumberSpec, name: string, button: HTMLElement}} Target */

const SECONDS = { minimum: 0.2, maximum: 600 };

export class AnimationPanel {
  playing = false;
  #frame = 0;
  /** The number that the settings belong to. @type {Target | null} */
  #target = null;

  /** @param {Store} store @param {() => void} stopped called when an animation has stopped */
  constructor(store, stopped) {
    this.store = store;
    this.stopped = stopped;
    this.from = new NumberField({});
    this.to = new NumberField({});
    this.seconds = new NumberField({ value: 4, ...SECONDS });
    this.loop = h("input", { type: "checkbox" });
    this.toggle = button("Play", () => (this.playing ? this.stop() : this.start()));
    this.notice = h("div", { class: "notice", role: "alert" });
    const close = { type: "button", class: "close", "aria-label": "Close play" };
    this.panel = h(
      "div",
      { class: "play-panel", role: "group" },
      h("label", {}, "From", this.from.element),
      h("label", {}, "to", this.to.element),
      h("label", {}, "in", this.seconds.element, "s and back"),
      h("label", {}, this.loop, "loop"),
      this.toggle,
      h("button", { ...close, onclick: () => this.#close() }, "✕"),
      this.notice,
    );
    this.#listen();
  }

  /** Stop when somebody drags a slider or a circle, or edits the animated number. */
  #listen() {
    addEventListener("keydown", ({ key }) => key === "Escape" && this.stop());
    const taken = ".controls input[type=range], .circle-handles";
    addEventListener("pointerdown", ({ target }) => {
      if (/** @type {Element} */ (target).closest(taken)) this.stop();
    });
    // A number must not change while it is typed.
    addEventListener("focusin", ({ target }) => {
      const input = /** @type {Element} */ (target);
      const control = /** @type {HTMLElement | null} */ (input.closest("[data-field]"));
      if (input.matches(".number-field") && control?.dataset.field === this.#target?.path) this.stop();
    });
  }

  /** Make the button of a control. @param {NumberSpec} spec @param {string} path @param {string} name */
  makeButton(spec, path, name) {
    const opener = h("button", { type: "button", class: "play", "aria-label": `Play ${name}` });
    opener.addEventListener("click", () => {
      if (this.#target?.button === opener && this.panel.isConnected) {
        return this.playing ? this.stop() : this.start();
      }
      this.#open({ path, spec, name, button: opener });
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.start();
    });
    return opener;
  }

  /** @param {Target} target */
  #open(target) {
    this.stop();
    this.#target = target;
    const { path, spec, name, button: opener } = target;
    const value = this.store.get(path);
    const here = typeof value === "number" ? value : spec.minimum;
    this.from.show(here);
    this.to.show(this.#capped(target, usualEnd(spec, here, this.#range(target))));
    this.from.element.ariaLabel = `${name}, from`;
    this.to.element.ariaLabel = `${name}, to`;
    this.seconds.element.ariaLabel = `${name}, seconds from start to end`;
    this.loop.ariaLabel = `${name}, loop`;
    this.panel.setAttribute("aria-label", `Play ${name}`);
    this.notice.textContent = "";
    opener.closest("[data-field]")?.after(this.panel);
    this.#show();
  }

  #close() {
    this.stop();
    this.panel.remove();
    this.#target?.button.focus();
    this.#target = null;
  }

  /** The present range of the number. @param {Target} target */
  #range({ spec, path }) {
    const size = path.startsWith("circles.") ? this.store.get("size") : undefined;
    const known = typeof size === "number" && size > 0; // not while it is typed
    const maximum = known ? largest(spec, size) : spec.maximum;
    return { minimum: spec.minimum, maximum };
  }

  /** A value, or the limit of its field. @param {Target} target @param {number} value */
  #capped({ path }, value) {
    return this.store.cap(this.store.state, path, value);
  }

  /** The settings; null and a notice if they are invalid. @param {Target} target @returns {Settings | null} */
  #settings(target) {
    const ends = this.#range(target);
    const asked = [
      { title: "From", box: this.from, ...ends },
      { title: "To", box: this.to, ...ends },
      { title: "Seconds", box: this.seconds, ...SECONDS },
    ];
    const [from, to, seconds] = asked.map(({ box }) => box.value ?? NaN);
    const bad = asked.find(({ minimum, maximum }, i) => {
      const value = [from, to, seconds][i];
      return !(value >= minimum && value <= maximum);
    });
    const rule = bad && `${bad.title} must be a number from ${bad.minimum} to ${bad.maximum}.`;
    write(this.notice, bad ? `${rule} Got ${bad.box.element.value || "nothing"} instead.` : "");
    return bad ? null : { from: this.#capped(target, from), to: this.#capped(target, to), seconds };
  }

  start() {
    if (this.playing || !this.#target || !this.#settings(this.#target)) return;
    this.playing = true;
    this.#show();
    const clock = new AnimationClock(performance.now());
    /** The value that was set last. @type {number | null} */
    let last = null;
    const step = (/** @type {number} */ now) => {
      const target = this.#target;
      if (!this.playing || !target) return;
      const settings = this.#settings(target);
      // Stop if the value was changed elsewhere, or is gone.
      const present = this.store.get(target.path);
      if (!settings || (last !== null && present !== this.#capped(target, last))) return this.stop();
      const { way, over } = clock.step(now, settings);
      last = this.store.slide(target.path, valueOnWay(target.spec, settings, way));
      if (over && !this.loop.checked) return this.stop();
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.#frame);
    this.#show();
    this.stopped();
  }

  #show() {
    const target = this.#target;
    for (const other of document.querySelectorAll(".play.on")) other.classList.remove("on");
    target?.button.classList.toggle("on", this.playing);
    target?.button.setAttribute("aria-label", `${this.playing ? "Stop" : "Play"} ${target.name}`);
    this.toggle.replaceChildren(this.playing ? "Stop" : "Play");
  }
}
