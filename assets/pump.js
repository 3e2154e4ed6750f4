// @ts-check
/// <reference path="./types.d.ts" />
/**
 * The pump: states in, frames out. One request is in flight, the newest state is next, whatever
 * lay between is dropped. It speaks to the websocket, or to HTTP where websockets are blocked, and
 * goes on by itself after a lost answer or connection. The messages are described in
 * components/wire.py.
 */
(() => {
  const ANSWER_MS = 20_000; // longest wait for an answer; a 400 px scene takes seconds at most
  const FIRST_RETRY_MS = 250;
  const LAST_RETRY_MS = 5_000;
  const CONNECT_MS = 4_000; // longest wait for a connection: some proxies swallow it
  const REFUSALS_BEFORE_HTTP = 2;

  class Pump {
    /**
     * @param {object} options
     * @param {string} options.path of the frame route, on this host
     * @param {(frame: Frame, request: FrameRequest) => void} options.onFrame
     * @param {(status: "ready" | "lost" | "refused", detail: string) => void} options.onStatus
     */
    constructor({ path, onFrame, onStatus }) {
      const url = new URL(path, location.href);
      this.httpUrl = url.href;
      url.protocol = url.protocol.replace("http", "ws");
      this.socketUrl = url.href;
      this.onFrame = onFrame;
      this.onStatus = onStatus;
      this.seq = 0;
      /** @type {{state: object, rest: boolean, more: object} | null} */
      this.waiting = null;
      /** @type {(FrameRequest & {more: object, watchdog: number}) | null} */
      this.flying = null;
      /** @type {WebSocket | null} */
      this.socket = null;
      this.imageKey = ""; // of the last image received: the canvas has it before the next answer
      this.socketWorks = false; // it has carried an answer
      this.failures = 0;
      this.retry = 0;
      this.stats = { sent: 0, received: 0, dropped: 0, late: 0, failures: 0 };
    }

    /** Whether the last frame shown is that of the last state sent. */
    get quiet() {
      return !this.waiting && !this.flying;
    }

    /** @param {object} state @param {boolean} [rest] @param {object} [more] what else the route is told */
    send(state, rest = false, more = {}) {
      if (this.waiting) this.stats.dropped += 1;
      this.waiting = { state, rest, more };
      this.#next();
    }

    #next() {
      if (this.flying || !this.waiting || this.retry) return;
      const http = !this.socketWorks && this.failures >= REFUSALS_BEFORE_HTTP;
      if (!http && this.socket?.readyState !== WebSocket.OPEN) {
        if (!this.socket) this.#connect();
        return;
      }
      const { state, rest, more } = this.waiting;
      this.waiting = null;
      this.seq += 1;
      const watchdog = setTimeout(() => this.#fail("no answer"), ANSWER_MS);
      this.flying = { seq: this.seq, state, rest, more, watchdog };
      this.stats.sent += 1;
      const message = JSON.stringify({ seq: this.seq, state, rest, have: this.imageKey, ...more });
      if (http) this.#post(message, this.seq);
      else this.socket?.send(message);
    }

    #connect() {
      const socket = new WebSocket(this.socketUrl);
      socket.binaryType = "arraybuffer";
      this.socket = socket;
      const slow = setTimeout(() => socket.close(), CONNECT_MS);
      socket.onopen = () => {
        clearTimeout(slow);
        this.#next();
      };
      socket.onmessage = ({ data }) => this.#receive(data);
      socket.onclose = () => {
        clearTimeout(slow);
        if (this.socket !== socket) return;
        this.socket = null;
        // A server that closes an idle connection is no failure: the next change opens another.
        if (!this.quiet) this.#fail("connection closed");
      };
    }

    /** @param {string} message @param {number} seq */
    async #post(message, seq) {
      const lost = (/** @type {string} */ why, refusal = "") =>
        this.flying?.seq === seq && this.#fail(why, refusal);
      try {
        const response = await fetch(this.httpUrl, { method: "POST", body: message });
        if (response.ok) this.#receive(await response.arrayBuffer());
        else lost(`status ${response.status}`, await response.text());
      } catch (error) {
        lost(String(error));
      }
    }

    /** @param {ArrayBuffer} data */
    #receive(data) {
      const frame = decode(data);
      const request = this.flying;
      if (!request || frame.header.seq !== request.seq) {
        this.stats.late += 1;
        return;
      }
      clearTimeout(request.watchdog);
      this.flying = null;
      this.stats.received += 1;
      if (this.failures) this.onStatus("ready", "");
      // An answer by HTTP leaves the failures counted, so that it stays with HTTP.
      if (this.socket) {
        this.socketWorks = true;
        this.failures = 0;
      }
      if (frame.arrays.image instanceof Uint8Array) this.imageKey = frame.header.image_key;
      this.#next(); // before painting: the server need not wait for the screen
      this.onFrame(frame, request);
    }

    /**
     * Keep the state, forget the connection, try again.
     * @param {string} why @param {string} [refusal] what the server said
     */
    #fail(why, refusal = "") {
      if (this.flying) {
        clearTimeout(this.flying.watchdog);
        this.waiting ??= this.flying;
        this.flying = null;
      }
      const socket = this.socket;
      this.socket = null;
      socket?.close();
      this.failures += 1;
      this.stats.failures += 1;
      this.onStatus(refusal ? "refused" : "lost", refusal || why);
      const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
      clearTimeout(this.retry);
      this.retry = setTimeout(() => {
        this.retry = 0;
        this.#next();
      }, delay);
    }
  }

  const KINDS = {
    float32: Float32Array,
    uint8: Uint8Array,
    int16: Int16Array,
    uint16: Uint16Array,
    int32: Int32Array,
    uint32: Uint32Array,
  };

  /** See components/wire.py. @param {ArrayBuffer} data @returns {Frame} */
  function decode(data) {
    const length = new DataView(data).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
    /** @type {Record<string, any>} */
    const arrays = {};
    for (const { name, dtype, shape, offset } of header.arrays) {
      const count = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
      arrays[name] = new KINDS[dtype](data, 4 + length + offset, count);
    }
    return { header, arrays };
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Pump });
})();
