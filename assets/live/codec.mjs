/** Decoder of the live routes' answers; components/live/codec.py describes and writes them. */

/** @import { Problem } from "../state/model.mjs" */

const KINDS = {
  float32: Float32Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
};

/** @typedef {InstanceType<(typeof KINDS)[keyof typeof KINDS]>} NumberArray */
/** @typedef {Record<string, NumberArray>} Arrays by name */

/**
 * The header of an answer without a result; the last valid state stays on screen.
 * `limits` has the largest values with an answer, by field.
 * @typedef {{seq: number, problems: Problem[], limits?: Record<string, number>}} Refusal
 */

/** The header of an answer by a server that lacks the picture with this hash. @typedef {{seq: number, needs: string}} Needs */

/** The header of a message before an answer that takes long: what is being computed, for how many seconds. @typedef {{seq: number, stage: string, elapsed: number}} Progress */

/**
 * The header of a frame; components/live/frames.py makes it.
 * @typedef {object} FrameHeader
 * @property {number} seq
 * @property {number} server_ms
 * @property {string} query the state as a link has it
 * @property {string} image_key
 * @property {[number, number]} image_range
 * @property {[number, number]} shape
 * @property {Record<string, string>} texts of the line of facts
 * @property {string[]} warnings
 * @property {string} edits those of the state whose regions exist
 * @property {string | null} [preset] at rest
 * @property {boolean} [photo] true for an own picture
 * @property {number} [pages] of its file
 * @property {[number, number]} [whole] height and width of its file
 * @property {string} [whole_mask] hash of its mask, if that is one of the whole file
 * @property {number} [people] who drew its truth
 */

/**
 * @template H
 * @typedef {{header: H, arrays: Arrays}} Answer
 */

/** @typedef {Answer<FrameHeader>} Frame */

/** @typedef {{name: string, dtype: keyof typeof KINDS, shape: number[], offset: number}} Entry */

/**
 * @template H
 * @param {ArrayBuffer} data
 * @returns {Answer<H | Refusal | Needs | Progress>} whose arrays are views of the data
 */
export function decode(data) {
  const length = new DataView(data).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  /** @type {Arrays} */
  const arrays = {};
  for (const { name, dtype, shape, offset } of /** @type {Entry[]} */ (header.arrays)) {
    const count = shape.reduce((a, b) => a * b, 1);
    arrays[name] = new KINDS[dtype](data, 4 + length + offset, count);
  }
  return { header, arrays };
}
