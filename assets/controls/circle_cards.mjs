/** Cards of the circles, with controls for their numbers. */

import { largest, outside } from "../circles/geometry.mjs";
import { button, h, write } from "../page/browser/dom.mjs";

/** @import { CircleEdits } from "../circles/edits.mjs" */
/** @import { CircleState, Config, ExplorerState } from "../state/model.mjs" */
/** @import { Control } from "./control.mjs" */
/** @import { ControlMaker } from "./panel.mjs" */

const FIELDS = /** @type {const} */ (["row", "col", "radius"]);

/** @typedef {Record<"summary" | "remove" | "duplicate", HTMLElement>} CardElements those that change */

export class CircleCards {
  /** Cards, with controls in the order of the fields. @type {(CardElements & {element: HTMLDetailsElement, controls: Control[]})[]} */
  #cards = [];

  /** @param {Config} config @param {ControlMaker} make @param {CircleEdits} edits */
  constructor(config, make, edits) {
    this.config = config;
    this.make = make;
    this.edits = edits;
    this.list = h("div", { "data-section": "circles" });
    this.add = button("Add a circle", () => edits.add(), { "data-section": "circles" });
    const notice = h("div", { class: "notice", "data-notice": "circles" });
    this.away = h("div", { role: "status", "data-section": "circles" });
    this.elements = [notice, this.away, this.list, this.add];
  }

  /** @param {ExplorerState} state */
  show({ circles, size }) {
    while (this.#cards.length > circles.length) this.#cards.pop()?.element.remove();
    while (this.#cards.length < circles.length) this.#addCard(this.#cards.length);
    const full = circles.length >= this.config.max_circles;
    this.#cards.forEach(({ summary, remove, duplicate, controls }, i) => {
      const { row, col, radius } = circles[i];
      write(summary, `row ${row} · col ${col} · r ${radius}`);
      remove.toggleAttribute("disabled", circles.length === 1);
      duplicate.toggleAttribute("disabled", full);
      FIELDS.forEach((name, j) => {
        controls[j].show(circles[i][name], largest(this.config.circle_control_specs[name], size));
      });
    });
    this.add.toggleAttribute("disabled", full);
    this.#showAway(circles, size);
  }

  /** Name the circles that lie outside of the picture. @param {CircleState[]} circles @param {number} size */
  #showAway(circles, size) {
    const away = circles.flatMap((circle, i) => (outside(circle, size) ? [i] : []));
    const key = JSON.stringify(away.map((i) => circles[i]));
    if (this.away.dataset.of === key) return;
    this.away.dataset.of = key;
    const line = (/** @type {number} */ i) => {
      const { row, col } = circles[i];
      const text = `Circle ${i + 1} is outside the picture of ${size} pixels, at row ${row}, column ${col}. `;
      const bring = () => {
        this.edits.bringBack(i);
        this.focus(i); // the button goes
      };
      const back = button("Bring it back", bring, { "aria-label": `Bring circle ${i + 1} back` });
      return h("p", { class: "warning" }, text, back);
    };
    this.away.replaceChildren(...away.map(line));
  }

  /** Focus a card, for example after the focused one was removed. @param {number} i */
  focus(i) {
    this.#cards[i].element.querySelector("summary")?.focus();
  }

  /** Show a circle's numbers. @param {number} i */
  open(i) {
    this.#cards[i].element.open = true;
    this.focus(i);
  }

  /** @param {number} i */
  #addCard(i) {
    const title = `Circle ${i + 1}`;
    const summary = h("span", { class: "circle-summary" });
    const controls = FIELDS.map((name) => {
      const spec = this.config.circle_control_specs[name];
      return this.make(spec, `circles.${i}.${name}`, `${title}, ${spec.title}`);
    });
    const duplicate = button(`Duplicate circle ${i + 1}`, () => this.edits.duplicate(i), { class: "duplicate" });
    const removed = () => this.edits.remove(i) && this.focus(Math.min(i, this.#cards.length - 1));
    const remove = button(`Remove circle ${i + 1}`, removed, { class: "remove" });
    const swatch = h("span", { class: "swatch", style: `background: ${this.config.regions[i]}` });
    const element = h(
      "details",
      { class: "circle", "data-circle": i, open: i === 0 },
      h("summary", {}, swatch, h("span", { class: "circle-name" }, title), summary),
      ...controls.map((control) => control.element),
      h("div", { class: "buttons" }, duplicate, remove),
    );
    this.list.append(element);
    this.#cards.push({ element, summary, remove, duplicate, controls });
  }
}
