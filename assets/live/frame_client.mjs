/**
 * The frame client, which sends states and receives frames. One request is in flight; the newest state
 * is sent next, and those between are dropped. It uses a websocket, or HTTP where websockets are
 * blocked, and recovers by itself from a lost answer or connection. It is a script because a frame has
 * a deadline (docs/decisions/0001-frames-beside-dash.md).
 */

import { decode } from "./codec.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Answer, Needs, Progress, Refusal } from "./codec.mjs" */

const ANSWER_MS = 20_000; // longest wait for an answer; a 400 px scene takes seconds at most
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
const CONNECT_MS = 4_000; // longest wait for a connection, which some proxies never answer
const SILENCE_MS = 2_500; // after which HTTP serves beside a websocket that has never answered
const REFUSALS_BEFORE_HTTP = 2;
const GIVEN_UP_S = 1; // a request that the server works on for longer gives way to a newer state

/**
 * The request that an answer belongs to; `more` are further fields of the message.
 * @typedef {{seq: number, state: ExplorerState, rest: boolean, more: object}} FrameRequest
 */

/** @typedef {"ready" | "lost" | "refused"} Status */

/** @typedef {Pick<typeof globalThis, "WebSocket" | "fetch">} Network */

/** @template H of the answers' headers */
export class FrameClient {
  #seq = 0;
  /** @type {Omit<FrameRequest, "seq"> | null} */
  #waiting = null;
  /** @type {(FrameRequest & {watchdog: number, late?: boolean}) | null} */
  #inFlight = null;
  /** @type {WebSocket | null} */
  #socket = null;
  #imageKey = ""; // of the last image received, which the canvas shows before the next answer
  #socketWorks = false; // it has carried an answer
  #gaveUp = false; // a request gave way since the last answer; the next one does not, or none would ever come
  #slow = false; // true while a connection takes long and HTTP serves meanwhile
  #failures = 0;
  #retry = 0;
  stats = { sent: 0, received: 0, dropped: 0, late: 0, failures: 0 };

  /**
   * @param {object} options
   * @param {string} options.url of the route, with http or https
   * @param {(answer: Answer<H | Refusal | Needs>, request: FrameRequest) => void} options.onAnswer
   * @param {(progress: Progress, request: FrameRequest) => void} [options.onProgress]
   * @param {(status: Status, detail: string) => void} [options.onStatus]
   * @param {Network} [options.network]
   */
  constructor({ url, onAnswer, onProgress = () => {}, onStatus = () => {}, network = globalThis }) {
    this.url = url;
    this.onAnswer = onAnswer;
    this.onProgress = onProgress;
    this.onStatus = onStatus;
    this.network = network;
  }

  /** True if the last state sent has been answered. */
  get quiet() {
    return !this.#waiting && !this.#inFlight;
  }

