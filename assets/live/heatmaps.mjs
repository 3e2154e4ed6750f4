/** Plotly heatmaps of the pictures at rest, with hover. */

import { describe, nameOf } from "../labels/regions.mjs";
import { plotly } from "./plotly.mjs";

/** @import { Names, Region } from "../labels/regions.mjs" */
/** @import { Frame, NumberArray } from "./codec.mjs" */
/** @import { Graph } from "./plotly.mjs" */

const MOST_HOVERS = 160_000; // pixels; more arrays of texts take seconds
const PLACE = "row %{y}, column %{x}<br>";
const CIRCLES = `${PLACE}value %{customdata[0]:.3f}<br>label %{customdata[1]}<br>circle %{customdata[2]}<extra></extra>`;
const PHOTO = `${PLACE}value %{customdata[0]:.5g}<br>label %{customdata[1]}<extra></extra>`;

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
  const hover = Array.from({ length: few ? height : 0 }, (_, row) =>
    Array.from({ length: width }, (_, col) => {
      const i = row * width + col;
      return [image[i], texts.get(labels[i]) ?? "none", truth?.[i] || "none"];
    }),
  );
  const region = Int8Array.from(labels, (label) => label - 1);
  const [low, high] = header.image_range;
  await plotly().restyle(graph, {
    z: [slices(image, height, width), slices(region, height, width)],
    customdata: [hover, hover],
    zmin: [low, -1.5],
    zmax: [high, nRegions - 0.5],
    showscale: [!photo, false],
    hovertemplate: !photo ? CIRCLES : few ? PHOTO : `${PLACE}<extra></extra>`,
  });
}

/** @param {NumberArray | Int8Array} array @param {number} height @param {number} width */
const slices = (array, height, width) =>
  Array.from({ length: height }, (_, r) => array.subarray(r * width, (r + 1) * width));
