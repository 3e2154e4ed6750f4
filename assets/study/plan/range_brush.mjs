/** Inputs for a study's parameter: a range with two thumbs and two numbers, or check boxes of values. */

import { sliderEnds } from "../../controls/control.mjs";
import { describeUnread, NumberField } from "../../controls/number.mjs";
import { h, write } from "../../page/browser/dom.mjs";
import { position, valueAt } from "../../state/spec.mjs";

/** @import { ControlSpec, NumberSpec } from "../../state/spec.mjs" */
/** @import { Choice, Range } from "./vary_switches.mjs" */

/** @typedef {"low" | "high"} End */

const ENDS = /** @type {const} */ (["low", "high"]);
const WORDS = { low: "from", high: "to" };

/**
 * @param {NumberSpec} spec title and bounds of the track
 * @param {Range} range is changed in place
 * @param {() => void} changed
 */
export function rangeBrush(spec, range, changed) {
  const ends = sliderEnds(spec);
  const label = (/** @type {End} */ end) => ({ "aria-label": `${spec.title}, ${WORDS[end]}` });
  const thumb = (/** @type {End} */ end) =>
    h("input", { type: "range", role: "slider", class: `vary-${end}`, ...ends, ...label(end) });
  const unread = h("p", { class: "notice unread", role: "alert" });
  const box = (/** @type {End} */ end) =>
    new NumberField(
      { step: spec.step, "data-end": end, ...label(end) },
      (value) => put(end, value),
      (text) => write(unread, text && describeUnread(`${spec.title}, ${WORDS[end]}`, text)),
    );
  const thumbs = { low: thumb("low"), high: thumb("high") };
  const boxes = { low: box("low"), high: box("high") };
  const log = h("input", { type: "checkbox", "aria-label": `${spec.title}, logarithmic` });
  const track = h("div", { class: "vary-brush" }, thumbs.low, thumbs.high);

  /** @param {End} end @param {number | null} value */
  function put(end, value) {
    range[end] = value;
    show();
    changed();
  }

  /** Take the value of a thumb, which must not pass the other. @param {End} end */
  function pushed(end) {
    const [low, high] = [thumbs.low.valueAsNumber, thumbs.high.valueAsNumber];
    const place = end === "low" ? Math.min(low, high - ends.step) : Math.max(high, low + ends.step);
    const value = valueAt(spec, place, true);
    put(end, spec.scale === "cubic" || spec.integer ? value : Number(value.toPrecision(12)));
  }

  function show() {
    for (const end of ENDS) {
      const value = range[end];
      if (value === null) continue;
      boxes[end].show(value);
      thumbs[end].value = String(position(spec, value));
      thumbs[end].setAttribute("aria-valuetext", String(value));
    }
    const share = (/** @type {End} */ end) =>
      (thumbs[end].valueAsNumber - ends.min) / (ends.max - ends.min);
    track.style.setProperty("--from", `${100 * share("low")}%`);
    track.style.setProperty("--to", `${100 * share("high")}%`);
    thumbs.low.style.zIndex = share("low") > 0.5 ? "2" : "1"; // so that it can be grabbed at the far end
    log.checked = range.scale === "log";
  }

  for (const end of ENDS) {
    thumbs[end].addEventListener("input", () => pushed(end));
  }
  log.addEventListener("input", () => {
    range.scale = log.checked ? "log" : "linear";
    changed();
  });
  // A press on the track moves the nearer thumb there.
  track.addEventListener("pointerdown", (event) => {
    if (event.target !== track) return;
    const { left, width } = track.getBoundingClientRect();
    const place = ends.min + ((event.clientX - left - 8) / (width - 16)) * (ends.max - ends.min);
    const far = (/** @type {End} */ end) => Math.abs(thumbs[end].valueAsNumber - place);
    const end = far("low") < far("high") ? "low" : "high";
    thumbs[end].valueAsNumber = place;
    pushed(end);
    thumbs[end].focus();
    event.preventDefault();
  });
  show();
  const numbers = h(
    "div",
    { class: "vary-numbers" },
    boxes.low.element,
    h("span", {}, "to"),
    boxes.high.element,
    h("span", { class: "unit" }, spec.unit),
    h("label", {}, log, "log"),
  );
  return spec.slider ? [track, numbers, unread] : [numbers, unread];
}

/**
 * @param {ControlSpec} spec the values of a number are only listed
 * @param {Choice} choice is changed in place
 * @param {() => void} changed
 */
export function valueBoxes(spec, choice, changed) {
  if (spec.kind === "number") return [h("p", { class: "vary-values" }, choice.values.join(", "))];
  /** @type {[boolean | string, string][]} */
  const switched = [[true, "on"], [false, "off"]];
  const known = spec.kind === "switch" ? switched : Object.entries(spec.labels);
  const boxes = known.map(([value, text]) => {
    const input = h("input", { type: "checkbox", checked: choice.values.includes(value) });
    input.addEventListener("input", () => {
      choice.values = known.filter((_, i) => boxes[i].input.checked).map(([each]) => each);
      changed();
    });
    return { input, element: h("label", {}, input, text) };
  });
  const group = { role: "group", class: "vary-values", "aria-label": `${spec.title}, values` };
  return [h("div", group, ...boxes.map(({ element }) => element))];
}
