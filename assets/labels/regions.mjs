/** Figures of the regions of a frame, and the words for them; components/figures/pictures.py has the same words. */

/** @typedef {{label: number, pixels: number, share: number, mean: number}} Region share of the segmented pixels, from 0 to 1 */

/** @typedef {ReadonlyMap<number, string>} Names of regions, by label */

/**
 * Regions that have pixels, by label.
 * @param {ArrayLike<number>} labels region + 1 of each pixel, 0 outside
 * @param {ArrayLike<number>} values of the pixels
 * @returns {Map<number, Region>}
 */
export function regionsOf(labels, values) {
  const [counts, sums] = [new Float64Array(256), new Float64Array(256)];
  for (let i = 0; i < labels.length; i += 1) {
    counts[labels[i]] += 1;
    sums[labels[i]] += values[i];
  }
  const inside = labels.length - counts[0];
  const found = new Map();
  for (let label = 1; label < counts.length; label += 1) {
    const pixels = counts[label];
    if (pixels) found.set(label, { label, pixels, share: pixels / inside, mean: sums[label] / pixels });
  }
  return found;
}

/** A region's number, with its name if it has one. @param {number} label @param {Names} names */
export const nameOf = (label, names) => (names.has(label) ? `${label} (${names.get(label)})` : String(label));

/** Size and mean value of a region. @param {Region} region */
export const describe = ({ pixels, share, mean }) =>
  `${pixels.toLocaleString("en")} ${pixels === 1 ? "pixel" : "pixels"} (${(100 * share).toFixed(1)}%), mean ${Number(mean.toPrecision(4))}`;

/** Numbers of the pixels with a label. @param {ArrayLike<number>} labels @param {number} label */
export function pixelsWith(labels, label) {
  const pixels = [];
  for (let i = 0; i < labels.length; i += 1) if (labels[i] === label) pixels.push(i);
  return pixels;
}
