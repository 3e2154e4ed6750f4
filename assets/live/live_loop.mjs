/**
 * The live path: each change of the state is sent to the server, and its frame is drawn on the
 * canvases. Once nothing moves, the heatmaps take over and the state is committed.
 */

import { otherEdge } from "../state/model.mjs";
import { FrameClient } from "./frame_client.mjs";
import { describeProgress, Expectations } from "./progress.mjs";

/** @import { ExplorerState, Problem } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { CanvasRenderer } from "./canvas_renderer.mjs" */
/** @import { Answer, FrameHeader, Needs, Refusal } from "./codec.mjs" */
/** @import { FrameRequest, Network, Status } from "./frame_client.mjs" */

const REST_MS = 80; // stillness after which the hoverable heatmaps come back
const BUSY_MS = 250; // an answer that takes longer is announced
const FACTS_MS = 100; // while something moves, numbers are not written more often

/**
 * @typedef {object} LoopListeners
 * @property {(status: Status, detail: string) => void} onStatus of the connection
 * @property {(text: string) => void} onProgress what is being computed, in words
 * @property {(header: FrameHeader) => void} onFacts
 * @property {(problems: Problem[]) => void} onProblems the server's problems with the state, or none
 * @property {(refusal: Refusal, state: ExplorerState) => boolean} onLimits called with a refusal that has limits; true if the state is within them now
 * @property {(state: ExplorerState, rest: boolean) => void} onPictures called when the pictures show a state, or the server has refused it
 * @property {() => void} onShown called when the page shows the state of its address
 * @property {(state: ExplorerState, header: FrameHeader) => void} onRest
 * @property {(state: ExplorerState) => void} onCommit
 * @property {(picture: string, state: ExplorerState) => Promise<Problem[]>} supply send a picture that the server lacks
 * @property {() => boolean} isHeld whether a pointer or a key is held down
 * @property {() => boolean} isPlaying whether an animation runs
 */

export class LiveLoop {
  /** States: last sent, shown by the heatmaps, last valid, known to Dash. @type {ExplorerState} */
  #sent;
  #rested;
  #good;
  #committed;
  #restTimer = 0;
  #busyTimer = 0;
  #factsAt = -Infinity; // time in milliseconds
  #expected = new Expectations();
  /** The server's problems with the present state. @type {Problem[]} */
  problems = [];

