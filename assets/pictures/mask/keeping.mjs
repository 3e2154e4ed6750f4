/** Painted masks as files: black and white PNG pictures, kept and sent as pictures are. */

/** @import { Uploaded } from "../upload.mjs" */
/** @import { Painting } from "./painting.mjs" */

const NAME = "mask.png";
const MOST_KNOWN = 60; // paintings, for steps of undo

/** The painting as a picture. @param {Painting} painting @returns {Promise<File>} */
export async function fileOf({ cells, width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  cells.forEach((inside, i) => (pixels[i] = inside ? 0xffffffff : 0xff000000));
  context.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return new File([blob], NAME, { type: blob.type });
}

/**
 * @typedef {object} KeepingParts
 * @property {(painting: Painting) => Promise<File>} fileOf
 * @property {(blob: Blob, name: string) => Promise<Uploaded>} upload
 * @property {(hash: string, file: File) => Promise<boolean>} keepFile
 * @property {(text: string) => void} say
 * @property {(painted: string, picture: string) => void} paint show the mask with a hash, of a picture
 */

/** Paintings of this page, by hash, and those on their way, one after the other. */
export class Paintings {
  /** @type {Map<string, Painting>} */
  #known = new Map();
  /** The last one, which the state does not have yet. @type {Painting | null} */
  pending = null;
  /** @type {Promise<void>} */
  #before = Promise.resolve();

  /** @param {KeepingParts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** The painting with a hash, if it was made on this page. @param {string} hash */
  known(hash) {
    return this.#known.get(hash);
  }

  /** Send and keep a painting, then show it. @param {Painting} painting @param {string} picture that it was painted on */
  commit(painting, picture) {
    this.pending = painting;
    this.#before = this.#before.then(() => this.#commit(painting, picture));
    return this.#before;
  }

  /** @param {Painting} painting @param {string} picture */
  async #commit(painting, picture) {
    const { parts } = this;
    const file = await parts.fileOf(painting);
    const answer = await parts.upload(file, NAME);
    if (this.pending === painting) this.pending = null;
    if (!("picture" in answer)) return parts.say(`The mask was not kept. ${"problem" in answer ? answer.problem : ""}`);
    this.#known.set(answer.picture, painting);
    for (const oldest of [...this.#known.keys()].slice(0, -MOST_KNOWN)) this.#known.delete(oldest);
    await parts.keepFile(answer.picture, file);
    parts.paint(answer.picture, picture);
  }
}
