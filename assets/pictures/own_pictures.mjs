/**
 * Own pictures: a file that was dropped, pasted or chosen is sent to the server, kept in this browser,
 * and shown; so are masks and truths that are opened beside one. If the server lacks a file of a state, the
 * kept one is sent again; if this browser does not have it either, as after a link from somebody else, its
 * reader is asked to open it.
 */

import { gone, missing, pinned, saidWithout } from "./words.mjs";

/** @import { ExplorerState, Problem } from "../state/model.mjs" */
/** @import { Beside, Uploaded } from "./upload.mjs" */
/** @import { KeptFile, Kind } from "./files.mjs" */

const MOST_ATTEMPTS = 8; // each may meet another process of the server
const FORGIVEN_MS = 60_000;
const HASH = /^[0-9a-f]{32}$/;

/**
 * @typedef {object} Parts
 * @property {number} mostBytes of a file
 * @property {(blob: Blob, name: string, beside?: Beside) => Promise<Uploaded>} upload
 * @property {(picture: string) => Promise<KeptFile | undefined>} keptFile
 * @property {(picture: string, file: File, kind?: Kind) => Promise<boolean>} keepFile
 * @property {(name: string, what?: string) => Promise<File | undefined>} storedFile the picture, the mask or the truth of the study that the page was opened from
 * @property {(text: string) => void} say write a sentence beside the pictures, or none
 * @property {(kind: "mask" | "truth", text: string) => void} sayBeside write a sentence beside the control of a mask or a truth, or none
 * @property {(fields: Partial<ExplorerState>) => void} show a picture, by the fields that open it
 * @property {() => void} beginGesture let the next change be a step of its own in the history
 * @property {(fields: Partial<ExplorerState>, of: string) => void} merge fields into the state, if it is of that picture
 * @property {() => void} again ask for the frame of the present state again
 */

export class OwnPictures {
  /** Picture of a link that waits for its file. */
  #awaited = "";
  #awaitedName = "";
  /** The other picture that was opened instead. */
  #other = "";
  /** Files on their way to the server. @type {Map<string, Promise<Problem[]>>} */
  #sending = new Map();
  /** Times at which files were sent. @type {Map<string, number[]>} */
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