  /** @param {ExplorerState} state @param {boolean} [rest] @param {object} [more] further fields of the message */
  send(state, rest = false, more = {}) {
    if (this.#waiting) this.stats.dropped += 1;
    this.#waiting = { state, rest, more };
    this.#next();
  }

  #next() {
    if (!this.#waiting || this.#retry || (this.#inFlight && (!this.#inFlight.late || this.#gaveUp))) return;
    const http = !this.#socketWorks && (this.#slow || this.#failures >= REFUSALS_BEFORE_HTTP);
    if (!http && this.#socket?.readyState !== this.network.WebSocket.OPEN) {
      if (!this.#socket) this.#connect();
      return;
    }
    const { state, rest, more } = this.#waiting;
    this.#waiting = null;
    this.#seq += 1;
    const seq = this.#seq;
    if (this.#inFlight) {
      clearTimeout(this.#inFlight.watchdog);
      this.#gaveUp = true;
    }
    this.#inFlight = { seq, state, rest, more, watchdog: this.#watch() };
    this.stats.sent += 1;
    const message = JSON.stringify({ seq, state, rest, have: this.#imageKey, ...more });
    if (http) return this.#post(message, seq);
    const socket = this.#socket;
    socket?.send(message);
    if (this.#socketWorks) return;
    setTimeout(() => this.#socketWorks || this.#inFlight?.seq !== seq || this.#post(message, seq, socket), SILENCE_MS);
  }

  /** Expect an answer, or a sign of it. */
  #watch() {
    return setTimeout(() => this.#fail("no answer"), ANSWER_MS);
  }

  #connect() {
    const address = `${this.url.replace(/^http/, "ws")}?progress`; // silence means that it is lost, not busy
    let socket;
    try {
      socket = new this.network.WebSocket(address);
    } catch {
      this.#failures = Math.max(this.#failures, REFUSALS_BEFORE_HTTP); // a frame or a policy forbids it
      return this.#next();
    }
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    const slow = setTimeout(() => {
      this.#slow = !this.#socketWorks && this.#socket === socket;
      this.#next();
    }, SILENCE_MS);
    const late = setTimeout(() => socket.close(), CONNECT_MS);
    const settle = () => {
      clearTimeout(slow);
      clearTimeout(late);
    };
    socket.onopen = () => {
      settle();
      this.#slow = false;
      this.#next();
    };
    socket.onmessage = ({ data }) => this.#receive(data, true);
    socket.onclose = () => {
      settle();
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (this.#slow) {
        this.#slow = false;
        this.#failures = Math.max(this.#failures, REFUSALS_BEFORE_HTTP); // HTTP serves already
        return;
      }
      // It is no failure if the server closes an idle connection: the next change opens another.
      if (!this.quiet) this.#fail("connection closed");
    };
  }

  /** Ask by HTTP, alone or beside a silent websocket. @param {string} message @param {number} seq @param {WebSocket | null} [beside] */
  async #post(message, seq, beside = null) {
    const lost = (/** @type {string} */ why, refusal = "") =>
      this.#inFlight?.seq === seq && !beside && this.#fail(why, refusal);
    try {
      const response = await this.network.fetch(this.url, { method: "POST", body: message });
      if (response.ok) this.#receive(await response.arrayBuffer(), false, beside);
      else lost(`status ${response.status}`, await response.text());
    } catch (error) {
      lost(String(error));
    }
  }

  /** @param {ArrayBuffer} data @param {boolean} bySocket @param {WebSocket | null} [silent] websocket that HTTP has outrun */
  #receive(data, bySocket, silent = null) {
    const decoded = /** @type {Answer<H & {image_key?: string} | Refusal | Needs | Progress>} */ (decode(data));
    const request = this.#inFlight;
    if (request && "stage" in decoded.header) return this.#progress(decoded.header, request);
    const answer = /** @type {Answer<H & {image_key?: string} | Refusal | Needs>} */ (decoded);
    const { header, arrays } = answer;
    if (!request || /** @type {{seq: number}} */ (header).seq !== request.seq) {
      this.stats.late += 1;
      return;
    }
    clearTimeout(request.watchdog);
    this.#inFlight = null;
    this.#gaveUp = false;
    this.stats.received += 1;
    if (this.#failures) this.onStatus("ready", "");
    if (silent) {
      this.#failures = REFUSALS_BEFORE_HTTP;
      if (this.#socket === silent) this.#socket = null;
      silent.close();
    }
    // An answer by HTTP does not reset the count, so that the client stays with HTTP.
    if (bySocket) {
      this.#socketWorks = true;
      this.#failures = 0;
    }
    if ("image_key" in header && (arrays.display ?? arrays.image) instanceof Uint8Array) {
      this.#imageKey = header.image_key ?? "";
    }
    this.#next(); // before painting, so that the server does not wait for the screen
    this.onAnswer(answer, request);
  }

  /**
   * The server works on the request. A newer state is sent at once if that takes long.
   * @param {Progress} progress @param {FrameRequest & {watchdog: number, late?: boolean}} request
   */
  #progress(progress, request) {
    if (progress.seq !== request.seq) return;
    this.#socketWorks = true; // which alone carries progress
    clearTimeout(request.watchdog);
    request.watchdog = this.#watch();
    request.late = progress.elapsed >= GIVEN_UP_S;
    this.onProgress(progress, request);
    this.#next();
  }

  /**
   * Drop the connection, and send the state again later.
   * @param {string} why @param {string} [refusal] reason given by the server
   */
  #fail(why, refusal = "") {
    if (this.#inFlight) {
      clearTimeout(this.#inFlight.watchdog);
      this.#waiting ??= this.#inFlight;
      this.#inFlight = null;
    }
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#failures += 1;
    this.stats.failures += 1;
    this.onStatus(refusal ? "refused" : "lost", refusal || why);
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#retry = 0;
      this.#next();
    }, delay);
  }
}
