/** The line of the verdict, and what to try. */

import { button, find, h, write } from "../page/dom.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */

/** @type {Record<string, string>} */
const OUTCOMES = {
  agrees: "agrees with the circles",
  rounding: "the rounding failed",
  objective: "the objective failed",
  tie: "a tie",
  "no truth": "no truth to compare",
};

/** @typedef {{name: string, ncut: number, refined: number, wrong: number}} Witness a partition that it rests on */
/** @typedef {{action: string, effect: string, changes: Partial<ExplorerState>}} Suggestion */

/**
 * @typedef {object} Verdict as components/live/explanations.py makes it
 * @property {string} outcome
 * @property {string} sentence
 * @property {string} rule
 * @property {Witness[]} numbers
 * @property {string[]} [diagnostics] which come at rest
 * @property {Suggestion[]} [suggestions] likewise
 */

export class VerdictLine {
  /** The state that it is of. @type {ExplorerState | null} */
  state = null;
  drawn = 0; // when, in milliseconds

  /** @param {HTMLElement} place @param {(changes: Partial<ExplorerState>) => void} merge into the state */
  constructor(place, merge) {
    this.merge = merge;
    this.element = place;
    this.badge = find(".outcome");
    this.sentence = h("p", { class: "verdict-sentence", role: "status" });
    this.rule = h("p", { class: "quiet verdict-rule" });
    this.numbers = h("tbody");
    this.diagnostics = h("p", { class: "verdict-diagnostics" });
    this.tries = h("div", { class: "verdict-tries" });
    const heads = ["partition", "Ncut", "refined", "pixels wrong"];
    const head = h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)));
    const table = h("table", {}, h("thead", {}, head), this.numbers);
    const summary = h("summary", {}, "The numbers behind it");
    this.details = h("details", {}, summary, table, this.rule);
    const mark = h("span", { class: "updating-mark" }, "updating…");
    place.append(
      h("div", { class: "verdict-head" }, h("h2", {}, "Verdict"), mark),
      this.sentence,
      this.diagnostics,
      this.tries,
      this.details,
    );
  }

  /** @param {Verdict | null} verdict none where refused @param {string} refused @param {ExplorerState} state */
  show(verdict, refused, state) {
    this.state = state;
    this.drawn = performance.now();
    const outcome = verdict?.outcome ?? "none";
    for (const element of [this.element, this.badge]) element.dataset.outcome = outcome;
    this.badge.textContent = OUTCOMES[outcome] ?? "";
    write(this.sentence, verdict?.sentence ?? `None: ${refused}`);
    write(this.rule, verdict?.rule ?? "");
    this.details.hidden = !verdict?.numbers.length;
    this.numbers.replaceChildren(...(verdict?.numbers ?? []).map(rowOf));
    const later = Boolean(verdict && !verdict.suggestions);
    for (const element of [this.diagnostics, this.tries]) element.classList.toggle("later", later);
    if (later) return;
    write(this.diagnostics, (verdict?.diagnostics ?? []).join(" "));
    this.#suggest(verdict?.suggestions ?? []);
  }

  /** @param {Suggestion[]} suggestions */
  #suggest(suggestions) {
    const offer = (/** @type {Suggestion} */ { action, effect, changes }) =>
      h("span", {}, button(action, () => this.merge(changes), { class: "try" }), ` ${effect}`);
    const title = suggestions.length ? [h("span", {}, "What to try: ")] : [];
    this.tries.replaceChildren(...title, ...suggestions.map(offer));
  }

  /** Say whether it is older than the pictures. @param {boolean} on */
  updating(on) {
    for (const element of [this.element, this.badge]) element.classList.toggle("updating", on);
  }
}

/** @param {Witness} witness */
function rowOf({ name, ncut, refined, wrong }) {
  const cells = [ncut.toFixed(4), refined.toFixed(4), wrong.toLocaleString("en")];
  return h("tr", {}, h("th", { scope: "row" }, name), ...cells.map((text) => h("td", {}, text)));
}
