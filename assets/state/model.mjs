/**
 * The explorer's state as components/state/model.py describes it, and the configuration of the page. A
 * state is never changed in place, so states can be compared by identity.
 */

/** @import { CircleSpecs, ControlSpec } from "./spec.mjs" */

/**
 * A circle, in pixels of the picture.
 * @typedef {{row: number, col: number, radius: number}} CircleState
 */

/**
 * Scene, method and view. A number may be null while it is being typed.
 * @typedef {{
 *   circles: CircleState[],
 *   size: number,
 *   picture: string,
 *   painted: string,
 *   crop: string,
 *   truth: string,
 *   n_clusters: number,
 *   assign_labels: string,
 *   outlines: boolean,
 *   edits: string,
 *   follow: boolean,
 *   look: string,
 *   opacity: number | null,
 *   views: string[],
 *   edge: string,
 *   pinned: string,
 *   view: "full" | "embed" | "present",
 *   hide: string[],
 *   [field: string]: unknown,
 * }} ExplorerState
 */

/**
 * A field that breaks its rule; `field` is empty for the message as a whole.
 * @typedef {{field: string, message: string}} Problem
 */

/**
 * Configuration of the page by the server; `_config` in app.py makes it.
 * @typedef {object} Config
 * @property {string} frame_path of the live route of the pictures
 * @property {string} explanation_path of that of verdict and views
 * @property {string} link_path
 * @property {string} picture_path of the route that takes files of pictures
 * @property {string} figure_path of that of the figures of lessons
 * @property {string} take_away_path of that which makes lessons' files
 * @property {string} stored_path of the route that gives those of studies
 * @property {number} most_bytes of such a file
 * @property {Record<string, Partial<ExplorerState>>} samples fields that open them, by name
 * @property {Record<string, string>} sample_titles by name
 * @property {Record<string, {name: string, title: string}>} parameters of studies, by the field of their control
 * @property {Record<string, string>} views their longer texts, HTML
 * @property {string[]} view_fields fields of the state that a preset leaves as they are
 * @property {number} longest_pinned number of characters of a pinned state
 * @property {ExplorerState} state of the first picture
 * @property {Record<string, ControlSpec>} control_specs by field
 * @property {CircleSpecs} circle_control_specs
 * @property {string} preset key of that state's preset
 * @property {Record<string, ExplorerState>} presets
 * @property {Record<string, string>} points of the presets: a sentence each
 * @property {string[]} sections of the page that a link can hide
 * @property {number} max_circles
 * @property {Record<string, string[]>} tables of colours, by scale
 * @property {string[]} regions their colours
 * @property {string} background the colour outside the mask
 */

/**
 * The value at a path such as "beta" or "circles.0.row", undefined if there is none.
 * @param {unknown} tree @param {string} path
 * @returns {unknown}
 */
export function getAt(tree, path) {
  /** @type {unknown} */
  let node = tree;
  for (const key of path.split(".")) node = /** @type {Record<string, unknown>} */ (node)?.[key];
  return node;
}

/**
 * A copy of the tree with another value at a path.
 * @template {object} T
 * @param {T} tree @param {string} path @param {unknown} value
 * @returns {T}
 */
export function putAt(tree, path, value) {
  const [key, ...rest] = path.split(".");
  const copy = /** @type {Record<string, unknown>} */ (Array.isArray(tree) ? [...tree] : { ...tree });
  copy[key] = rest.length ? putAt(/** @type {object} */ (copy[key]), rest.join("."), value) : value;
  return /** @type {T} */ (copy);
}

/** True if two values have the same JSON. @param {unknown} a @param {unknown} b */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** True if two states differ in the edge of the graph that is described, and in nothing else. @param {ExplorerState} a @param {ExplorerState} b */
export const otherEdge = (a, b) => a.edge !== b.edge && same({ ...a, edge: "" }, { ...b, edge: "" });
