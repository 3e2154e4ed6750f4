/**
 * The plan of a study that is made beside the controls: what it varies, and how. A study's names are
 * those of its file; the page's control of the size is its resolution, as the circles scale along.
 */

import { largest } from "../../circles/geometry.mjs";
import { getAt } from "../../state/model.mjs";
import { freshDesign } from "./designs.mjs";

/** @import { Config, ExplorerState } from "../../state/model.mjs" */
/** @import { ControlSpec, NumberSpec } from "../../state/spec.mjs" */
/** @import { Design } from "./designs.mjs" */

/** @typedef {{name: string, low: number | null, high: number | null, scale: "linear" | "log", of?: number}} Range of a parameter; `of` is the circle that it is relative to */
/** @typedef {{name: string, values: (boolean | string)[], of?: undefined}} Choice of a parameter */
/** @typedef {Range | Choice} Parameter */
/** @typedef {{name: string, of?: number}} ParameterName */

/**
 * @typedef {object} Plan
 * @property {boolean} open whether the panel is
 * @property {Parameter[]} parameters
 * @property {Design} design
 * @property {boolean} chosen whether the design was chosen, or is what suits
 * @property {number | null} replicates
 * @property {string[]} outputs empty for all
 * @property {string} name
 * @property {string} notes
 */

const KEY = "cutlab.vary";

/** Usual ranges of parameters. @type {Record<string, [low: number, high: number, scale?: "log"]>} */
const USUAL = {
  noise: [0, 1],
  seed: [0, 99],
  beta: [0.1, 10, "log"],
  n_clusters: [2, 8],
  eps: [0, 0.1],
  random_state: [0, 99],
  resolution: [60, 140],
  radius_factor: [0.8, 1.2],
  radius_ratio: [0.4, 1],
  overlap: [0, 0.5],
};

/** The tracks of parameters without a control. @type {Record<string, Pick<NumberSpec, "minimum" | "maximum" | "step">>} */
const DERIVED = {
  radius_factor: { minimum: 0.1, maximum: 3, step: 0.01 },
  radius_ratio: { minimum: 0.05, maximum: 2, step: 0.01 },
  overlap: { minimum: -1, maximum: 1, step: 0.01 },
};

/** @returns {Plan} */
export const blankPlan = () => ({
  open: false,
  parameters: [],
  design: freshDesign("sweep"),
  chosen: false,
  replicates: 5,
  outputs: [],
  name: "",
  notes: "",
});

/** The plan as it was left; what cannot be read is as good as none. @returns {Plan} */
export function loadPlan() {
  try {
    return { ...blankPlan(), ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
  } catch {
    return blankPlan();
  }
}

/** @param {Plan} plan */
export function savePlan(plan) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(plan));
  } catch {} // then it is for as long as the page
}

/** The name that a study has for a control's field. @param {string} field */
export const parameterOf = (field) =>
  field === "size" ? "resolution" : field.replace(/^circles\.(\d+)\./, "circles[$1].");

/** The field of the state that a parameter is. @param {string} name */
const fieldOf = (name) =>
  name === "resolution" ? "size" : name.replace(/^circles\[(\d+)\]\./, "circles.$1.");

/**
 * Control spec of a parameter.
 * @param {ParameterName} parameter @param {Config} config @param {number} size of the picture
 * @returns {ControlSpec}
 */
export function parameterSpec({ name, of = 0 }, config, size) {
  const [, number, field] = /^circles\[(\d+)\]\.(\w+)$/.exec(name) ?? [];
  if (field === undefined) {
    const spec = config.control_specs[fieldOf(name)];
    if (spec) return { ...spec, title: name === "resolution" ? "Image size" : spec.title };
    return derivedSpec(name, name === "radius_factor" ? "All radii times" : name);
  }
  const i = Number(number) + 1;
  if (field === "row" || field === "col" || field === "radius") {
    const spec = config.circle_control_specs[field];
    return { ...spec, title: `${spec.title} of circle ${i}`, maximum: largest(spec, size) };
  }
  const title =
    field === "overlap"
      ? `Overlap of circle ${i} with ${of + 1}`
      : `Radius of circle ${i} to that of ${of + 1}`;
  return derivedSpec(field, title);
}

/** @param {string} kind @param {string} title @returns {NumberSpec} */
const derivedSpec = (kind, title) => ({
  field: kind,
  kind: "number",
  title,
  help: "",
  group: "",
  unit: "",
  scale: "linear",
  integer: false,
  slider: kind in DERIVED,
  ...(DERIVED[kind] ?? { minimum: 0, maximum: 1, step: 0.01 }),
});

/**
 * A parameter with a range to begin with.
 * @param {ParameterName} parameter @param {ControlSpec} spec @param {ExplorerState} state
 * @returns {Parameter}
 */
export function freshParameter({ name, of }, spec, state) {
  if (spec.kind === "switch") return { name, values: [true, false] };
  if (spec.kind === "choice") return { name, values: Object.keys(spec.labels) };
  const last = name.split(".").at(-1) ?? "";
  if (last in USUAL) {
    const [low, high, scale = "linear"] = USUAL[last];
    return { name, low, high, scale, ...(of === undefined ? {} : { of }) };
  }
  const value = Number(getAt(state, fieldOf(name)));
  const reach = last === "radius" ? 0.4 * value : 0.1 * state.size;
  const between = (/** @type {number} */ x) =>
    Math.min(spec.maximum, Math.max(spec.minimum, Math.round(x)));
  return { name, low: between(value - reach), high: between(value + reach), scale: "linear" };
}

/** Parameters without a control that are not varied yet. @param {ExplorerState} state @param {Parameter[]} varied */
export function derivedParameters({ circles }, varied) {
  /** @type {ParameterName[]} */
  const all = [{ name: "radius_factor" }];
  for (let i = 1; i < circles.length; i += 1) {
    all.push({ name: `circles[${i}].radius_ratio`, of: 0 }, { name: `circles[${i}].overlap`, of: 0 });
  }
  return all.filter(({ name }) => !varied.some((other) => other.name === name));
}

/** The name of a study without one. @param {string[]} titles of its parameters */
export function usualName(titles) {
  if (titles.length > 3) return `${titles.slice(0, 2).join(", ")} and ${titles.length - 2} more`;
  return titles.join(" × ") || "Study";
}

/** The study as a file has it, but for scene and method, which are the explorer's. @param {Plan} plan @param {string[]} titles of its parameters */
export function studyOf({ parameters, design, replicates, outputs, name, notes }, titles) {
  return { name: name.trim() || usualName(titles), notes, parameters, design, replicates, outputs };
}
