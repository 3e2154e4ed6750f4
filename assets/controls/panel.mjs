/** The panel of controls: one for every field of the state, and the circles. */

import { button, find, h, hide } from "../page/browser/dom.mjs";
import { CircleCards } from "./circle_cards.mjs";
import { makeControl } from "./control.mjs";

/** @import { CircleEdits } from "../circles/edits.mjs" */
/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Control } from "./control.mjs" */
/** @import { AnimationPanel } from "./animation_panel.mjs" */
/** @import { ControlSpec } from "../state/spec.mjs" */
/** @import { Store } from "../state/store.mjs" */

/** @typedef {(spec: ControlSpec, path: string, name: string) => Control} ControlMaker */

const ELSEWHERE = ["embedding", "look"]; // groups of a view, and of the tools beside the pictures
const THRESHOLDED = ["above", "below"]; // masks by a threshold that the reader sets

export class ControlPanel {
  /** @type {Record<string, Control>} */
  #controls = {};
  /** Further controls of a field. @type {[string, Control][]} */
  #copies = [];

  /**
   * @param {HTMLElement} root @param {Config} config @param {AnimationPanel} animation @param {CircleEdits} edits
   * @param {Store} store
   */
  constructor(root, config, animation, edits, store) {
    /** Make a control, and the button that animates a number. @type {ControlMaker} */
    const make = (spec, path, name) => {
      const tools = spec.kind === "number" ? [animation.makeButton(spec, path, name)] : [];
      const set = (/** @type {unknown} */ value) => store.change(path, value);
      const slide = (/** @type {number} */ value) => store.slide(path, value);
      return makeControl(spec, path, name, { set, slide }, ...tools);
    };
    this.makeOf = make;
    this.specs = config.control_specs;
    this.root = root;
    const specs = Object.entries(config.control_specs);
    for (const [name, spec] of specs) {
      if (ELSEWHERE.includes(spec.group)) continue;
      this.#controls[name] = make(spec, name, spec.title);
    }
    const group = (/** @type {string} */ name) =>
      specs.filter(([, spec]) => spec.group === name).map(([field]) => this.#controls[field].element);
    const section = (/** @type {string} */ title, /** @type {string} */ only, /** @type {HTMLElement[]} */ ...children) =>
      h("section", { "data-only": only || undefined }, h("h2", {}, title), ...children);
    this.circles = new CircleCards(config, make, edits);
    const newNoise = () => store.change("seed", Math.floor(Math.random() * 1_000_000));
    this.showPages();
    find(".notice", this.control("picture_size")).before(
      h("p", { class: "picture-note", role: "status", "data-fact": "picture_size" }),
    );
    root.append(
      section("Picture", "picture", h("p", { class: "picture-note", "data-fact": "picture" }), ...group("picture")),
      section("Method", "", ...group("method")),
      section("Noise", "circles", ...group("noise"), button("New noise", newNoise, { "data-section": "seed" })),
      section("Circles", "circles", ...this.circles.elements, ...group("circles")),
      h("details", { class: "more" }, h("summary", {}, "More"), ...group("more")),
    );
  }

  /** Element of a control. @param {string} name */
  control(name) {
    return this.#controls[name].element;
  }

  /** Element of another control of a field that has one, for what shows it, too. @param {string} name */
  makeCopy(name) {
    const spec = { ...this.specs[name], only: /** @type {const} */ ("") };
    const copy = this.makeOf(spec, name, spec.title);
    this.#copies.push([name, copy]);
    return copy.element;
  }

  /** The section that one subject alone has. @param {"picture" | "circles"} only */
  section(only) {
    return find(`section[data-only="${only}"]`, this.root);
  }

  /** Show the control of the page if there are several. @param {number} [pages] of the picture's file */
  showPages(pages = 1) {
    hide(this.#controls.page.element, pages <= 1);
  }

  /** Let every control show the state. @param {ExplorerState} state */
  show(state) {
    for (const [name, { show }] of [...Object.entries(this.#controls), ...this.#copies]) show(state[name]);
    hide(this.#controls.threshold.element, !THRESHOLDED.includes(String(state.mask)));
    this.circles.show(state);
  }
}
