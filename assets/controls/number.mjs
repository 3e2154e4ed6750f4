/**
 * Reading of numbers as people write them, and the field for one. It is a text field: the browser's own
 * number field drops what its language does not know, so that 1,5 becomes 15, and the mouse wheel
 * changes it.
 */

import { h, setAttributes } from "../page/browser/dom.mjs";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GROUPS = /(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))/g; // blanks or apostrophes between thousands
const THOUSANDS = { ",": /^[+-]?[1-9]\d{0,2}(,\d{3})+(?=\.|$)/, ".": /^[+-]?[1-9]\d{0,2}(\.\d{3})+(?=,)/ };
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2},\d{3}$/; // 1,250: a quarter more than one, or many

/** @param {string} text */
const tidy = (text) => text.trim().replace(/^\u2212|(?<=e)\u2212/i, "-").replace(GROUPS, "");

/**
 * Read a number with a decimal point or comma, with an exponent or without.
 * @param {string} text
 * @returns {number | null} null for an empty text, NaN for one that is no finite number, or that may be two
 */
export function readNumber(text) {
  let plain = tidy(text);
  if (!plain) return null;
  if (AMBIGUOUS.test(plain)) return NaN;
  if (THOUSANDS[","].test(plain)) plain = plain.replaceAll(",", "");
  else if (THOUSANDS["."].test(plain)) plain = plain.replaceAll(".", "");
  plain = plain.replace(",", ".");
  const value = NUMBER.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** Say why a text was not taken as a number. @param {string} title @param {string} text */
export function describeUnread(title, text) {
  const plain = tidy(text);
  if (!AMBIGUOUS.test(plain)) return `${title}: “${text.trim().slice(0, 40)}” is no number. Nothing was changed.`;
  const [small, large] = [plain.replace(",", "."), plain.replace(",", "")];
  return `${title}: “${plain}” may be ${small} or ${large}. Write it without the comma. Nothing was changed.`;
}

/** @typedef {{minimum?: number, maximum?: number, step?: number, [attribute: string]: unknown}} FieldOptions */

export class NumberField {
  /**
   * @param {FieldOptions} options step of the arrow keys, their bounds, and attributes
   * @param {(value: number | null) => void} change called with a number that was read, or null for none
   * @param {(text: string) => void} [unread] called with a text that is no number, and with "" after it
   */
  constructor({ minimum = -Infinity, maximum = Infinity, step = 1, ...attributes }, change = () => {}, unread = () => {}) {
    const own = { type: "text", inputmode: "decimal", role: "spinbutton", autocomplete: "off" };
    const bounds = { "aria-valuemin": minimum, "aria-valuemax": maximum };
    const finite = Object.entries(bounds).filter(([, value]) => Number.isFinite(value));
    this.element = h("input", { class: "number-field", ...own, ...Object.fromEntries(finite), ...attributes });
    const taken = () => {
      const { value } = this;
      const bad = Number.isNaN(value);
      unread(bad ? this.element.value : "");
      if (value === null) this.element.removeAttribute("aria-valuenow");
      else if (!bad) setAttributes(this.element, { "aria-valuenow": value });
      if (!bad) change(value);
    };
    this.element.addEventListener("input", taken);
    this.element.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const size = event.shiftKey ? 10 * step : step;
      const next = Math.round((this.value || 0) / size + way) * size;
      this.show(Number(Math.min(maximum, Math.max(minimum, next)).toPrecision(12)));
      taken();
    });
  }

  /** The number in the field, as `readNumber` reads it. */
  get value() {
    return readNumber(this.element.value);
  }

  /** Show a number, unless the field has it already in another spelling. @param {number} value */
  show(value) {
    if (this.value !== value) this.element.value = String(value);
    setAttributes(this.element, { "aria-valuenow": value });
  }
}
