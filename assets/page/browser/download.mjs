/** Saving of files that were made in the browser. */

import { h } from "./dom.mjs";

const RELEASE_MS = 60_000; // after which a saved file needs no address any more

/** Let the browser save a file. @param {Blob} file @param {string} name */
export function saveFile(file, name) {
  const href = URL.createObjectURL(file);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), RELEASE_MS);
}
