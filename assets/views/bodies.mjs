/** The bodies of the views, by name: a file each. */

import { CutsView } from "./bodies/cuts.mjs";
import { EigenvectorsView } from "./bodies/eigenvectors.mjs";
import { EmbeddingView } from "./bodies/embedding.mjs";
import { GraphView } from "./bodies/graph.mjs";
import { MethodsView } from "./bodies/methods.mjs";
import { SpectrumView } from "./bodies/spectrum.mjs";
import { ThresholdView } from "./bodies/threshold.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { Arrays } from "../live/codec.mjs" */
/** @import { Figure } from "../live/plotly.mjs" */
/** @import { Config, ExplorerState } from "../state/model.mjs" */

/**
 * Content of a view for one state; components/live/views makes it.
 * @template [D=unknown]
 * @typedef {{sentence: string, nothing: boolean, data: D, figures: Record<string, Figure>}} Content
 */

/**
 * The arrays of a view, without its name, and the nodes' pixels.
 * @typedef {Arrays} ViewArrays
 */

/**
 * @typedef {object} ViewContext what a body is made with
 * @property {Config} config
 * @property {CanvasRenderer} renderer of the main pictures
 * @property {(path: string, value: unknown) => void} change the state
 */

/**
 * @typedef {object} ViewBody
 * @property {(content: Content, arrays: ViewArrays, shape: number[], state: ExplorerState) => void | Promise<void>} draw
 * @property {() => void} [viewChanged] zoom or crosshair have changed
 * @property {(state: ExplorerState) => void} [show] the state as it is set
 * @property {() => void} [closed]
 */

/** @type {Record<string, new (place: HTMLElement, context: ViewContext) => ViewBody>} */
export const VIEW_BODIES = {
  spectrum: SpectrumView,
  eigenvectors: EigenvectorsView,
  embedding: EmbeddingView,
  graph: GraphView,
  cuts: CutsView,
  threshold: ThresholdView,
  methods: MethodsView,
};
