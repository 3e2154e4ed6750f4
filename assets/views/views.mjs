/**
 * The verdict and the views beneath the pictures. A client of their own requests their content for the
 * newest state, at their own pace, so that the pictures do not wait for them. Content that is older
 * than the pictures is marked.
 */

import { FrameClient } from "../live/frame_client.mjs";
import { findAll } from "../page/browser/dom.mjs";
import { otherEdge } from "../state/model.mjs";
import { Card, SIGHT_MARGIN } from "./card.mjs";
import { VerdictLine } from "./verdict_line.mjs";

/** @import { Answer, Needs, Refusal } from "../live/codec.mjs" */
/** @import { FrameRequest } from "../live/frame_client.mjs" */
/** @import { ExplorerState, Problem } from "../state/model.mjs" */
/** @import { Content, ViewContext } from "./bodies.mjs" */
/** @import { Verdict } from "./verdict_line.mjs" */

const SHARE = 4; // while something moves, wait this many times as long as the last answer took
const LEAST_PAUSE_MS = 100;
const OF_EDGE = "graph"; // the view that describes the edge

/**
 * The header of an explanation; components/live/explanations.py makes it.
 * @typedef {object} ExplanationHeader
 * @property {number} seq
 * @property {number} server_ms
 * @property {number[]} shape
 * @property {Verdict | null} verdict
 * @property {Record<string, Content>} views
 */

export class Views {
  /** State of the pictures, which is to be explained. @type {{state: ExplorerState, rest: boolean} | null} */
  #wanted = null;
  /** Those whose content is that at rest of their state. @type {Set<Card | VerdictLine>} */
  #settled = new Set();
  #requestedAt = 0; // time of the last request
  #pause = LEAST_PAUSE_MS;
  #timer = 0;

  /**
   * @param {HTMLElement} root place of the cards @param {HTMLElement} verdict place of the verdict
   * @param {string} url of the route
   * @param {ViewContext} context
   * @param {(picture: string, state: ExplorerState) => Promise<Problem[]>} supply send a picture that the server lacks
   */
  constructor(root, verdict, url, context, supply) {
    this.supply = supply;
    const { store } = context;
    this.verdict = new VerdictLine(verdict, store);
    /** @type {FrameClient<ExplanationHeader>} */ // the pictures' client reports a lost server
    this.client = new FrameClient({ url, onAnswer: (answer, request) => this.#answered(answer, request) });
    const toggle = (/** @type {string} */ name) => {
      const { views } = store.state;
      const names = this.cards.map((card) => card.name);
      store.change("views", names.filter((other) => (other === name) !== views.includes(other)));
    };
    const chips = findAll(".chip", root);
    this.cards = findAll(".card", root).map((card, i) => new Card(card, chips[i], context, toggle));
    const sight = new IntersectionObserver(() => this.#sighted(), { rootMargin: SIGHT_MARGIN });
    for (const { element } of this.cards) sight.observe(element);
    context.renderer.followView(() => {
      for (const card of this.#open) card.body.viewChanged?.();
    });
  }

  get #open() {
    return this.cards.filter(({ open }) => open);
  }

  /** Open and close the cards as the state says. @param {ExplorerState} state */
  show(state) {
    for (const card of this.cards) card.show(state);
    document.body.classList.toggle("has-views", state.views.length > 0);
  }

  /** Request explanations of the state that the pictures show. @param {ExplorerState} state @param {boolean} rest */
  follow(state, rest) {
    const before = this.#wanted?.state;
    if (before && otherEdge(before, state)) this.#keep(before, state);
    this.#wanted = { state, rest };
    this.#mark();
    if (rest) this.#request();
    else this.#requestSoon();
  }

  /** Let what does not depend on the edge stand for the next state, too. @param {ExplorerState} before @param {ExplorerState} state */
  #keep(before, state) {
    for (const shown of this.#settled) {
      const follows = shown instanceof Card && shown.name === OF_EDGE;
      if (shown.state === before && !follows) shown.state = state;
    }
  }

  /** Request the views that came into sight. */
  #sighted() {
    if (this.#wanted && this.#missing().length) this.#request();
  }

  /** Open views in sight that do not show the wanted state. */
  #missing() {
    return this.#open.filter((card) => card.inSight && card.state !== this.#wanted?.state);
  }

  #requestSoon() {
    if (this.#timer || !this.client.quiet) return; // the next answer calls this again
    const wait = Math.max(0, this.#requestedAt + this.#pause - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#request();
    }, wait);
  }

