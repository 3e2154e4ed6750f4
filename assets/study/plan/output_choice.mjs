/** The outputs of a study: all, or those that are ticked. */

import { h } from "../../page/dom.mjs";

export class OutputChoice {
  /** @param {Record<string, string>} titles by name @param {(names: string[]) => void} changed empty for all */
  constructor(titles, changed) {
    const names = Object.keys(titles);
    this.count = h("span");
    this.boxes = names.map((value) => h("input", { type: "checkbox", value }));
    for (const box of this.boxes) {
      box.addEventListener("input", () => {
        const on = this.boxes.filter(({ checked }) => checked).map(({ value }) => value);
        changed(on.length === names.length ? [] : on);
      });
    }
    const labels = this.boxes.map((box) => h("label", {}, box, titles[box.value]));
    this.element = h(
      "details",
      { class: "vary-outputs" },
      h("summary", {}, "Outputs: ", this.count),
      h("div", { role: "group", "aria-label": "Outputs" }, ...labels),
    );
  }

  /** Say how many are chosen. @param {string[]} names empty for all */
  showCount(names) {
    this.count.textContent = names.length ? `${names.length} of ${this.boxes.length}` : "all";
  }

  /** Tick those that are chosen. @param {string[]} names empty for all */
  show(names) {
    for (const box of this.boxes) box.checked = !names.length || names.includes(box.value);
  }
}
