/** The verdict, its numbers, and suggestions. */

import { button, find, h, write } from "../page/browser/dom.mjs";
import { shortNumber } from "./drawing/pixels.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

/** @typedef {{name: string, ncut: number, refined: number, wrong: number}} Witness a partition behind the verdict */
/** @typedef {{action: string, effect: string, changes: Partial<ExplorerState>}} Suggestion */

/**
 * @typedef {object} Verdict as components/live/explanations.py makes it
 * @property {string} outcome
 * @property {string} title the outcome in words
 * @property {string} sentence
 * @property {string} rule
 * @property {Witness[]} numbers
 * @property {string} [agreement] with a picture's truth, in figures, at rest
 * @property {string[]} [diagnostics] at rest
 * @property {Suggestion[]} [suggestions] at rest
 */

export class VerdictLine {
  /** State of the verdict. @type {ExplorerState | null} */
  state = null;
  drawn = 0; // time in milliseconds

  /** @param {HTMLElement} place made by components/page/panels/explanation.py @param {Store} store */
  constructor(place, store) {
    this.store = store;
    this.element = place;
    this.badge = find(".outcome");
    this.sentence = find(".verdict-sentence", place);
    this.agreement = find(".verdict-agreement", place);
    this.diagnostics = find(".verdict-diagnostics", place);
    this.tries = find(".verdict-tries", place);
    this.details = find("details", place);
    this.numbers = find("tbody", place);
    this.rule = find(".verdict-rule", place);
  }

  /** @param {Verdict | null} verdict null if the state is refused @param {ExplorerState} state */
  show(verdict, state) {
    this.state = state;
    this.drawn = performance.now();
    const outcome = verdict?.outcome ?? "none";
    for (const element of [this.element, this.badge]) element.dataset.outcome = outcome;
    this.badge.textContent = verdict?.title ?? "";
    write(this.sentence, verdict?.sentence ?? "No verdict: there is no result. The reason is beside its setting.");
    write(this.rule, verdict?.rule ?? "");
    this.details.hidden = !verdict?.numbers.length;
    this.numbers.replaceChildren(...(verdict?.numbers ?? []).map(rowOf));
    const later = Boolean(verdict && !verdict.suggestions);
    for (const element of [this.agreement, this.diagnostics, this.tries]) element.classList.toggle("later", later);
    if (later) return;
    write(this.agreement, verdict?.agreement ?? "");
    write(this.diagnostics, (verdict?.diagnostics ?? []).join(" "));
    this.#suggest(verdict?.suggestions ?? []);
  }

  /** @param {Suggestion[]} suggestions */
  #suggest(suggestions) {
    const offer = (/** @type {Suggestion} */ { action, effect, changes }) =>
      h("span", {}, button(action, () => this.store.merge(changes), { class: "try" }), `: ${effect}`);
    const title = suggestions.length ? [h("span", {}, "What to try: ")] : [];
    this.tries.replaceChildren(...title, ...suggestions.map(offer));
  }

  /** Mark the verdict as older than the pictures. @param {boolean} on */
  updating(on) {
    for (const element of [this.element, this.badge]) element.classList.toggle("updating", on);
  }
}

/** @param {Witness} witness */
function rowOf({ name, ncut, refined, wrong }) {
  const cells = [shortNumber(ncut), shortNumber(refined), wrong.toLocaleString("en")];
  return h("tr", {}, h("th", { scope: "row" }, name), ...cells.map((text) => h("td", {}, text)));
}
