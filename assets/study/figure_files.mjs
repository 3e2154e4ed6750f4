/** Image files of a study's figures, drawn by Plotly in the browser. */

import { plotly } from "../live/plotly.mjs";
import { h } from "../page/browser/dom.mjs";

/** @import { Figure } from "../live/plotly.mjs" */

/** @typedef {Figure & {layout: {meta: {file: string, title: string}, height?: number, font?: object, margin?: {l?: number, t?: number}}}} StudyFigure */
/** @typedef {{name: string, format: string}} ButtonId */

const SIZE = { width: 1000, height: 640 };

/**
 * Save a figure, black on white.
 * @param {(number | undefined)[]} clicks on the buttons
 * @param {StudyFigure[]} figures @param {{name: string}[]} charts ids of their charts
 * @param {ButtonId} [pressed]
 */
export async function saveFigure(clicks, figures, charts, pressed) {
  const figure = figures[charts.findIndex(({ name }) => name === pressed?.name)];
  if (!figure || !pressed || !clicks.some(Boolean)) return;
  const { meta, ...layout } = figure.layout;
  const { l = 0, t = 0 } = layout.margin ?? {};
  const size = { ...SIZE, height: Math.max(SIZE.height, layout.height ?? 0) };
  const whole = {
    ...layout,
    ...size,
    font: { ...layout.font, color: "#222222", family: "DejaVu Sans, Arial, sans-serif" },
    title: { text: meta.title },
    margin: { ...layout.margin, l: Math.max(l, 60), t: Math.max(t, 96) },
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
  };
  const place = document.createElement("div");
  // Plotly changes its arguments.
  await plotly().newPlot(place, structuredClone(figure.data), whole, { staticPlot: true });
  const url = await plotly().toImage(place, { format: pressed.format, ...size, scale: 2 });
  plotly().purge(place);
  h("a", { href: url, download: `${meta.file}.${pressed.format}` }).click();
}
