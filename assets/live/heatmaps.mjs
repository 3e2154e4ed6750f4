/** Plotly heatmaps of the pictures at rest, with hover. */

import { describe, nameOf } from "../labels/regions.mjs";
import { plotly } from "./plotly.mjs";

/** @import { Names, Region } from "../labels/regions.mjs" */
/** @import { Frame, NumberArray } from "./codec.mjs" */
/** @import { Graph } from "./plotly.mjs" */

const MOST_HOVERS = 160_000; // pixels; more arrays of values take seconds, and rows of texts do not
const PLACE = "row %{y}, column %{x}<br>";
const CIRCLES = `${PLACE}value %{customdata[0]:.3f}<br>label %{customdata[1]}<br>circle %{customdata[2]}<extra></extra>`;
const PHOTO = `${PLACE}value %{customdata[0]:.5g}<br>label %{customdata[1]}<extra></extra>`;
const KNOWN = PHOTO.replace("<extra>", "<br>true region %{customdata[2]}<extra>");
const LARGE = [`${PLACE}value %{z:.5g}<br>label %{customdata}<extra></extra>`, `${PLACE}label %{customdata}<extra></extra>`];

/**
 * Draw both heatmaps of a frame at rest.
 * @param {Graph} graph @param {Frame} frame @param {number} nRegions number of region colours
 * @param {Map<number, Region>} regions of the frame @param {Names} names
 */
export async function drawHeatmaps(graph, { header, arrays }, nRegions, regions, names) {
  const [height, width] = header.shape;
  const { image, labels, truth } = arrays;
  const { photo = false } = header;
  const texts = new Map([...regions].map(([label, region]) => [label, `${nameOf(label, names)}<br>${describe(region)}`]));
  const few = height * width <= MOST_HOVERS;
  const named = Array.from({ length: 256 }, (_, label) => texts.get(label) ?? "none");
  const hover = Array.from({ length: height }, (_, row) => {
    const from = row * width;
    if (!few) return Array.from(labels.subarray(from, from + width), (label) => named[label]);
    return Array.from({ length: width }, (_, col) => [image[from + col], named[labels[from + col]], truth?.[from + col] || "none"]);
  });
  const region = Int8Array.from(labels, (label) => label - 1);
  const [low, high] = header.image_range;
  await plotly().restyle(graph, {
    z: [slices(image, height, width), slices(region, height, width)],
    customdata: [hover, hover],
    zmin: [low, -1.5],
    zmax: [high, nRegions - 0.5],
    showscale: [!photo, false],
    hovertemplate: !photo ? CIRCLES : !few ? LARGE : truth ? KNOWN : PHOTO,
  });
}

/** @param {NumberArray | Int8Array} array @param {number} height @param {number} width */
const slices = (array, height, width) =>
  Array.from({ length: height }, (_, r) => array.subarray(r * width, (r + 1) * width));
