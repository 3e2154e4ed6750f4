/** Bodies of the views: tiles, charts and HTML below them; some views have a class of their own. */

import { CompareView } from "./bodies/compare.mjs";
import { EmbeddingView } from "./bodies/embedding.mjs";
import { GraphView } from "./bodies/graph.mjs";
import { PlainView } from "./bodies/plain.mjs";
import { ThresholdView } from "./bodies/threshold.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { Arrays } from "../live/codec.mjs" */
/** @import { Figure } from "../live/plotly.mjs" */
/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { TileSpec } from "./drawing/tiles.mjs" */

/**
 * Content of a view for one state; components/live/views makes it. The keys of the figures are
 * their labels, and `below` is HTML.
 * @template [D=unknown]
 * @typedef {object} Content
 * @property {string} sentence
 * @property {boolean} nothing
 * @property {TileSpec[]} tiles
 * @property {Record<string, Figure>} figures
 * @property {string} below
 * @property {D & {needs?: string}} data `needs` is the hash of a file that the view lacks
 */

/**
 * The arrays of a view, without its name, and the nodes' pixels.
 * @typedef {Arrays} ViewArrays
 */

/**
 * @typedef {object} ViewContext arguments of a body
 * @property {Config} config
 * @property {CanvasRenderer} renderer of the main pictures
 * @property {Store} store
 * @property {() => void} swap the pinned state and the one on screen
 */

/**
 * @typedef {object} ViewBody
 * @property {(content: Content, arrays: ViewArrays, shape: number[]) => void | Promise<void>} draw
 * @property {() => void} [viewChanged] called after a change of zoom or crosshair
 * @property {(state: ExplorerState) => void} [show] called with every new state
 * @property {() => void} [closed]
 * @property {(sentence: string) => void} [emptied] called with the card's sentence when there is no content for the state
 * @property {boolean} [needed] true if its content is shown elsewhere, whether the card is in sight or not
 */

/** @type {Record<string, new (place: HTMLElement, context: ViewContext) => ViewBody>} */
const OWN = { compare: CompareView, embedding: EmbeddingView, graph: GraphView, threshold: ThresholdView };

/** Make the body of a view. @param {string} name @param {HTMLElement} place @param {ViewContext} context @returns {ViewBody} */
export const makeBody = (name, place, context) => new (OWN[name] ?? PlainView)(place, context);
