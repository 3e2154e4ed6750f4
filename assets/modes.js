// @ts-check
/// <reference path="./types.d.ts" />
/** What the state's `view` and `hide` make of the page: the style sheets do most of it. */
(() => {
  const FONT = 13; // pixels of the page's letters for which the pictures' own are right

  /** A query without some of its fields. @param {string} query @param {string[]} fields */
  const without = (query, fields) =>
    query
      .split("&")
      .filter((part) => part && !fields.includes(part.split("=")[0]))
      .join("&");

  class Modes {
    /**
     * @param {Config} config @param {any} painter
     * @param {() => void} showAll controls that are hidden
     */
    constructor(config, painter, showAll) {
      const { h } = window.cutlab;
      this.painter = painter;
      /** @type {[string, Element[]][]} */
      this.parts = Object.keys(config.parts).map((name) => [
        name,
        [...document.querySelectorAll(`[data-part="${name}"], .controls [data-field="${name}"]`)],
      ]);
      this.count = h("span");
      const button = h("button", { type: "button", class: "button show-all", onclick: showAll }, "Show all");
      this.note = h("p", { class: "hidden-note", hidden: true }, this.count, button);
      document.querySelector(".controls")?.prepend(this.note);
      addEventListener("resize", () => this.#enlarge());
    }

    /** @param {ExplorerState} state */
    show({ view, hide }) {
      for (const [name, elements] of this.parts) {
        for (const element of elements) element.classList.toggle("gone", hide.includes(name));
      }
      const count = new Set(hide).size;
      const hadFocus = this.note.contains(document.activeElement);
      this.note.hidden = count === 0;
      this.count.textContent = count === 1 ? "1 control is hidden. " : `${count} controls are hidden. `;
      if (hadFocus && this.note.hidden) {
        /** @type {any[]} */
        const controls = [...document.querySelectorAll(".controls :is(input, select)")];
        controls.find((control) => control.checkVisibility())?.focus();
      }
      document.documentElement.dataset.view = view;
      this.#enlarge();
    }

    /** On a beamer the pictures' numbers are as large as the page's letters. */
    #enlarge() {
      const { view } = document.documentElement.dataset;
      const letters = parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.painter.enlarge(view === "present" ? Math.max(1, letters / FONT) : 1);
    }

    /** The address of the state at rest. @param {string} query */
    settled(query) {
      const whole = without(query, ["view", "hide"]);
      const link = /** @type {HTMLAnchorElement} */ (document.querySelector(".embed-open"));
      link.href = location.pathname + (whole && `?${whole}`);
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Modes, without });
})();
