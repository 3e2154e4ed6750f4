/** Control specs: description of a control by its field; components/state/control_specs.py makes them. */

/**
 * @typedef {object} Spec
 * @property {string} field
 * @property {string} title
 * @property {string} help
 * @property {string} group of the panel
 */

/**
 * A number. The position on a slider of scale "cubic" is the root of the value; without `slider`
 * there is only the number.
 * @typedef {Spec & {
 *   kind: "number",
 *   minimum: number,
 *   maximum: number,
 *   step: number,
 *   unit: string,
 *   scale: "linear" | "cubic",
 *   integer: boolean,
 *   slider: boolean,
 * }} NumberSpec
 */

/** @typedef {Spec & {kind: "choice", labels: Record<string, string>}} ChoiceSpec labels by value */
/** @typedef {Spec & {kind: "switch"}} SwitchSpec */
/** @typedef {NumberSpec | ChoiceSpec | SwitchSpec} ControlSpec */
/** @typedef {Record<"row" | "col" | "radius", NumberSpec>} CircleSpecs */

/** @typedef {Pick<NumberSpec, "scale" | "maximum" | "step">} Scale */

/** Position of a value on its slider. @param {Scale} spec @param {number} value */
export const position = (spec, value) =>
  spec.scale === "cubic" ? Math.cbrt(value / spec.maximum) : value;

/**
 * The value at a place of a slider. Next to 0 a cubic scale is all decimals: there it leaps, `up` to
 * the least or down to 0.
 * @param {Scale} spec @param {number} place @param {boolean} [up]
 */
export function valueAt(spec, place, up = false) {
  if (spec.scale !== "cubic") return place;
  const [value, least] = [spec.maximum * place ** 3, spec.step / 10];
  if (value < least) return up && place > 0 ? least : 0;
  return Number(value.toPrecision(3));
}
