/**
 * Sending of pictures to the server; components/live/picture_route.py takes them. And their fetching from
 * a study that has stored one, by components/studies/routes/stored_picture.py.
 */

/** @import { ExplorerState } from "../state/model.mjs" */

/**
 * Answer of the server; it may need the picture of a mask or a truth first.
 * @typedef {{picture: string, fields: Partial<ExplorerState>, notes?: string} | {problem: string} | {needs: string}} Uploaded
 */
/** @typedef {{kind?: string, of?: string, page?: string}} Beside what a file is, and the picture that it has to fit */

const SENDER = "Cutlab-File"; // header with the file's name, which no log of requests keeps as it keeps addresses
const NO_ANSWER = "The server does not answer. Try again in a moment.";

/** Name of this page for the server's bounds; `crypto.randomUUID` needs https. */
export const viewer = `${Math.random().toString(36).slice(2)}${Date.now().toString(36)}`;

/**
 * Send a picture, or a file beside one.
 * @param {string} path of the route @param {Blob} blob @param {string} name of its file
 * @param {Beside} [beside] of a mask or a truth
 * @param {typeof globalThis.fetch} [fetch]
 * @returns {Promise<Uploaded>}
 */
export async function upload(path, blob, name, beside = {}, fetch = (...request) => globalThis.fetch(...request)) {
  try {
    const headers = { [SENDER]: `${new URLSearchParams({ viewer, name })}` };
    const query = `${new URLSearchParams({ ...beside })}`;
    const response = await fetch(query ? `${path}?${query}` : path, { method: "POST", body: blob, headers });
    if (response.ok) return await response.json();
    return { problem: await response.text() };
  } catch {
    return { problem: NO_ANSWER };
  }
}

const OF_STUDY = /^#(?:study|vary)=(\d+)$/;

/**
 * The picture that a study has stored, its mask or its truth; undefined if there is none or it may not be read.
 * @param {string} path of the route @param {string} hash of the address with which the page was opened
 * @param {string} name of its file @param {string} [what] "mask" or "truth" for that
 * @param {typeof globalThis.fetch} [fetch]
 * @returns {Promise<File | undefined>}
 */
export async function storedFile(path, hash, name, what = "", fetch = (...request) => globalThis.fetch(...request)) {
  const [, study] = OF_STUDY.exec(hash) ?? [];
  if (!study) return undefined;
  try {
    const response = await fetch(`${path}?study=${study}${what && `&what=${what}`}`);
    return response.ok ? new File([await response.blob()], name) : undefined;
  } catch {
    return undefined;
  }
}
