/**
 * Adapter for Plotly, and the only place that uses its private names. There is no public way to the
 * offsets of axes, the data as drawn, or the ranges that a double click restores. If a new version
 * takes a name away, `need` throws.
 */

/** @typedef {Record<string, unknown>} Props */
/** @typedef {Props & {type: string}} Trace */
/** @typedef {{data: Trace[], layout: Props}} Figure as components/figures make it */

/** @typedef {{x: number, y: number, pointNumber: number, curveNumber: number, customdata?: unknown}} Point */
/** @typedef {{x?: number[], y?: number[], x2?: number[], y2?: number[]}} Outline of a brush */

/** @typedef {{points: Point[], range?: Outline, lassoPoints?: Outline}} Selection */

/**
 * Details of Plotly's events, by name; those of other events are not used.
 * @typedef {{
 *   plotly_hover: {points: Point[]},
 *   plotly_click: {points: Point[], event: MouseEvent},
 *   plotly_selecting: Selection | undefined,
 *   plotly_selected: Selection | undefined,
 *   [event: string]: unknown,
 * }} Events
 */

/** @typedef {HTMLElement & {data?: Trace[]}} Graph an element that Plotly draws in, or has drawn in */

/**
 * @typedef {{
 *   range: [number, number],
 *   domain: [number, number],
 *   p2d: (pixel: number) => number,
 *   _offset: number,
 *   _length: number,
 *   _rangeInitial0: number,
 *   _rangeInitial1: number,
 * }} PrivateAxis
 */

/**
 * @typedef {Graph & {
 *   on: (event: string, listener: (detail: unknown) => void) => void,
 *   _fullLayout?: Record<string, PrivateAxis> & {dragmode: string},
 *   _fullData?: {x: ArrayLike<unknown>, y: ArrayLike<unknown>, z: ArrayLike<ArrayLike<number>>, zmin: number, zmax: number}[],
 * }} PrivateGraph
 */

/**
 * @typedef {object} Plotly
 * @property {(graph: Graph, data: Trace[], layout: Props, config: Props) => Promise<Graph>} react
 * @property {(graph: Graph, data: Trace[], layout: Props, config: Props) => Promise<Graph>} newPlot
 * @property {(graph: Graph, changes: Props, traces?: number[]) => Promise<Graph>} restyle
 * @property {(graph: Graph, changes: Props) => Promise<Graph>} relayout
 * @property {(graph: Graph, changes: Props, layout: Props, traces?: number[]) => Promise<Graph>} update
 * @property {(graph: Graph | Figure, options: Props) => Promise<string>} toImage
 * @property {(graph: Graph) => void} purge
 */

/** Plotly itself; Dash loads it with the first figure of the page. */
export const plotly = () => /** @type {{Plotly: Plotly}} */ (/** @type {unknown} */ (globalThis)).Plotly;

/**
 * A private property, which a new version of Plotly may lack.
 * @template {object} O @template {keyof O & string} Name
 * @param {O} owner @param {Name} name
 * @returns {NonNullable<O[Name]>}
 */
function need(owner, name) {
  const value = owner[name];
  if (value === undefined || value === null) {
    throw new Error(`Plotly has no ${name} any more: mend assets/live/plotly.mjs.`);
  }
  return value;
}

/** @param {Graph} graph @param {string} axis such as "xaxis2" */
const privateAxis = (graph, axis) =>
  need(need(/** @type {PrivateGraph} */ (graph), "_fullLayout"), axis);

/** The figure that Dash draws in a place, null before it begins. @param {ParentNode} place @returns {Graph | null} */
export const graphIn = (place) => place.querySelector(".js-plotly-plot");

/** All figures of the page. */
export const figuresOfPage = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".js-plotly-plot")]);

/** True if a figure has an axis on screen. @param {Graph | null} graph @param {string} axis */
export const hasAxis = (graph, axis) =>
  Boolean(/** @type {PrivateGraph | null} */ (graph)?._fullLayout?.[axis]);

/** @typedef {{offset: number, length: number, range: [number, number], domain: [number, number]}} Axis in pixels of the figure; `domain` in shares of its inside */

/** @param {Graph} graph @param {string} name such as "xaxis2" @returns {Axis} */
export function axisOf(graph, name) {
  const axis = privateAxis(graph, name);
  return { offset: need(axis, "_offset"), length: need(axis, "_length"), range: axis.range, domain: axis.domain };
}

/** The value on a figure's horizontal axis at a place of the window. @param {Graph} graph @param {number} clientX */
export function valueAtPointer(graph, clientX) {
  const axis = privateAxis(graph, "xaxis");
  const within = clientX - graph.getBoundingClientRect().left - need(axis, "_offset");
  return need(axis, "p2d").call(axis, within);
}

/** True if a drag on a figure marks points. @param {Graph | null} graph */
export const brushes = (graph) =>
  ["lasso", "select"].includes(
    /** @type {PrivateGraph | null} */ (graph)?._fullLayout?.dragmode ?? "",
  );

/**
 * Set ranges, and let a double click restore them; Plotly would restore those of the first drawing.
 * @param {Graph} graph @param {Record<string, number[]>} ranges by axis
 */
export function setWholeRanges(graph, ranges) {
  for (const [name, range] of Object.entries(ranges)) {
    const axis = privateAxis(graph, name);
    need(axis, "_rangeInitial0");
    need(axis, "_rangeInitial1");
    [axis._rangeInitial0, axis._rangeInitial1] = range;
  }
  const changes = Object.entries(ranges).map(([name, range]) => [`${name}.range`, range]);
  plotly().relayout(graph, Object.fromEntries(changes));
}

/** The place of a point that a figure shows. @param {Graph} graph @param {number} trace @param {number} point */
export function pointOf(graph, trace, point) {
  const { x, y } = need(/** @type {PrivateGraph} */ (graph), "_fullData")[trace];
  return { x: x[point], y: y[point] };
}

/**
 * The values of a heatmap as drawn, row by row, and its range.
 * @param {Graph} graph @param {number} trace
 * @returns {{values: Float32Array, range: [number, number]}}
 */
export function heatmapOf(graph, trace) {
  const { z, zmin, zmax } = need(/** @type {PrivateGraph} */ (graph), "_fullData")[trace];
  const values = Array.from(z, (row) => Array.from(row)).flat();
  return { values: Float32Array.from(values), range: [zmin, zmax] };
}

/** The element on which Plotly listens to the pointer. @param {Graph | null} graph @param {string} subplot such as "xy" @returns {Element | null} */
export const pointerSurface = (graph, subplot) =>
  graph?.querySelector(`.nsewdrag[data-subplot="${subplot}"]`) ?? null;

/** True if an element is such a surface. @param {EventTarget | null} target */
export const isPointerSurface = (target) =>
  target instanceof Element && target.classList.contains("nsewdrag");

/**
 * @template {keyof Events & string} Event
 * @param {Graph} graph that is drawn @param {Event} event @param {(detail: Events[Event]) => void} listener
 */
export function listen(graph, event, listener) {
  const { on } = /** @type {PrivateGraph} */ (graph);
  on.call(graph, event, /** @type {(detail: unknown) => void} */ (listener));
}
