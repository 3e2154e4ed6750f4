/** View modes: apply the state's `view` and `hide` to the page, mostly by styles. */

import { without } from "../state/url.mjs";
import { find, findAll } from "./browser/dom.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

// Pixels: font size of the page for which the pictures' text needs no enlargement.
const FONT = { present: 13, other: 16 };

export class ViewModes {
  /** What the page shows. @type {Partial<ExplorerState>} */
  #shown = {};

  /** @param {Config} config @param {CanvasRenderer} renderer @param {Store} store */
  constructor(config, renderer, store) {
    this.renderer = renderer;
    this.sections = config.sections.map((name) => ({
      name,
      elements: findAll(`[data-section="${name}"], .controls [data-field="${name}"]`),
    }));
    this.note = find(".hidden-note");
    this.count = find("span", this.note);
    find("button", this.note).addEventListener("click", () => store.merge({ hide: [] }));
    addEventListener("resize", () => this.#enlarge());
  }

  /** @param {ExplorerState} state */
  show({ view, hide, picture }) {
    const shown = this.#shown;
    if (view === shown.view && hide === shown.hide && picture === shown.picture) return;
    this.#shown = { view, hide, picture };
    document.documentElement.dataset.subject = picture ? "picture" : "circles";
    for (const { name, elements } of this.sections) {
      for (const element of elements) element.classList.toggle("gone", hide.includes(name));
    }
    const count = new Set(hide).size;
    const hadFocus = this.note.contains(document.activeElement);
    this.note.hidden = count === 0;
    this.count.textContent =
      count === 1 ? "1 control is hidden. " : `${count} controls are hidden. `;
    if (hadFocus && this.note.hidden) {
      const controls = findAll(".controls :is(input, select)");
      controls.find((control) => control.checkVisibility())?.focus();
    }
    document.documentElement.dataset.view = view;
    this.#enlarge();
  }

  /** Make the numbers of the pictures as large as the text of the page. */
  #enlarge() {
    const { view } = document.documentElement.dataset;
    const letters = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.renderer.axes.enlarge(Math.max(1, letters / (view === "present" ? FONT.present : FONT.other)));
  }

  /** Update the link from an embedded page to the whole one. @param {string} query of the state at rest */
  settled(query) {
    const whole = without(query, ["view", "hide"]);
    const link = /** @type {HTMLAnchorElement} */ (find(".embed-open"));
    link.href = location.pathname + (whole && `?${whole}`);
  }
}
