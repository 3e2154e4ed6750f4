/** Saving of figures by the dialog of components/page/panels/figure.py. */

import { saveFile } from "../../page/browser/download.mjs";
import { setProps } from "../../page/dash.mjs";
import { readNumber } from "../../controls/number.mjs";
import { pageOf } from "./page.mjs";
import { withTexts } from "./png.mjs";

/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Page, Parts } from "./page.mjs" */

/**
 * What is saved; components/page/panels/figure.py makes it.
 * @typedef {object} Subject
 * @property {"view" | "study"} kind
 * @property {string} name of the view or the figure
 * @property {string} title
 * @property {string} file name of the files, without their endings
 * @property {string} caption
 * @property {ExplorerState} [state] of a view
 */

const FONTS = [4, 24]; // points
const MOST_DOTS = 16_000; // of a side, which all browsers can draw

/**
 * Save a figure in a format.
 * @param {Subject} subject @param {"png" | "svg" | "csv"} format
 * @param {string} width in millimetres @param {string} font size in points @param {string} dots per inch
 * @param {(font: number) => Promise<Parts>} draw
 * @returns {Promise<string>} what is wrong, or nothing
 */
export async function save(subject, format, width, font, dots, draw) {
  const { kind, file, title, caption } = subject;
  const say = (/** @type {string} */ children) => setProps("figure-status", { children });
  if (format === "csv") {
    setProps(`figure-${kind}-numbers`, { data: { ...subject, asked: Date.now() } });
    return "";
  }
  const size = readNumber(String(font)) ?? NaN;
  if (!(size >= FONTS[0] && size <= FONTS[1])) return `The text's size must be a number from ${FONTS.join(" to ")} points.`;
  say("Drawing …");
  try {
    const page = await pageOf(await draw(size), Number(width), size, title, caption);
    const data = format === "svg" ? new Blob([page.svg], { type: "image/svg+xml" }) : await pngOf(page, Number(dots), subject);
    saveFile(data, `${file}.${format}`);
    say(`Saved ${file}.${format}.`);
    return "";
  } catch (error) {
    say("");
    return `${file}.${format} could not be made: ${error instanceof Error ? error.message : error}`;
  }
}

/** @param {Page} page @param {number} dots per inch @param {Subject} subject */
async function pngOf({ svg, width, height }, dots, { title, caption }) {
  const [wide, high] = [width, height].map((points) => Math.round((points * dots) / 72));
  if (Math.max(wide, high) > MOST_DOTS) throw new Error(`it would have ${wide} × ${high} dots. Choose fewer per inch.`);
  const image = new Image();
  // At the size in dots, so that all is drawn sharp.
  const sized = svg.replace(/width="[^"]*" height="[^"]*"/, `width="${wide}" height="${high}"`);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [wide, high];
  canvas.getContext("2d")?.drawImage(image, 0, 0, wide, high);
  /** @type {Blob | null} */
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the browser has no room for it. Choose fewer dots per inch.");
  const texts = { Title: title, Description: caption, Software: "Cutlab" };
  const bytes = withTexts(new Uint8Array(await blob.arrayBuffer()), dots, texts);
  return new Blob([bytes], { type: "image/png" });
}
