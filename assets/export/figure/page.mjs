/**
 * Pages: figures as documents of SVG, put together of tiles, charts and a colour bar. Lengths are
 * points, and text stays text. A page is a function of its parts, and knows no browser.
 */

const POINTS_PER_MM = 72 / 25.4;
const GAP = 10;
const TILE = 105; // points: tiles are about so wide
const WIDE = 300; // points: from here on charts are side by side
const ASPECT = 0.66; // of a chart, its height over its width
const LETTER = 0.52; // mean width of a letter, of the font's size
const LINE = 1.25; // of the font's size
const BAR = { width: 110, height: 6 };
const STOPS = 16; // of its gradient
const INK = "#222222";
const FONT = "Helvetica, Arial, sans-serif";

/** @typedef {{x0: number, y0: number, x1: number, y1: number, color: string}} Stroke */

/**
 * A picture with a caption: an image of a pixel per cell, the part of it that is shown, and strokes.
 * @typedef {{caption: string, image: string, cells: number[], view: {left: number, top: number, width: number, height: number}, strokes: Stroke[]}} TilePart
 */

/** A chart drawn for a width and height: the content of an SVG. @typedef {{draw: (width: number, height: number) => Promise<string>, least: number}} ChartPart */

/** @typedef {{colors: string[], low: string, high: string}} BarPart */

/** @typedef {{tiles: TilePart[], charts: ChartPart[], bar: BarPart | null}} Parts */

/** @typedef {{svg: string, width: number, height: number}} Page in points */

/** Text as XML. @param {string} text */
export const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? "");

/** @param {number} value */
const n = (value) => String(Math.round(value * 1000) / 1000);