  /** Say that a file is too large, or that it is read. @param {File} file @param {(text: string) => void} say */
  #begin(file, say) {
    const { parts } = this;
    const [size, most] = [file.size, parts.mostBytes].map((bytes) => (bytes / 1e6).toFixed(0));
    const large = file.size > parts.mostBytes;
    say(large ? `${file.name} was not opened: it has ${size} MB, and at most ${most} MB are read.` : `Reading ${file.name}…`);
    return !large;
  }

  /** Open a file of the reader. @param {File} file */
  async open(file) {
    const { parts } = this;
    if (!this.#begin(file, parts.say)) return;
    const answer = await parts.upload(file, file.name);
    if (!("picture" in answer)) {
      parts.say(`${file.name} was not opened. ${"problem" in answer ? answer.problem : gone}`);
      return;
    }
    const { picture, fields, notes = "" } = answer;
    // A file with settings, which has its picture within it, can be of a sample, too.
    if (HASH.test(picture)) await parts.keepFile(picture, file);
    if (fields.painted) await parts.keepFile(fields.painted, file, "mask"); // within it, too
    if (fields.truth) await parts.keepFile(fields.truth, file, "truth");
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

  /** Open a mask or a truth of the picture on screen. @param {File} file @param {"mask" | "truth"} kind @param {ExplorerState} state */
  async openBeside(file, kind, state) {
    const { parts } = this;
    const say = (/** @type {string} */ text) => parts.sayBeside(kind, text);
    if (!this.#begin(file, say)) return;
    const beside = { kind, of: state.picture, page: String(state.page) };
    let answer = await parts.upload(file, file.name, beside);
    for (let i = 0; "needs" in answer && i < MOST_ATTEMPTS; i += 1) {
      // Another process of the server answers, which lacks the picture.
      const [problem] = await this.supply(answer.needs, state);
      answer = problem ? { problem: problem.message } : await parts.upload(file, file.name, beside);
    }
    if (!("picture" in answer)) {
      say(`${file.name} was not opened. ${"problem" in answer ? answer.problem : gone}`);
      return;
    }
    await parts.keepFile(answer.picture, file, kind);
    say(answer.notes ?? "");
    parts.beginGesture();
    parts.merge(answer.fields, state.picture);
  }

  /**
   * Send a file that the server lacks.
   * @param {string} picture its hash @param {ExplorerState} state that needs it
   * @returns {Promise<Problem[]>} empty if it was sent
   */
  supply(picture, state) {
    const sending = this.#sending.get(picture) ?? this.#supply(picture, state);
    this.#sending.set(picture, sending);
    sending.finally(() => this.#sending.delete(picture));
    return sending;
  }

  /**
   * Send a file if this browser has it.
   * @param {string} picture its hash
   * @returns {Promise<string>} empty if it was sent, or a sentence
   */
  async give(picture) {
    const kept = await this.parts.keptFile(picture);
    if (!kept) return missing;
    const [problem] = await this.#send(picture, kept.blob, kept.name, kept.kind);
    return problem?.message ?? "";
  }

  /** @param {string} picture @param {ExplorerState} state @returns {Promise<Problem[]>} */
  async #supply(picture, state) {
    const { picture: own, painted, truth } = state;
    const kept = await this.parts.keptFile(picture);
    if (kept) return this.#send(picture, kept.blob, kept.name, picture === truth ? "truth" : kept.kind);
    if (picture === own) return this.#supplyStored(picture, state);
    if (picture === truth) return this.#supplyTruth(state);
    return picture === painted ? this.#supplyMask(state) : problemOf(pinned);
  }

  /** @param {string} picture @param {ExplorerState} state @returns {Promise<Problem[]>} */
  async #supplyStored(picture, { picture_file: wanted }) {
    const awaited = () => {
      this.#awaited = picture;
      this.#awaitedName = String(wanted ?? "");
      return problemOf(`Open ${wanted || "the picture"} to see this link: drop the file here. It stays in your browser.`);
    };
    const stored = await this.parts.storedFile(String(wanted ?? ""));
    if (!stored) return awaited();
    return this.#send(picture, stored, stored.name, "picture", awaited); // the study's may be another one
  }

  /** Send the mask that a study has, or do without. @param {ExplorerState} state @returns {Promise<Problem[]>} */
  async #supplyMask({ picture, painted }) {
    const without = () => {
      this.parts.say(saidWithout.mask);
      this.parts.merge({ mask: "none", painted: "" }, picture);
      return [];
    };
    const stored = await this.parts.storedFile("mask.png", "mask");
    return stored ? this.#send(painted, stored, stored.name, "mask", without) : without();
  }

  /** Send the truth that a study has, or do without. @param {ExplorerState} state @returns {Promise<Problem[]>} */
  async #supplyTruth({ picture, truth, truth_file: name }) {
    const without = () => {
      this.parts.say(saidWithout.truth(String(name ?? "")));
      this.parts.merge({ truth: "", truth_file: "", person: 1 }, picture);
      return [];
    };
    const stored = await this.parts.storedFile(String(name ?? ""), "truth");
    return stored ? this.#send(truth, stored, stored.name, "truth", without) : without();
  }

  /**
   * @param {string} picture its hash @param {Blob} blob @param {string} name @param {Kind} [kind]
   * @param {() => Problem[]} [other] called if the file turns out to be another one
   * @returns {Promise<Problem[]>}
   */
  async #send(picture, blob, name, kind = "picture", other) {
    const now = Date.now();
    const sent = (this.#sent.get(picture) ?? []).filter((time) => now - time < FORGIVEN_MS);
    if (sent.length >= MOST_ATTEMPTS) return problemOf("The server does not keep the picture. Try again in a minute.");
    this.#sent.set(picture, [...sent, now]);
    const answer = await this.parts.upload(blob, name, kind === "truth" ? { kind } : {});
    if (!("picture" in answer)) return problemOf("problem" in answer ? answer.problem : gone);
    return other && answer.picture !== picture ? other() : [];
  }
}

/** @param {string} message @returns {Problem[]} */
const problemOf = (message) => [{ field: "picture", message }];
