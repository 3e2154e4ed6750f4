/** Control specs: descriptions of the controls of fields; components/state/control_specs.py makes them. */

/**
 * @typedef {object} Spec
 * @property {string} field
 * @property {string} title
 * @property {string} help
 * @property {string} group of the panel
 * @property {"" | "circles" | "picture"} [only] the subject that has it, if it is not for both
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

/** @typedef {Pick<NumberSpec, "scale" | "minimum" | "maximum" | "step" | "integer">} Scale */

/** Position of a value on its slider. @param {Scale} spec @param {number} value */
export const position = (spec, value) =>
  spec.scale === "cubic" ? Math.cbrt((value - spec.minimum) / (spec.maximum - spec.minimum)) : value;

/**
 * Value at a position of a slider. Next to 0 a cubic scale has only tiny values; there the value jumps
 * down to 0 or, with `up`, to the least one. Whole numbers are taken in steps.
 * @param {Scale} spec @param {number} place @param {boolean} [up]
 */
export function valueAt(spec, place, up = false) {
  if (spec.scale !== "cubic") return place;
  const { minimum, maximum, step } = spec;
  const value = minimum + (maximum - minimum) * place ** 3;
  if (spec.integer) return Math.max(minimum, Math.round(value / step) * step);
  const least = step / 10;
  if (value < least) return up && place > 0 ? least : 0;
  return Number(value.toPrecision(3));
}

/**
 * Value so many steps from that at a position of a cubic slider of whole numbers, which may lie between two.
 * @param {Scale} spec @param {number} place @param {number} steps
 */
export function stepped({ minimum, maximum, step }, place, steps) {
  const value = Math.round(minimum + (maximum - minimum) * place ** 3);
  const whole = steps > 0 ? Math.floor(value / step) : Math.ceil(value / step);
  return Math.min(maximum, Math.max(minimum, (whole + steps) * step));
}
