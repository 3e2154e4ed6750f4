/**
 * One control, made from its spec. Controls are native elements, because a Dash component reports
 * every step of a drag to the whole page, which costs more than the frame itself
 * (docs/decisions/0002-native-controls.md has the figures).
 */

import { h, setAttributes } from "../page/browser/dom.mjs";
import { noteUnread } from "../page/notices.mjs";
import { position, stepped, valueAt } from "../state/spec.mjs";
import { describeUnread, NumberField } from "./number.mjs";

/** @import { ChoiceSpec, ControlSpec, NumberSpec } from "../state/spec.mjs" */

let ids = 0;

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {(value: unknown, maximum?: number) => void} show
 */

/**
 * @typedef {object} Input elements of a control
 * @property {HTMLElement} input beside the title
 * @property {HTMLElement[]} below it
 * @property {Control["show"]} show
 */

/**
 * How a control sets the state.
 * @typedef {object} Changes
 * @property {(value: unknown) => void} set called with every input, valid or not; the server checks it
 * @property {(value: number) => number} [slide] called by the slider; returns the value that was set
 */

/** A mark that shows a sentence, see tooltips.mjs. @param {string} title @param {string} help */
const helpMark = (title, help) =>
  h("button", { type: "button", class: "help", "aria-label": `${title}: ${help}`, "data-help": help }, "?");

/**
 * @param {ControlSpec} spec
 * @param {string} field path of the state
 * @param {string} name accessible name
 * @param {Changes} changes
 * @param {...HTMLElement} tools shown beside the title
 * @returns {Control}
 */
export function makeControl(spec, field, name, changes, ...tools) {
  const id = `control-${(ids += 1)}`;
  const { input, below, ...made } = makeInput(spec, field, id, name, changes);
  /** @type {unknown[]} */
  let shown = [];
  /** @type {Control["show"]} */
  const show = (value, maximum) => {
    if (shown.length && Object.is(value, shown[0]) && maximum === shown[1]) return;
    shown = [value, maximum];
    made.show(value, maximum);
  };
  const label = h("label", { for: id }, spec.title);
  const element = h(
    "div",
    { class: `control control-${spec.kind}`, "data-field": field, "data-only": spec.only || undefined },
    h("div", { class: "control-head" }, label, helpMark(name, spec.help), ...tools, input),
    ...below,
    h("div", { class: "notice", "data-notice": field }),
  );
  return { element, show };
}

/**
 * @param {ControlSpec} spec @param {string} field @param {string} id @param {string} name @param {Changes} changes
 * @returns {Input}
 */
function makeInput(spec, field, id, name, changes) {
  if (spec.kind === "number") return makeNumber(spec, field, id, name, changes);
  if (spec.kind === "choice") return makeChoice(spec, id, name, changes.set);
  const input = h("input", { type: "checkbox", role: "switch", id, "aria-label": name });
  input.addEventListener("input", () => changes.set(input.checked));
  return { input, below: [], show: (value) => (input.checked = Boolean(value)) };
}

/**
 * @param {ChoiceSpec} spec @param {string} id @param {string} name @param {(value: string) => void} change
 * @returns {Input}
 */
function makeChoice(spec, id, name, change) {
  const options = Object.entries(spec.labels).map(([value, text]) => h("option", { value }, text));
  const input = h("select", { id, "aria-label": name }, ...options);
  input.addEventListener("input", () => change(input.value));
  return { input, below: [], show: (value) => (input.value = String(value)) };
}

/**
 * @param {NumberSpec} spec @param {string} field @param {string} id @param {string} name @param {Changes} changes
 * @returns {Input}
 */
function makeNumber(spec, field, id, name, { set, slide }) {
  const label = spec.unit ? `${name}, ${spec.unit}` : name;
  const { minimum, maximum: most, step } = spec;
  const unread = (/** @type {string} */ text) => noteUnread(field, text && describeUnread(name, text));
  const box = new NumberField({ minimum, maximum: most, step, id, "aria-label": label }, set, unread);
  const input = h("span", { class: "number" }, box.element, h("span", { class: "unit" }, spec.unit));
  const slider = makeSlider(spec, label, slide ?? ((value) => (set(value), value)));
  /** @type {Control["show"]} */
  const show = (value, maximum) => {
    if (maximum) setAttributes(slider, { max: maximum });
    if (typeof value !== "number") return; // the field was emptied: the slider keeps its position
    box.show(value);
    noteUnread(field, "");
    slider.value = String(position(spec, value));
    const [low, high] = [Number(slider.min), Number(slider.max)];
    slider.style.setProperty("--fill", `${(100 * (slider.valueAsNumber - low)) / (high - low)}%`);
    if (spec.scale === "cubic") slider.setAttribute("aria-valuetext", String(value));
  };
  if (!spec.slider) return { input, below: [], show };
  return { input, below: [slider, ...(spec.scale === "cubic" ? [makeTicks(spec)] : [])], show };
}

/** Ends and step of a slider, in positions. @param {NumberSpec} spec */
export const sliderEnds = ({ scale, minimum, maximum, step }) =>
  scale === "cubic" ? { min: 0, max: 1, step: 0.001 } : { min: minimum, max: maximum, step };

/** @param {NumberSpec} spec @param {string} label @param {(value: number) => number} slide */
function makeSlider(spec, label, slide) {
  const wholes = spec.scale === "cubic" && spec.integer; // whose positions are no multiples of a step
  const ends = { ...sliderEnds(spec), ...(wholes ? { step: "any" } : {}) };
  const slider = h("input", { type: "range", role: "slider", ...ends, "aria-label": label });
  const change = (/** @type {number} */ value) => {
    const taken = slide(value);
    if (taken !== value) slider.value = String(position(spec, taken));
  };
  slider.addEventListener("input", () => change(valueAt(spec, slider.valueAsNumber)));
  slider.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!way || !(event.shiftKey || spec.scale === "cubic")) return;
    event.preventDefault();
    const steps = way * (event.shiftKey ? 10 : 1);
    if (wholes) {
      const value = stepped(spec, slider.valueAsNumber, steps);
      slider.value = String(position(spec, value));
      return change(value);
    }
    slider.valueAsNumber += steps * Number(slider.step);
    change(valueAt(spec, slider.valueAsNumber, way > 0));
  });
  return slider;
}

/** Tick values of a nonlinear slider. @param {NumberSpec} spec */
function makeTicks(spec) {
  const { minimum, maximum } = spec;
  const values = [minimum, maximum / 100, maximum / 10, maximum / 2, maximum];
  const ticks = values.map((value) =>
    h("span", { style: `--at: ${position(spec, value)}` }, String(value)),
  );
  return h("div", { class: "ticks", "aria-hidden": "true" }, ...ticks);
}
