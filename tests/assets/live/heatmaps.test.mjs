/** What the pointer is told at rest, on small and on large pictures. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { regionsOf } from "../../../assets/labels/regions.mjs";
import { drawHeatmaps } from "../../../assets/live/heatmaps.mjs";

/** The changes that Plotly is asked for, of a photograph in two regions, the left fifth and the rest. */
async function changes(height, width) {
  const labels = Uint8Array.from({ length: height * width }, (_, i) => (i % width < width / 5 ? 1 : 2));
  const image = Float32Array.from(labels, (label) => 10 * label);
  const header = { shape: [height, width], photo: true, image_range: [10, 20] };
  let asked;
  globalThis.Plotly = { restyle: async (_, given) => (asked = given) };
  const names = new Map([[2, "sky"]]);
  await drawHeatmaps({}, { header, arrays: { labels, image } }, 44, regionsOf(labels, image), names);
  return asked;
}

test("region, size and mean are told on every picture, whatever its size", async () => {
  const small = await changes(10, 20);
  const sky = "2 (sky)<br>160 pixels (80.0%), mean 20";
  assert.deepEqual(small.customdata[0][3][19], [20, sky, "none"]);
  assert.match(small.hovertemplate, /customdata\[1\]/);
  const large = await changes(410, 400);
  const [original, labels] = large.customdata;
  assert.deepEqual([original.length, original[409].length], [410, 400]);
  assert.equal(original[409][0], "1<br>32,800 pixels (20.0%), mean 10");
  assert.equal(labels[0][399], "2 (sky)<br>131,200 pixels (80.0%), mean 20");
  assert.match(large.hovertemplate[0], /value %\{z:.5g\}<br>label %\{customdata\}/);
  assert.match(large.hovertemplate[1], /^row %\{y\}, column %\{x\}<br>label %\{customdata\}/);
});