  /** Request all visible views at rest, and only the oldest while something moves. */
  #request() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#wanted) return;
    const { state, rest } = this.#wanted;
    const inSight = this.#open.filter((card) => card.inSight);
    /** @type {(Card | VerdictLine)[]} */
    const shown = [this.verdict, ...inSight];
    const old = shown.filter((each) => each.state !== state || !this.#settled.has(each));
    const due = old.length ? old : shown;
    const oldest = due.reduce((a, b) => (b.drawn < a.drawn ? b : a));
    const requested = new Set(rest ? due : [oldest]);
    this.#requestedAt = performance.now();
    const views = inSight.filter((card) => requested.has(card)).map(({ name }) => name);
    this.client.send(state, rest, { views, verdict: requested.has(this.verdict) });
  }

  /** @param {Answer<ExplanationHeader | Refusal | Needs>} answer @param {FrameRequest} request */
  async #answered({ header, arrays }, request) {
    if ("needs" in header) {
      const problems = await this.supply(header.needs, request.state);
      if (!problems.length) return this.#request();
      header = { seq: header.seq, problems };
    }
    const begun = performance.now();
    let server = 0;
    if ("problems" in header) {
      this.#settled.clear();
      this.verdict.show(null, request.state);
      for (const card of this.#open) card.refuse();
    } else {
      server = header.server_ms;
      if (header.verdict) {
        this.verdict.show(header.verdict, request.state);
        this.#note(this.verdict, request.rest);
      }
      for (const card of this.#open) {
        const content = header.views[card.name];
        if (!content) continue;
        await card.draw(content, arrays, header.shape, request.state);
        this.#note(card, request.rest && !content.data.needs);
        this.#supplyPinned(content, request.state);
      }
    }
    this.#pause = Math.max(LEAST_PAUSE_MS, SHARE * (performance.now() - begun + server));
    this.#mark();
    const refused = "problems" in header;
    const detail = { state: request.state, rest: request.rest, refused, title: this.verdict.badge.textContent };
    document.dispatchEvent(new CustomEvent("cutlab:explained", { detail }));
    if (!this.client.quiet || !this.#wanted) return;
    const shown = this.verdict.state === request.state && !this.#missing().length;
    if (this.#wanted.state === request.state && shown) return;
    if (this.#wanted.rest) this.#request();
    else this.#requestSoon();
  }

  /** @param {Card | VerdictLine} shown @param {boolean} settled whether its content is that at rest */
  #note(shown, settled) {
    if (settled) this.#settled.add(shown);
    else this.#settled.delete(shown);
  }

  /** Send what the pinned state alone needs, and ask again then. @param {Content} content @param {ExplorerState} state */
  async #supplyPinned({ data: { needs } }, state) {
    if (!needs) return;
    const problems = await this.supply(String(needs), state);
    if (!problems.length) this.#request();
  }

  /** True if verdict and visible views are those of the pictures at rest. */
  get upToDate() {
    if (!this.#wanted?.rest || !this.client.quiet || this.#timer) return false;
    return this.verdict.state === this.#wanted.state && !this.#missing().length;
  }

  /** Mark the verdict and the views that are older than the pictures. */
  #mark() {
    const state = this.#wanted?.state;
    for (const shown of [this.verdict, ...this.#open]) shown.updating(shown.state !== state);
  }
}
