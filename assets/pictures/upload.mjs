/** Sending of pictures to the server; components/live/picture_route.py takes them. */

/** @import { ExplorerState } from "../state/model.mjs" */

/** @typedef {{picture: string, fields: Partial<ExplorerState>, notes?: string} | {problem: string}} Uploaded */

const NO_ANSWER = "The server does not answer. Try again in a moment.";

/** Name of this page for the server's bounds; `crypto.randomUUID` needs https. */
const viewer = `${Math.random().toString(36).slice(2)}${Date.now().toString(36)}`;

/**
 * Send a picture.
 * @param {string} path of the route @param {Blob} blob @param {string} name of its file
 * @param {typeof globalThis.fetch} [fetch]
 * @returns {Promise<Uploaded>}
 */
export async function upload(path, blob, name, fetch = (...request) => globalThis.fetch(...request)) {
  try {
    const query = new URLSearchParams({ viewer, name });
    const response = await fetch(`${path}?${query}`, { method: "POST", body: blob });
    if (response.ok) return await response.json();
    return { problem: await response.text() };
  } catch {
    return { problem: NO_ANSWER };
  }
}
