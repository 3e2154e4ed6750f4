/**
 * The reader's own pictures, kept in this browser (IndexedDB) under their hash, so that a reload, a link
 * or an undo finds them. Without a database, as in some private windows, nothing is kept.
 */

const DATABASE = "cutlab-pictures";
const FILES = "files";
const MOST = { picture: 20, mask: 60, truth: 20 }; // files of each kind; the one opened first is dropped first

/** @typedef {keyof typeof MOST} Kind of a file: a picture, a mask, or a truth */
/** @typedef {{picture: string, name: string, blob: Blob, opened: number, kind?: Kind}} KeptFile */

/**
 * The result of a request.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const resultOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransactionMode} mode @returns {Promise<IDBObjectStore>} */
async function filesOf(mode) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(FILES, { keyPath: "picture" });
  const database = await resultOf(opening);
  const transaction = database.transaction(FILES, mode);
  transaction.oncomplete = transaction.onabort = () => database.close();
  return transaction.objectStore(FILES);
}

/** The file with a hash, undefined if this browser does not have it. @param {string} picture @returns {Promise<KeptFile | undefined>} */
export async function keptFile(picture) {
  try {
    return await resultOf((await filesOf("readonly")).get(picture));
  } catch {
    return undefined;
  }
}

/**
 * Keep a file.
 * @param {string} picture its hash @param {File} file @param {Kind} [kind]
 * @returns {Promise<boolean>} whether it is kept
 */
export async function keepFile(picture, file, kind = "picture") {
  try {
    const blob = new Blob([await file.arrayBuffer()], { type: file.type }); // the file itself may change
    const files = await filesOf("readwrite");
    await resultOf(files.put({ picture, name: file.name, blob, opened: Date.now(), kind }));
    const kept = /** @type {KeptFile[]} */ (await resultOf(files.getAll()));
    const alike = kept.filter((other) => (other.kind ?? "picture") === kind);
    alike.sort((a, b) => b.opened - a.opened);
    for (const old of alike.slice(MOST[kind])) files.delete(old.picture);
    return true;
  } catch {
    return false;
  }
}