/** Break a text into lines of about a width. @param {string} text @param {number} width @param {number} font */
export function wrapped(text, width, font) {
  const most = Math.max(8, Math.floor(width / (LETTER * font)));
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** @param {number} x @param {number} y @param {string} text @param {number} font @param {string} [anchor] */
const textAt = (x, y, text, font, anchor = "start") =>
  `<text x="${n(x)}" y="${n(y)}" font-size="${n(font)}" text-anchor="${anchor}" fill="${INK}">${escaped(text)}</text>`;

/** Columns of a number of tiles in a width: about equally many in each row. @param {number} count @param {number} width */
export function columnsOf(count, width) {
  const most = Math.max(1, Math.round(width / TILE));
  return Math.ceil(count / Math.ceil(count / most));
}

/** @param {TilePart} tile @param {number} x @param {number} y @param {number} width @param {number} height */
function tileAt({ image, cells: [rows, cols], view, strokes }, x, y, width, height) {
  const { left, top } = view;
  /** @type {Map<string, string[]>} */
  const paths = new Map();
  for (const { x0, y0, x1, y1, color } of strokes) {
    const path = paths.get(color) ?? [];
    paths.set(color, path);
    path.push(`M${n(x0)} ${n(y0)}L${n(x1)} ${n(y1)}`);
  }
  const lines = [...paths].map(
    ([color, path]) => `<path d="${path.join("")}" stroke="${color}" fill="none" stroke-width="0.5" stroke-linecap="round"/>`,
  );
  return (
    `<svg x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" preserveAspectRatio="none"` +
    ` viewBox="${n(left)} ${n(top)} ${n(view.width)} ${n(view.height)}">` +
    `<image x="-0.5" y="-0.5" width="${cols}" height="${rows}" preserveAspectRatio="none"` +
    ` style="image-rendering: crisp-edges; image-rendering: pixelated" href="${image}" xlink:href="${image}"/>` +
    `${lines.join("")}</svg>` +
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="none" stroke="#999999" stroke-width="0.4"/>`
  );
}

/** @param {TilePart[]} tiles @param {number} width @param {number} font @returns {{svg: string, height: number}} */
function tilesIn(tiles, width, font) {
  const columns = columnsOf(tiles.length, width);
  const each = (width - GAP * (columns - 1)) / columns;
  let [svg, y] = ["", 0];
  for (let from = 0; from < tiles.length; from += columns) {
    const row = tiles.slice(from, from + columns);
    const captions = row.map(({ caption }) => wrapped(caption, each, font));
    const above = Math.max(...captions.map((lines) => lines.length)) * font * LINE;
    const heights = row.map(({ view }) => (each * view.height) / view.width);
    row.forEach((tile, i) => {
      const x = i * (each + GAP);
      captions[i].forEach((line, at) => (svg += textAt(x, y + font + at * font * LINE, line, font)));
      svg += tileAt(tile, x, y + above + 2, each, heights[i]);
    });
    y += above + 2 + Math.max(...heights) + GAP;
  }
  return { svg, height: y };
}

/** @param {BarPart} bar @param {number} y @param {number} font */
function barAt({ colors, low, high }, y, font) {
  const last = STOPS - 1;
  const some = Array.from({ length: STOPS }, (_, i) => colors[Math.round((i * (colors.length - 1)) / last)]);
  const stops = some.map((color, i) => `<stop offset="${n(i / last)}" stop-color="${color}"/>`);
  const { width, height } = BAR;
  return (
    `<linearGradient id="bar">${stops.join("")}</linearGradient>` +
    `<rect x="0" y="${n(y)}" width="${width}" height="${height}" fill="url(#bar)"/>` +
    textAt(0, y + height + font, low, font) +
    textAt(width, y + height + font, high, font, "end")
  );
}

/**
 * Charts side by side, if there is room, and below each other.
 * @param {ChartPart[]} charts @param {number} left @param {number} top @param {number} width
 * @returns {Promise<{svg: string, bottom: number}>}
 */
async function chartsIn(charts, left, top, width) {
  const across = width >= WIDE ? Math.min(2, charts.length) : 1;
  const each = (width - GAP * (across - 1)) / Math.max(1, across);
  let [svg, y] = ["", top];
  for (let from = 0; from < charts.length; from += across) {
    const row = charts.slice(from, from + across);
    const height = Math.max(ASPECT * each, ...row.map(({ least }) => least));
    for (const [i, { draw }] of row.entries()) {
      const chart = await draw(each, height);
      svg += `<svg x="${n(left + i * (each + GAP))}" y="${n(y)}" width="${n(each)}" height="${n(height)}">${chart}</svg>`;
    }
    y += height + GAP;
  }
  return { svg, bottom: y };
}

/**
 * Put a page together.
 * @param {Parts} parts @param {number} widthMm @param {number} font size in points
 * @param {string} title @param {string} caption becomes its description
 * @returns {Promise<Page>}
 */
export async function pageOf({ tiles, charts, bar }, widthMm, font, title, caption) {
  const width = widthMm * POINTS_PER_MM;
  const beside = width >= WIDE && tiles.length === 1 && charts.length > 0; // as on the screen
  const half = (width - GAP) / 2;
  let [svg, y] = ["", 0];
  if (tiles.length) {
    const drawn = tilesIn(tiles, beside ? half : width, font);
    svg += drawn.svg;
    y += drawn.height;
  }
  if (bar) {
    svg += barAt(bar, y, font);
    y += BAR.height + font * LINE + GAP;
  }
  const left = beside ? half + GAP : 0;
  const below = await chartsIn(charts, left, beside ? 0 : y, width - left);
  svg += below.svg;
  const height = Math.max(1, Math.max(y, below.bottom) - GAP);
  const [wide, high] = [width, height].map((length) => n(length / POINTS_PER_MM));
  return {
    width,
    height,
    svg:
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"' +
      ` width="${wide}mm" height="${high}mm" viewBox="0 0 ${n(width)} ${n(height)}" font-family="${FONT}">` +
      `<title>${escaped(title)}</title><desc>${escaped(caption)}</desc>` +
      `<rect width="100%" height="100%" fill="#ffffff"/>${svg}</svg>`,
  };
}
