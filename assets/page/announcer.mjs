/**
 * What screen readers hear after a change: one sentence on what changed and one on its result, at most
 * one announcement a second; and the text that stands for the pictures.
 */

import { describeCircle } from "../circles/geometry.mjs";
import { getAt, same } from "../state/model.mjs";
import { find, h, write } from "./browser/dom.mjs";

/** @import { CircleState, Config, ExplorerState } from "../state/model.mjs" */

const PAUSE_MS = 1000; // between announcements

/** @typedef {{state: ExplorerState, rest: boolean, refused?: boolean, title: string}} Explained the verdict in words on a state */

/** @param {number} n @param {string} one */
const count = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;

/** Describe a change of the circles. @param {CircleState[]} before @param {CircleState[]} after */
function circlesChange(before, after) {
  if (before.length !== after.length) return `Now ${count(after.length, "circle")}.`;
  const moved = after.flatMap((circle, i) => (same(circle, before[i]) ? [] : [i]));
  if (moved.length > 1) return "Several circles changed.";
  const [i] = moved;
  const { row, col, radius } = after[i];
  const still = row === before[i].row && col === before[i].col;
  if (still) return `Circle ${i + 1} resized to radius ${radius}.`;
  const alike = radius === before[i].radius;
  return `Circle ${i + 1} moved to ${alike ? `row ${row}, column ${col}` : describeCircle(after[i])}.`;
}

/**
 * Describe a change of the state in one sentence, empty if only the view has changed.
 * @param {ExplorerState} before @param {ExplorerState} after
 * @param {Pick<Config, "control_specs" | "view_fields">} config
 */
export function describeChange(before, after, { control_specs: specs, view_fields: fields }) {
  const names = Object.keys(after).filter((name) => !fields.includes(name) && !same(after[name], before[name]));
  if (!names.length) return "";
  if (names.includes("picture")) return after.picture ? "Another picture." : "A scene of circles.";
  if (names.includes("size")) return `${specs.size.title} is now ${after.size}.`; // the circles scale with it
  const numbers = names.filter((name) => name !== "circles" && name !== "n_clusters");
  if (names.includes("circles")) return numbers.length ? "Another scene." : circlesChange(before.circles, after.circles);
  if (names.length > 1) return "Several settings changed.";
  const spec = specs[names[0]];
  if (!spec) return "";
  const value = getAt(after, names[0]);
  const words = spec.kind === "choice" ? spec.labels[String(value)] : { true: "on", false: "off" }[String(value)];
  return `${spec.title} is now ${words ?? value}.`;
}

/** Describe the pictures of a state. @param {ExplorerState} state @param {string} outcome in words */
export function describePictures({ circles, noise, size, picture, n_clusters: k }, outcome) {
  const shown = picture
    ? "a picture"
    : `${count(circles.length, "circle")} with noise ${noise} in a picture of ${size} by ${size} pixels`;
  return `Original: ${shown}. Labels: ${count(k, "region")}${outcome && `; ${outcome}`}.`;
}

export class Announcer {
  /** State of the last announcement. @type {ExplorerState | undefined} */
  #before;
  #text = "";
  #timer = 0;
  #last = -Infinity; // time in milliseconds

  /** @param {(text: string) => void} say @param {Pick<Config, "control_specs" | "view_fields">} config */
  constructor(say, config) {
    this.say = say;
    this.config = config;
  }

  /** Announce a state that came to rest, unless it is refused and the last one stays. @param {Explained} explained */
  explained({ state, rest, refused, title }) {
    if (!rest || refused) return;
    const before = this.#before;
    this.#before = state;
    const change = before && describeChange(before, state, this.config);
    if (!change) return;
    this.#text = `${change} ${count(state.n_clusters, "region")}${title && `: ${title}`}.`;
    if (this.#timer) return;
    const wait = Math.max(0, this.#last + PAUSE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#last = performance.now();
      this.say(this.#text);
    }, wait);
  }
}

/** Announce what comes to rest on the page. @param {Config} config */
export function connectAnnouncer(config) {
  const region = h("div", { class: "unseen announcer", role: "status" });
  find(".page").append(region);
  const announcer = new Announcer((text) => write(region, text), config);
  document.addEventListener("cutlab:explained", (event) => {
    const { state, rest, refused, title: found } = /** @type {CustomEvent<Explained>} */ (event).detail;
    const title = find(".page").matches(".predicting") ? "" : found; // which would be the answer
    announcer.explained({ state, rest, refused, title });
    if (rest && !refused) write(find(".pictures-text"), describePictures(state, title));
  });
}
