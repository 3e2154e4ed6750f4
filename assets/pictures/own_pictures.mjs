/**
 * Own pictures: a file that was dropped, pasted or chosen is sent to the server, kept in this browser,
 * and shown. If the server lacks the picture of a state, the kept file is sent again; if this browser
 * does not have it either, as after a link from somebody else, its reader is asked to open it.
 */

/** @import { ExplorerState, Problem } from "../state/model.mjs" */
/** @import { Uploaded } from "./upload.mjs" */
/** @import { KeptFile } from "./files.mjs" */

const MOST_ATTEMPTS = 8; // each may meet another process of the server
const FORGIVEN_MS = 60_000;
const PINNED = "This browser does not have what is pinned as A. Open or paint it, and pin it again.";
const HASH = /^[0-9a-f]{32}$/;

/**
 * @typedef {object} Parts
 * @property {number} mostBytes of a file
 * @property {(blob: Blob, name: string) => Promise<Uploaded>} upload
 * @property {(picture: string) => Promise<KeptFile | undefined>} keptFile
 * @property {(picture: string, file: File, kind?: import("./files.mjs").Kind) => Promise<boolean>} keepFile
 * @property {(name: string) => Promise<File | undefined>} storedFile the picture of the study that the page was opened from
 * @property {(text: string) => void} say write a sentence beside the pictures, or none
 * @property {(fields: Partial<ExplorerState>) => void} show a picture, by the fields that open it
 * @property {() => void} unmask use no painted mask
 * @property {() => void} again ask for the frame of the present state again
 */

export class OwnPictures {
  /** Picture of a link that waits for its file. */
  #awaited = "";
  #awaitedName = "";
  /** The other picture that was opened instead. */
  #other = "";
  /** Pictures on their way to the server. @type {Map<string, Promise<Problem[]>>} */
  #sending = new Map();
  /** Times at which pictures were sent. @type {Map<string, number[]>} */
  #sent = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** Forget the awaited picture once the state is of another. @param {ExplorerState} state */
  follow({ picture }) {
    if (picture === this.#awaited) return;
    if (this.#awaited) this.parts.say("");
    this.#awaited = this.#other = "";
  }

  /** Open a file of the reader. @param {File} file */
  async open(file) {
    const { parts } = this;
    if (file.size > parts.mostBytes) {
      const [size, most] = [file.size, parts.mostBytes].map((bytes) => (bytes / 1e6).toFixed(0));
      parts.say(`${file.name} was not opened: it has ${size} MB, and at most ${most} MB are read.`);
      return;
    }
    parts.say(`Reading ${file.name}…`);
    const answer = await parts.upload(file, file.name);
    if ("problem" in answer) {
      parts.say(`${file.name} was not opened. ${answer.problem}`);
      return;
    }
    const { picture, fields, notes = "" } = answer;
    // A file with settings, which has its picture within it, can be of a sample, too.
    if (HASH.test(picture)) await parts.keepFile(picture, file);
    if (fields.painted) await parts.keepFile(fields.painted, file, "mask"); // within it, too
    if (this.#awaited && picture !== this.#awaited && picture !== this.#other) {
      this.#other = picture;
      const name = this.#awaitedName;
      parts.say(`${file.name} is not the picture of this link${name && `, ${name}`}. Open it once more to leave the link.`);
      return;
    }
    parts.say(notes);
    if (picture === this.#awaited) parts.again();
    else parts.show(fields);
    this.#awaited = this.#other = "";
  }

  /**
   * Send a picture that the server lacks.
   * @param {string} picture @param {ExplorerState} state that needs it
   * @returns {Promise<Problem[]>} empty if it was sent
   */
  supply(picture, state) {
    const sending = this.#sending.get(picture) ?? this.#supply(picture, state);
    this.#sending.set(picture, sending);
    sending.finally(() => this.#sending.delete(picture));
    return sending;
  }

  /** @param {string} picture @param {ExplorerState} state @returns {Promise<Problem[]>} */
  async #supply(picture, { picture_file: wanted, picture: own, painted }) {
    const problem = (/** @type {string} */ message) => [{ field: "picture", message }];
    const awaited = () => {
      this.#awaited = picture;
      this.#awaitedName = String(wanted ?? "");
      return problem(`Open ${wanted || "the picture"} to see this link: drop the file here. It stays in your browser.`);
    };
    const kept = await this.parts.keptFile(picture);
    if (!kept && picture !== own && picture !== painted) return problem(PINNED);
    if (!kept && picture !== own) {
      this.parts.say("The mask of this link was painted in another browser, which has it: none is used here.");
      this.parts.unmask();
      return [];
    }
    const stored = kept ? undefined : await this.parts.storedFile(String(wanted ?? ""));
    const file = kept ?? (stored && { blob: stored, name: stored.name });
    if (!file) return awaited();
    const now = Date.now();
    const sent = (this.#sent.get(picture) ?? []).filter((time) => now - time < FORGIVEN_MS);
    if (sent.length >= MOST_ATTEMPTS) return problem("The server does not keep the picture. Try again in a minute.");
    this.#sent.set(picture, [...sent, now]);
    const answer = await this.parts.upload(file.blob, file.name);
    if ("problem" in answer) return problem(answer.problem);
    return stored && answer.picture !== picture ? awaited() : []; // the study's is another one
  }
}
