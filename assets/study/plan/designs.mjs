/** The designs of a study: what suits so many parameters, and the numbers of each. */

import { h } from "../../page/dom.mjs";

/** A design as a study's file has it. @typedef {{kind: string, [field: string]: unknown}} Design */

/**
 * A number of a design: its path, its title, and the least number, the choices, or a check mark.
 * @typedef {[path: string, title: string, rule: number | number[] | "check"]} DesignField
 */

/** @typedef {{title: string, least: number, most: number, usual: object, fields: DesignField[]}} DesignSpec of least to most parameters */

/** @param {number} from @param {number} to */
const powers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));

/** @type {Record<string, DesignSpec>} */
export const DESIGNS = {
  sweep: {
    title: "Sweep: a curve",
    least: 1,
    most: 1,
    usual: { points: 21 },
    fields: [["points", "Points", 2]],
  },
  grid: {
    title: "Grid: a map",
    least: 2,
    most: 2,
    usual: { points: [11, 11] },
    fields: [
      ["points.0", "Points of", 2],
      ["points.1", "Points of", 2],
    ],
  },
  latin_hypercube: {
    title: "Latin hypercube: a sample",
    least: 1,
    most: 32,
    usual: { n: 256 },
    fields: [["n", "Points n", 2]],
  },
  sobol_sample: {
    title: "Sobol sequence: an even sample",
    least: 1,
    most: 32,
    usual: { n: 256 },
    fields: [["n", "Points n", powers(4, 14)]],
  },
  morris: {
    title: "Morris: what matters at all",
    least: 2,
    most: 32,
    usual: { trajectories: 32, levels: 4 },
    fields: [
      ["trajectories", "Trajectories", 2],
      ["levels", "Levels", [2, 4, 6, 8, 10]],
    ],
  },
  saltelli: {
    title: "Saltelli: Sobol indices",
    least: 2,
    most: 32,
    usual: { n: 64, second_order: false },
    fields: [
      ["n", "Base points n", powers(4, 12)],
      ["second_order", "pairs too", "check"],
    ],
  },
};

/** The designs that so many parameters can have. @param {number} count */
export const suitedDesigns = (count) =>
  Object.keys(DESIGNS).filter((kind) => DESIGNS[kind].least <= count && count <= DESIGNS[kind].most);

/** @param {string} kind @returns {Design} */
export const freshDesign = (kind) => ({ kind, ...structuredClone(DESIGNS[kind].usual) });

/**
 * The inputs of a design, which they change in place.
 * @param {Design} design @param {string[]} titles of the parameters @param {() => void} changed
 */
export const designInputs = (design, titles, changed) =>
  DESIGNS[design.kind].fields.map(([path, title, rule]) => {
    const [name, place] = path.split(".");
    const owner = /** @type {Record<string, unknown>} */ (place === undefined ? design : design[name]);
    const key = place ?? name;
    const input = designInput(owner[key], rule, (value) => {
      owner[key] = value;
      changed();
    });
    const text = place === undefined ? title : `${title} ${titles[Number(place)]}`;
    return h("label", { class: "vary-field", "data-design": path }, text, input);
  });

/** @param {unknown} value @param {DesignField[2]} rule @param {(value: unknown) => void} put */
function designInput(value, rule, put) {
  if (Array.isArray(rule)) {
    const present = Number(value);
    const choices = rule.includes(present) ? rule : [...rule, present].sort((a, b) => a - b);
    const options = choices.map((n) =>
      h("option", { value: n, selected: n === present }, n.toLocaleString("en")),
    );
    const select = h("select", {}, ...options);
    select.addEventListener("input", () => put(Number(select.value)));
    return select;
  }
  if (rule === "check") {
    const box = h("input", { type: "checkbox", checked: value });
    box.addEventListener("input", () => put(box.checked));
    return box;
  }
  const number = h("input", { type: "number", min: rule, step: 1, value, inputmode: "numeric" });
  number.addEventListener("input", () => put(number.value === "" ? null : number.valueAsNumber));
  return number;
}