  /**
   * @param {string} url of the route
   * @param {ExplorerState} shown the state that the page comes with
   * @param {Store} store
   * @param {CanvasRenderer} renderer
   * @param {LoopListeners} listeners
   * @param {Network} [network]
   */
  constructor(url, shown, store, renderer, listeners, network) {
    this.store = store;
    this.renderer = renderer;
    this.listeners = listeners;
    this.#sent = this.#rested = this.#good = this.#committed = shown;
    /** @type {FrameClient<FrameHeader>} */
    this.client = new FrameClient({
      url,
      onAnswer: (answer, request) => this.#answered(answer, request),
      onProgress: (progress, { state, rest }) => {
        listeners.onProgress(describeProgress(progress, this.#expected.of(state, rest)));
      },
      onStatus: listeners.onStatus,
      network,
    });
  }

  get refused() {
    return this.problems.length > 0;
  }

  /** True if the heatmaps show the present state. */
  get atRest() {
    return this.client.quiet && this.#rested === this.store.state;
  }

  /** True if the state on screen is committed to Dash. */
  get committed() {
    return this.#committed === this.store.state;
  }

  /** Ask for the present state's frame. @param {boolean} rest */
  send(rest) {
    const { state } = this.store;
    clearTimeout(this.#restTimer);
    if (this.listeners.isHeld() && !state.follow && state !== this.#sent) return; // until it is released
    this.#sent = state;
    if (!rest && this.client.quiet && !this.refused && otherEdge(this.#good, state)) return this.#keep(state);
    if (!this.#busyTimer) this.#busyTimer = setTimeout(() => this.#busy(true), BUSY_MS);
    this.client.send(state, rest);
  }

  /** Take over a state whose pictures are on screen already; its link comes at rest. @param {ExplorerState} state */
  #keep(state) {
    this.#good = state;
    this.listeners.onPictures(state, false);
    this.#restTimer = setTimeout(() => this.send(true), REST_MS);
  }

  /** Send or commit the state after a release, or after the end of an animation. */
  released() {
    if (this.store.state !== this.#sent) this.send(false);
    else this.#commit();
  }

  /** Commit the state at rest, but not each stop of a drag or an animation. */
  #commit() {
    const { isHeld, isPlaying, onCommit } = this.listeners;
    if (isHeld() || isPlaying() || this.#committed === this.#rested) return;
    if (this.#rested !== (this.refused ? this.#good : this.store.state)) return;
    this.#committed = this.#rested;
    onCommit(this.#rested);
  }

  /** Send the picture that the server lacks, and ask again. @param {Needs} needs @param {FrameRequest} request */
  async #supply({ seq, needs }, request) {
    this.#busy(true);
    const problems = await this.listeners.supply(needs, request.state);
    if (!this.client.quiet) return; // another state is on its way
    if (problems.length) this.#answered({ header: { seq, problems }, arrays: {} }, request);
    else this.client.send(request.state, request.rest);
  }

  /** @param {Answer<FrameHeader | Refusal | Needs>} answer @param {FrameRequest} request */
  #answered({ header, arrays }, request) {
    const { client, listeners, renderer } = this;
    if ("needs" in header) return this.#supply(header, request);
    if (client.quiet) this.#busy(false);
    if ("problems" in header && header.limits && listeners.onLimits(header, request.state)) return;
    const problems = "problems" in header ? header.problems : [];
    // An answer at rest for the last valid state does not concern the present one.
    if ("problems" in header || !request.rest || request.state === this.store.state) {
      this.#refuse(problems);
    }
    if ("problems" in header) {
      // The last valid picture stays, with its hover; it may be on the canvases though it was at rest.
      if (client.quiet && (this.#rested !== this.#good || renderer.live)) client.send(this.#good, true);
      listeners.onShown();
      listeners.onPictures(request.state, true); // so that the views say why they are empty
      return;
    }
    this.#expected.note(request.state, request.rest, header.server_ms / 1000);
    const now = performance.now();
    if (request.rest || now - this.#factsAt >= FACTS_MS) {
      this.#factsAt = now;
      listeners.onFacts(header);
    }
    if (arrays.display) renderer.display({ header, arrays });
    if (request.rest) this.#settle({ header, arrays }, request);
    else {
      this.#good = request.state;
      renderer.paint({ header, arrays }, this.#good);
      listeners.onPictures(this.#good, false);
      if (client.quiet) this.#restTimer = setTimeout(() => this.send(true), REST_MS);
    }
    const detail = { seq: request.seq, state: request.state, rest: request.rest };
    document.dispatchEvent(new CustomEvent("cutlab:painted", { detail }));
  }

  /** @param {Problem[]} problems empty if the present state is valid */
  #refuse(problems) {
    this.problems = problems;
    this.renderer.host.classList.toggle("stale", this.refused);
    this.listeners.onProblems(problems);
  }

  /** Show the heatmaps and commit the state, if nothing has moved meanwhile. @param {Answer<FrameHeader>} frame @param {FrameRequest} request */
  async #settle(frame, { state }) {
    const { client, listeners, renderer, store } = this;
    const still = () => client.quiet && state === (this.refused ? this.#good : store.state);
    if (!still()) return;
    await renderer.draw(frame);
    if (!still()) return; // it moved meanwhile
    renderer.rest();
    listeners.onShown();
    this.#rested = this.#good = state;
    renderer.outline(state);
    if (!this.refused) listeners.onPictures(state, true);
    listeners.onRest(state, frame.header);
    this.#commit();
  }

  /** @param {boolean} on */
  #busy(on) {
    clearTimeout(this.#busyTimer);
    this.#busyTimer = 0;
    if (!on) this.listeners.onProgress(describeProgress());
    this.renderer.host.classList.toggle("busy", on);
    this.renderer.host.setAttribute("aria-busy", String(on));
  }
}
