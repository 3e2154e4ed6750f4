/** Parts of a view's page: its tiles, its charts, and the bar of their colours. */

import { decode } from "../../live/codec.mjs";
import { h } from "../../page/browser/dom.mjs";
import { ownArrays } from "../../views/card.mjs";
import { Painter } from "../../views/drawing/painter.mjs";
import { chartPart } from "./chart.mjs";

/** @import { View } from "../../live/layer.mjs" */
/** @import { Answer, Needs, Progress, Refusal } from "../../live/codec.mjs" */
/** @import { Config, ExplorerState, Problem } from "../../state/model.mjs" */
/** @import { Content } from "../../views/bodies.mjs" */
/** @import { TileSpec } from "../../views/drawing/tiles.mjs" */
/** @import { ExplanationHeader } from "../../views/views.mjs" */
/** @import { Parts, TilePart } from "./page.mjs" */

const MOST_FILES = 4; // that a view needs: picture and mask, of the state and of the pinned one
const NEAR = 40; // pixels in the width of a picture up to which single edges are drawn

/**
 * Ask for a view of a state, from a cold start, as for each file.
 * @param {string} url @param {string} name @param {ExplorerState} state
 * @param {(picture: string, state: ExplorerState) => Promise<Problem[]>} supply send a picture that the server lacks
 * @returns {Promise<Answer<ExplanationHeader>>}
 */
export async function requestView(url, name, state, supply) {
  const body = JSON.stringify({ seq: 0, state, rest: true, views: [name], verdict: false });
  for (let attempt = 0; attempt <= MOST_FILES; attempt += 1) {
    const answer = await fetch(url, { method: "POST", body });
    if (!answer.ok) throw new Error(`The server could not answer (status ${answer.status}).`);
    /** @type {Answer<ExplanationHeader | Refusal | Needs | Progress>} */
    const { header, arrays } = decode(await answer.arrayBuffer());
    if ("stage" in header) throw new Error("The server did not answer.");
    if ("problems" in header) throw new Error(header.problems.map(({ message }) => message).join(" "));
    const needs = "needs" in header ? header.needs : header.views[name]?.data.needs;
    if (!("needs" in header) && !needs) return { header, arrays };
    const [problem] = await supply(String(needs), state);
    if (problem) throw new Error(problem.message);
  }
  throw new Error("The server lacks the picture.");
}

/** A caption without its markup, and without what is for the screen alone. @param {string} html */
function plain(html) {
  const place = h("div");
  place.innerHTML = html;
  for (const element of place.querySelectorAll(".of-screen")) element.remove();
  const texts = [...place.childNodes].map((node) => node.textContent?.trim() ?? "");
  return texts.filter(Boolean).join(", ");
}

/**
 * @param {Answer<ExplanationHeader>} answer @param {string} name of the view @param {Config} config
 * @param {View | undefined} zoom the part of the pictures that is on screen @param {number} font in points
 * @returns {Parts}
 */
export function viewParts({ header, arrays }, name, config, zoom, font) {
  const content = header.views[name];
  const own = ownArrays(name, arrays);
  const painter = new Painter(config);
  const [height, width] = header.shape;
  const view = zoom ?? { left: -0.5, top: -0.5, width, height };
  /** @param {TileSpec} spec @returns {TilePart} */
  const tile = (spec) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const image = new ImageData(width, height);
    new Uint32Array(image.data.buffer).set(painter.pixels(spec, own, header.shape));
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    const shown = spec.strokes && (!spec.strokes.near || view.width <= NEAR);
    const strokes = shown ? painter.strokes(spec, own, width) : [];
    return { caption: plain(spec.caption), image: canvas.toDataURL(), cells: [height, width], view, strokes };
  };
  const charts = Object.values(content.figures).map((figure) => chartPart(figure, font));
  return { tiles: content.tiles.map(tile), charts, bar: barOf(content, config) };
}

/** A number in four digits at most. @param {number} value */
const digits = (value) => String(Number(value.toPrecision(4))).replace("-", "−");

/** The bar of the one scale that all tiles share, if there is one. @param {Content} content @param {Config} config */
function barOf({ tiles }, config) {
  const scales = tiles.flatMap(({ colors, ends, unit, strokes, words }) => {
    if (strokes && !strokes.near) return [{ colors: strokes.colors, low: 0, high: strokes.largest }];
    if (!(colors in config.tables) || words.length) return [];
    return [{ colors, low: unit * ends[0], high: unit * ends[1] }];
  });
  const [first, ...rest] = scales;
  if (!first || rest.some(({ colors, low, high }) => colors !== first.colors || low !== first.low || high !== first.high)) return null;
  return { colors: config.tables[first.colors], low: digits(first.low), high: digits(first.high) };
}
