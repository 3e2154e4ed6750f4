/** The card of one view: a head that says what one is looking at, and a body that shows it. */

import { h } from "../page/dom.mjs";
import { VIEW_BODIES } from "./bodies.mjs";

/** @import { Arrays } from "../live/codec.mjs" */
/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Content, ViewContext } from "./bodies.mjs" */

const MARGIN = 200; // pixels: a view is requested shortly before it scrolls into the window

/** Margin around the window within which a card counts as visible, for an observer. */
export const SIGHT_MARGIN = `${MARGIN}px`;

export class Card {
  /** The state that it shows. @type {ExplorerState | null} */
  state = null;
  drawn = 0; // when, in milliseconds

  /** @param {string} name of the view @param {ViewContext} context @param {() => void} toggle open or close it */
  constructor(name, context, toggle) {
    this.name = name;
    const text = context.config.views[name];
    this.chip = h(
      "button",
      { type: "button", class: "chip", "aria-pressed": "false", "data-view": name, title: text.what, onclick: toggle },
      text.title,
    );
    const close = () => {
      toggle();
      this.chip.focus();
    };
    this.sentence = h("p", { class: "view-sentence" });
    this.place = h("div", { class: "view-body" });
    const more = h("div", { class: "view-more" });
    more.innerHTML = text.more; // written by components/live/views, formulas and all
    this.element = h(
      "section",
      { class: "card", "data-card": name, "aria-label": text.title, hidden: "" },
      h(
        "header",
        {},
        h("h3", {}, text.title),
        h("span", { class: "updating-mark", role: "status" }, "updating…"),
        h("button", { type: "button", class: "close", "aria-label": `Close ${text.title}`, onclick: close }, "✕"),
      ),
      h("p", { class: "view-what" }, text.what),
      this.sentence,
      this.place,
      h("details", { class: "view-details" }, h("summary", {}, "What am I looking at?"), more),
    );
    this.body = new VIEW_BODIES[name](this.place, context);
  }

  get open() {
    return !this.element.hidden;
  }

  /** @param {ExplorerState} state */
  show(state) {
    const open = state.views.includes(this.name);
    if (!open && this.open) {
      this.state = null;
      this.body.closed?.();
    }
    this.element.hidden = !open;
    this.chip.setAttribute("aria-pressed", String(open));
    this.body.show?.(state);
  }

  get inSight() {
    const { top, bottom } = this.element.getBoundingClientRect();
    return bottom > -MARGIN && top < innerHeight + MARGIN;
  }

  /**
   * @param {Content} content @param {Arrays} all arrays of the answer, which begin with their view's name
   * @param {number[]} shape @param {ExplorerState} state
   */
  async draw(content, all, shape, state) {
    this.sentence.textContent = content.sentence;
    this.place.hidden = content.nothing;
    if (!content.nothing) await this.body.draw(content, ownArrays(this.name, all), shape, state);
    this.state = state;
    this.drawn = performance.now();
  }

  /** Say whether it is older than the pictures. @param {boolean} on */
  updating(on) {
    this.element.classList.toggle("updating", on);
  }

  /** @param {string} problem */
  refuse(problem) {
    this.sentence.textContent = `Nothing to show: ${problem}`;
    this.place.hidden = true;
    this.state = null;
  }
}

/** The arrays of a view, without its name, and the nodes' pixels. @param {string} name @param {Arrays} all @returns {Arrays} */
function ownArrays(name, all) {
  const own = Object.entries(all).filter(([key]) => key.startsWith(`${name}.`));
  const entries = own.map(([key, array]) => [key.slice(name.length + 1), array]);
  return { nodes: all.nodes, ...Object.fromEntries(entries) };
}
