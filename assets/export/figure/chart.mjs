/** Charts for pages: Plotly's figures in print colours, drawn by Plotly in the browser. */

import { plotly } from "../../live/plotly.mjs";
import { canUseGl } from "../../views/drawing/chart.mjs";

/** @import { Figure, Trace } from "../../live/plotly.mjs" */
/** @import { ChartPart } from "./page.mjs" */

const BASE = 11; // size of the text of components/figures, in pixels
const MOST_POINTS = 20_000; // of more, points are an image within the SVG
const INK = "#222222";
const FAMILY = "Helvetica, Arial, sans-serif";

/** @typedef {Figure["layout"] & {font?: object, height?: number, margin?: object}} Layout */

/** @param {Trace} trace */
function forPrint(trace) {
  const few = /** @type {{x?: ArrayLike<number>}} */ (trace).x?.length ?? 0;
  const vector = few <= MOST_POINTS || !canUseGl();
  return vector && trace.type === "scattergl" ? { ...trace, type: "scatter" } : trace;
}

/**
 * A figure as part of a page. It is drawn as on screen, and then scaled to the text's size.
 * @param {Figure} figure @param {number} font in points
 * @returns {ChartPart}
 */
export function chartPart(figure, font) {
  const { data, layout } = structuredClone(figure);
  const { height = 0, ...rest } = /** @type {Layout} */ (layout);
  const scale = font / BASE;
  const print = {
    ...rest,
    autosize: false,
    font: { ...rest.font, size: BASE, color: INK, family: FAMILY },
    paper_bgcolor: "#ffffff",
  };
  return {
    least: height * scale,
    draw: async (wide, high) => {
      const size = { width: Math.round(wide / scale), height: Math.round(high / scale) };
      const whole = { data: data.map(forPrint), layout: { ...print, ...size } };
      const drawn = await plotly().toImage(whole, { format: "svg", ...size, imageDataOnly: true });
      return drawn.replace(/^<svg[^>]*>/, (root) => {
        const ink = /style="([^"]*)"/.exec(root)?.[1] ?? "";
        return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="100%" height="100%" style="${ink}">`;
      });
    },
  };
}
