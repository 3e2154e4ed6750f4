/** Storage of the browser, which may be full, or blocked in a frame of another site. */

/**
 * Use a storage, if that is possible.
 * @template T
 * @param {() => T} use
 * @returns {T | undefined} undefined if it fails
 */
export function tryStorage(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}
