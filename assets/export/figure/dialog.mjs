/** Buttons of the dialog of figures (components/page/panels/figure.py): what it is open for is drawn and saved. */

import { urlOf } from "../../page/browser/address.mjs";
import { chartPart } from "./chart.mjs";
import { save } from "./save.mjs";
import { requestView, viewParts } from "./view_parts.mjs";

/** @import { CanvasRenderer } from "../../live/canvas_renderer.mjs" */
/** @import { Figure } from "../../live/plotly.mjs" */
/** @import { OwnPictures } from "../../pictures/own_pictures.mjs" */
/** @import { Config } from "../../state/model.mjs" */
/** @import { Subject } from "./save.mjs" */

/** The explorer, once it has started; a page of studies has none. @type {{config: Config, own: OwnPictures, renderer: CanvasRenderer} | undefined} */
let explorer;

/** Let views of the explorer be saved. @param {Config} config @param {OwnPictures} own @param {CanvasRenderer} renderer */
export function connectFigures(config, own, renderer) {
  explorer = { config, own, renderer };
}

/**
 * Save what the dialog of figures is open for.
 * @param {(number | null)[]} clicks on the buttons
 * @param {Subject} subject
 * @param {string} width @param {string} font @param {string} dots
 * @param {Figure[]} figures of the study's page @param {{name: string}[]} charts their ids
 * @param {{format: "png" | "svg" | "csv"}} [pressed]
 */
export function saveFigure(clicks, subject, width, font, dots, figures, charts, pressed) {
  if (!subject || !pressed || !clicks.some(Boolean)) return ""; // the buttons were added to the page
  return save(subject, pressed.format, width, font, dots, async (size) => {
    if (subject.kind === "study") {
      const figure = figures[charts.findIndex(({ name }) => name === subject.name)];
      return { tiles: [], charts: [chartPart(figure, size)], bar: null };
    }
    if (!explorer || !subject.state) throw new Error("the page is not ready yet");
    const { config, own, renderer } = explorer;
    const url = urlOf(config.explanation_path);
    const answer = await requestView(url, subject.name, subject.state, (...missing) => own.supply(...missing));
    return viewParts(answer, subject.name, config, renderer.axes.view, size);
  });
}
