// @ts-check
/// <reference path="../types.d.ts" />
/** The line of the verdict. */
(() => {
  const WORDS = {
    agrees: "agrees with the circles",
    rounding: "the rounding failed",
    objective: "the objective failed",
    tie: "a tie",
    "no truth": "no truth to compare",
  };

  class VerdictLine {
    constructor(place, { adopt }) {
      const { h } = window.cutlab;
      this.adopt = adopt;
      /** The state that it is of, and since when. @type {ExplorerState | null} */
      this.state = null;
      this.drawn = 0;
      this.sentence = h("p", { class: "verdict-sentence", role: "status" });
      this.diagnostics = h("p", { class: "verdict-diagnostics" });
      this.numbers = h("tbody");
      this.tries = h("div", { class: "verdict-tries" });
      const heads = ["partition", "Ncut", "refined", "pixels wrong"].map((text) => h("th", { scope: "col" }, text));
      const table = h("table", {}, h("thead", {}, h("tr", {}, ...heads)), this.numbers);
      this.details = h("details", {}, h("summary", {}, "The numbers behind it"), table, h("p", { class: "quiet verdict-rule" }));
      this.element = place;
      this.badge = /** @type {HTMLElement} */ (document.querySelector(".outcome"));
      place.append(
        h("div", { class: "verdict-head" }, h("h2", {}, "Verdict"), h("span", { class: "updating-mark" }, "updating…")),
        this.sentence,
        this.diagnostics,
        this.tries,
        this.details,
      );
    }

    /** @param {any} verdict none where refused @param {string} refused @param {ExplorerState} state */
    show(verdict, refused, state) {
      const { h } = window.cutlab;
      this.state = state;
      this.drawn = performance.now();
      const outcome = verdict?.outcome ?? "none";
      for (const element of [this.element, this.badge]) element.dataset.outcome = outcome;
      this.badge.textContent = WORDS[outcome] ?? "";
      this.#write(".verdict-sentence", verdict?.sentence ?? `None: ${refused}`);
      this.#write(".verdict-rule", verdict?.rule ?? "");
      this.details.hidden = !verdict?.numbers?.length;
      const cells = ({ ncut, refined, wrong }) => [ncut.toFixed(4), refined.toFixed(4), wrong.toLocaleString("en")];
      const line = (row) => h("tr", {}, h("th", { scope: "row" }, row.name), ...cells(row).map((text) => h("td", {}, text)));
      this.numbers.replaceChildren(...(verdict?.numbers ?? []).map(line));
      const later = Boolean(verdict && !verdict.suggestions); // they come at rest
      for (const element of [this.diagnostics, this.tries]) element.classList.toggle("later", later);
      if (later) return;
      this.#write(".verdict-diagnostics", (verdict?.diagnostics ?? []).join(" "));
      const button = ({ action, effect, changes }) =>
        h("span", {}, h("button", { type: "button", class: "button try", onclick: () => this.adopt(changes) }, action), ` ${effect}`);
      const suggestions = verdict?.suggestions ?? [];
      this.tries.replaceChildren(...(suggestions.length ? [h("span", {}, "What to try: "), ...suggestions.map(button)] : []));
    }

    /** @param {boolean} on */
    updating(on) {
      for (const element of [this.element, this.badge]) element.classList.toggle("updating", on);
    }

    #write(selector, text) {
      const element = this.element.querySelector(selector);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { VerdictLine });
})();
