/** What this browser keeps. Its storage may be full, or closed to the page in a frame of another site. */

/**
 * Use a storage.
 * @template T
 * @param {() => T} use
 * @returns {T | undefined} none where that fails
 */
export function tryStorage(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}
