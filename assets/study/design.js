// @ts-check
/// <reference path="../types.d.ts" />
/** How a study looks at its parameters: what suits so many of them, and the numbers of that. */
(() => {
  const { h } = window.cutlab;
  const powers = (/** @type {number} */ from, to) => Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));

  /** @type {Record<string, {title: string, least: number, most: number, of: Record<string, any>, fields: [string, string, (number[] | "check" | number)?][]}>} */
  const DESIGNS = {
    sweep: { title: "Sweep: a curve", least: 1, most: 1, of: { points: 21 }, fields: [["points", "Points", 2]] },
    grid: { title: "Grid: a map", least: 2, most: 2, of: { points: [11, 11] }, fields: [["points.0", "Points of", 2], ["points.1", "Points of", 2]] },
    latin_hypercube: { title: "Latin hypercube: a sample", least: 1, most: 32, of: { n: 256 }, fields: [["n", "Points n", 2]] },
    sobol_sample: { title: "Sobol sequence: an even sample", least: 1, most: 32, of: { n: 256 }, fields: [["n", "Points n", powers(4, 14)]] },
    morris: { title: "Morris: what matters at all", least: 2, most: 32, of: { trajectories: 32, levels: 4 }, fields: [["trajectories", "Trajectories", 2], ["levels", "Levels", [2, 4, 6, 8, 10]]] },
    saltelli: { title: "Saltelli: Sobol indices", least: 2, most: 32, of: { n: 64, second_order: false }, fields: [["n", "Base points n", powers(4, 12)], ["second_order", "pairs too", "check"]] },
  };

  /** The designs that so many parameters can have. @param {number} count */
  const suited = (count) => Object.keys(DESIGNS).filter((kind) => DESIGNS[kind].least <= count && count <= DESIGNS[kind].most);

  /** @param {string} kind */
  const fresh = (kind) => ({ kind, ...structuredClone(DESIGNS[kind].of) });

  /**
   * The inputs of a design, which they change in place.
   * @param {any} design @param {string[]} titles of the parameters @param {() => void} changed
   */
  function inputs(design, titles, changed) {
    return DESIGNS[design.kind].fields.map(([path, text, rule]) => {
      const [name, place] = path.split(".");
      const value = place === undefined ? design[name] : design[name][place];
      /** @param {any} next */
      const put = (next) => {
        if (place === undefined) design[name] = next;
        else design[name][place] = next;
        changed();
      };
      let input;
      if (Array.isArray(rule)) {
        const choices = rule.includes(value) ? rule : [...rule, value].sort((a, b) => a - b);
        const element = /** @type {HTMLSelectElement} */ (
          h("select", {}, ...choices.map((n) => h("option", { value: n, selected: n === value }, n.toLocaleString("en"))))
        );
        element.addEventListener("input", () => put(Number(element.value)));
        input = element;
      } else {
        const check = rule === "check";
        const element = /** @type {HTMLInputElement} */ (
          h("input", check ? { type: "checkbox", checked: value } : { type: "number", min: rule, step: 1, value, inputmode: "numeric" })
        );
        element.addEventListener("input", () => put(check ? element.checked : element.value === "" ? null : element.valueAsNumber));
        input = element;
      }
      return h("label", { class: "vary-field", "data-design": path }, place === undefined ? text : `${text} ${titles[Number(place)]}`, input);
    });
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { designs: { DESIGNS, suited, fresh, inputs } });
})();
