/** Words for how far a frame is that takes long: its stage, and a share by the time that the last one took. */

/** @import { ExplorerState } from "../state/model.mjs" */

const STAGES = {
  waiting: "waiting for the server",
  scene: "scene",
  graph: "graph",
  eigen: "eigenvectors",
  labels: "labels",
  metrics: "metrics",
};
const TOLD_S = 1; // shorter ones end before they are read
const MOST = 95; // per cent, as the time is only expected

/**
 * @param {{stage: string, elapsed: number}} [progress] elapsed in seconds
 * @param {number} [expected] seconds that the last frame of this kind took, 0 if there was none
 */
export function describeProgress({ stage, elapsed } = { stage: "", elapsed: 0 }, expected = 0) {
  if (elapsed < TOLD_S) return "Computing…";
  const what = STAGES[/** @type {keyof typeof STAGES} */ (stage)] ?? stage;
  const text = `Computing… ${what}, ${Math.floor(elapsed)} s`;
  if (!expected) return text;
  const share = Math.min(MOST, Math.round((100 * elapsed) / expected));
  return `${text}: about ${share}%, judging by the last one`;
}

/** Times that the last frames took, those of each size for themselves, and those at rest. */
export class Expectations {
  /** @type {Map<string, number>} */
  #seconds = new Map();

  /** @param {ExplorerState} state @param {boolean} rest */
  of(state, rest) {
    return this.#seconds.get(kindOf(state, rest)) ?? 0;
  }

  /** @param {ExplorerState} state @param {boolean} rest @param {number} seconds */
  note(state, rest, seconds) {
    this.#seconds.set(kindOf(state, rest), seconds);
  }
}

/** @param {ExplorerState} state @param {boolean} rest */
const kindOf = ({ picture, page, picture_size: longest, size }, rest) =>
  JSON.stringify(picture ? [picture, page, longest, rest] : [size, rest]);
