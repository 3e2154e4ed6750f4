/** Card of one view: a header, a sentence, and a body. */

import { find, setAttributes } from "../page/browser/dom.mjs";
import { makeBody } from "./bodies.mjs";

/** @import { Arrays } from "../live/codec.mjs" */
/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Content, ViewContext } from "./bodies.mjs" */

const REFUSED = "Nothing to show: there is no result. The reason is beside its setting.";
const MARGIN = 200; // pixels: a view is requested shortly before it scrolls into the window

/** Margin around the window within which a card counts as visible, for an observer. */
export const SIGHT_MARGIN = `${MARGIN}px`;

export class Card {
  /** State that the card shows. @type {ExplorerState | null} */
  state = null;
  drawn = 0; // time in milliseconds
  #opening = false; // by its button, after which it is brought into view

  /**
   * @param {HTMLElement} element made by components/page/panels/explanation.py
   * @param {HTMLElement} chip button that opens it
   * @param {ViewContext} context
   * @param {(name: string) => void} toggle open or close a view
   */
  constructor(element, chip, context, toggle) {
    const { view: name = "" } = chip.dataset;
    this.name = name;
    this.element = element;
    this.chip = chip;
    this.sentence = find(".view-sentence", element);
    this.place = find(".view-body", element);
    find(".view-more", element).innerHTML = context.config.views[name]; // HTML with formulas
    chip.addEventListener("click", () => {
      this.#opening = !this.open;
      toggle(name);
    });
    find(".close", element).addEventListener("click", () => {
      toggle(name);
      chip.focus();
    });
    this.body = makeBody(name, this.place, context);
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
    this.element.toggleAttribute("hidden", !open);
    setAttributes(this.chip, { "aria-pressed": open });
    this.body.show?.(state);
  }

  /** True if its content is in sight. */
  get inSight() {
    if (this.body.needed) return true;
    const { top, bottom } = this.element.getBoundingClientRect();
    return bottom > -MARGIN && top < innerHeight + MARGIN;
  }

  /**
   * @param {Content} content @param {Arrays} all arrays of the answer, prefixed with the name of their view
   * @param {number[]} shape @param {ExplorerState} state
   */
  async draw(content, all, shape, state) {
    this.sentence.textContent = content.sentence;
    this.place.hidden = content.nothing;
    if (content.nothing) this.body.emptied?.(content.sentence);
    else await this.body.draw(content, ownArrays(this.name, all), shape);
    this.state = state;
    this.drawn = performance.now();
    if (!this.#opening) return;
    this.#opening = false;
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Mark the card as older than the pictures. @param {boolean} on */
  updating(on) {
    this.element.classList.toggle("updating", on);
  }

  /** Say that there is no content, because the server refuses the state. */
  refuse() {
    this.sentence.textContent = REFUSED;
    this.place.hidden = true;
    this.body.emptied?.(REFUSED);
    this.state = null;
  }
}

/** Arrays of a view, without the prefix, and the nodes' pixels. @param {string} name @param {Arrays} all @returns {Arrays} */
export function ownArrays(name, all) {
  const own = Object.entries(all).filter(([key]) => key.startsWith(`${name}.`));
  const entries = own.map(([key, array]) => [key.slice(name.length + 1), array]);
  return { nodes: all.nodes, ...Object.fromEntries(entries) };
}
