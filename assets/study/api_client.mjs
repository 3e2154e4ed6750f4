/** The client of the studies' routes, and how the pages describe what it answers. */

import { h } from "../page/dom.mjs";

/** @import { Figure } from "../live/plotly.mjs" */
/** @import { Design } from "./plan/designs.mjs" */
/** @import { Parameter } from "./plan/plan.mjs" */

export const ROOT = "/api/studies";
export const AGAIN_MS = 3000; // before a plan whose time is not known yet is asked for again

/** @typedef {"queued" | "running" | "paused" | "done" | "cancelled" | "failed"} StudyState */

/**
 * A study as its file has it, scene and method aside.
 * @typedef {object} StudySpec
 * @property {string} name
 * @property {string} notes
 * @property {Parameter[]} parameters
 * @property {Design} design
 * @property {number} replicates
 * @property {string[]} outputs
 * @property {string} [evaluator]
 */

/**
 * A line of the list; components/studies/routes.py makes it.
 * @typedef {object} StudyRow
 * @property {number} id
 * @property {string} name
 * @property {string} notes
 * @property {StudyState} state
 * @property {string | null} message
 * @property {number} n_trials
 * @property {number} recorded
 * @property {number} failed
 * @property {number | null} best
 * @property {number | null} worst
 * @property {number | null} rate trials a second
 * @property {number | null} seconds_left
 * @property {string | null} query of the scene that it varies; none if the explorer cannot show it
 * @property {string} design
 * @property {string[]} parameters their titles
 */

/**
 * A study that comes with the page, ready to be run.
 * @typedef {object} Example
 * @property {string} name
 * @property {string} notes
 * @property {number} n_trials
 * @property {string | null} query
 * @property {StudySpec} study
 */

/** @typedef {{place: string, message: string}} PlanProblem */
/** @typedef {{n_trials: number | null, seconds: number | null, problems: PlanProblem[]}} PlanAnswer */

/** @typedef {{rows?: string[][], columns: string[], trials: number[], brushed?: boolean, more?: number, open?: boolean, axes?: LineAxis[]}} FigureMeta */
/** @typedef {{title: string, scale: "linear" | "log" | "choice", names: string[]}} LineAxis of parallel coordinates */
/** @typedef {Figure & {layout: {meta?: FigureMeta, height?: number, font?: object, margin?: {l?: number, t?: number}}}} StudyFigure */
/** @typedef {{title: string, sentence: string, figure: StudyFigure | null}} FigureContent */

/**
 * @typedef {object} LookAnswer a study's row and figures
 * @property {StudyRow} row
 * @property {Record<string, FigureContent>} [figures]
 * @property {string[]} [problems]
 * @property {boolean} [imputable]
 */

/** The server is away, which may pass. */
export class LostError extends Error {}

/**
 * The server's answer; what it has against a question is thrown as its sentence.
 * @param {string} path below /api/studies
 * @param {unknown} [body] posted, if there is one
 */
async function request(path, body) {
  const headers = { "Content-Type": "application/json" };
  const post = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers };
  let response;
  try {
    response = await fetch(ROOT + path, post);
  } catch {
    throw new LostError("The server does not answer; trying again. Studies go on where it runs them.");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new Error(answer.problem ?? `The server could not answer (status ${response.status}).`);
}

/** @typedef {number | string} StudyId */

export const api = {
  /** @returns {Promise<{studies: StudyRow[], deleted: StudyRow[]}>} */
  list: () => request(""),
  /** @returns {Promise<{studies: Example[]}>} */
  examples: () => request("/examples"),
  /** @param {StudyId} id @returns {Promise<StudyRow & {study: StudySpec}>} */
  get: (id) => request(`/${id}`),
  /** @param {StudyId} id @param {string} query what is looked at @returns {Promise<LookAnswer>} */
  look: (id, query) => request(`/${id}/look?${query}`),
  /** @param {StudyId} id @param {number} trial @returns {Promise<{query?: string, problem?: string}>} */
  trial: (id, trial) => request(`/${id}/trials/${trial}`),
  /** @param {StudyId} id @param {string} act @param {object} [body] @returns {Promise<object>} */
  act: (id, act, body = {}) => request(`/${id}/${act}`, body),
  /** @param {object} message @returns {Promise<PlanAnswer>} */
  plan: (message) => request("/plan", message),
  /** @param {object} message @returns {Promise<{id: number}>} */
  add: (message) => request("", message),
};

/** @param {number} n @param {string} one */
export const count = (n, one) => `${n.toLocaleString("en")} ${n === 1 ? one : `${one}s`}`;

/** @param {number | null | undefined} value */
export const digits = (value) =>
  value === null || value === undefined ? "–" : value.toFixed(3).replace("-", "−");

/** A length of time in words. @param {number} seconds */
export function duration(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** @type {Record<StudyState, string>} */
export const STATES = {
  queued: "waiting",
  running: "running",
  paused: "paused",
  done: "done",
  cancelled: "cancelled",
  failed: "stopped by an error",
};

/** @type {Record<string, string>} */
const DESIGNS = {
  sweep: "Sweep",
  grid: "Grid",
  latin_hypercube: "Latin hypercube",
  sobol_sample: "Sobol sample",
  morris: "Morris screening",
  saltelli: "Sobol indices",
};

/** Say what is varied, and how. @param {StudyRow} row */
export const describeKind = ({ design, parameters }) =>
  `${DESIGNS[design] ?? design}: ${parameters.join(", ")}`;

/** Whether the server is at it, so that it is worth asking again. @param {StudyRow} row */
export const isBusy = ({ state }) => state === "queued" || state === "running";

/** Say how far a study is. @param {StudyRow} row */
export function describeProgress({ recorded, n_trials: n, failed, rate, seconds_left: left, state }) {
  const all = count(n, "trial");
  const facts = [recorded === n ? all : `${recorded.toLocaleString("en")} of ${all}`];
  if (failed) facts.push(`${failed.toLocaleString("en")} failed`);
  if (state === "running" && rate) facts.push(`${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} a second`);
  if (state === "running" && left) facts.push(`${duration(left)} left`);
  return facts.join(" · ");
}

/**
 * The scene that a study varies: both pictures, and the way to it.
 * @param {string | null} query none if the explorer cannot show it
 * @param {string} name the study's @param {string} [hash]
 */
export function sceneLink(query, name, hash = "") {
  if (query === null) return "";
  const picture = h("img", { src: `/first.svg?${query}`, alt: "", loading: "lazy" });
  const props = { class: "study-scene", href: `/?${query}${hash}`, title: "Open the base scene in the explorer" };
  const link = h("a", { ...props, "aria-label": `Base scene of ${name}` }, picture);
  picture.addEventListener("error", () => link.remove()); // it is too large to be drawn at once
  return link;
}
