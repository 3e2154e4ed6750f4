/**
 * The card of one edge of the graph, beside it on the original: its two pixels, enlarged, and what makes
 * its weight, with the numbers put in. A click between two pixels chooses the edge while the view of the
 * graph is open, and keys on the card move it. components/live/views/edge.py writes the lines.
 */

import { h, hide } from "../../page/browser/dom.mjs";
import { edgeOf, Edges, middleOf, pathOf, textOf } from "./edges.mjs";
import { drawLoupe } from "./loupe.mjs";

/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { ViewArrays, ViewContext } from "../bodies.mjs" */
/** @import { Edge } from "./edges.mjs" */

/** @typedef {{edge: string, lines: string[]}} Described an edge as the state has it, and the lines on it */
/** @typedef {{row: number, col: number}} Place in the picture's coordinates */

const SLACK = 5; // pixels of the screen; a press that moves farther is no click
const APART = 14; // pixels of the screen between the edge and the card
const NO_EDGES = ".modebar, .drawing-surface"; // a press there chooses none
const NARROW = "(max-width: 60rem)"; // as in edge.css
const KEYS_ID = "edge-keys";
const KEYS = "Arrow keys move the edge, space turns it, Escape closes the card.";

export class EdgeCard {
  /** The edge of the state. @type {Edge | null} */
  #edge = null;
  #choosing = false; // while the view is open
  /** The edge that the lines are about. */
  #described = "";
  #lines = "";
  /** @type {PointerEvent | null} */
  #pressed = null;

  /** @param {ViewContext} context @param {HTMLElement} opener gets the focus when the card is closed */
  constructor({ renderer, store }, opener) {
    this.renderer = renderer;
    this.store = store;
    this.opener = opener;
    this.edges = new Edges(renderer.axes.shape);
    this.loupe = h("canvas", { class: "edge-loupe", "aria-hidden": "true" });
    this.lines = h("div", { class: "edge-lines", "aria-live": "polite" });
    const close = h("button", { type: "button", class: "close", "aria-label": "Close the edge" }, "✕");
    close.addEventListener("click", () => this.#close());
    const keys = h("p", { class: "quiet edge-keys", id: KEYS_ID }, KEYS);
    // Screen readers leave the arrow keys to an application.
    const label = { role: "application", "aria-label": "Edge of the graph", "aria-describedby": KEYS_ID };
    this.element = h("div", { class: "edge-card", tabindex: "0", ...label }, this.loupe, this.lines, close, keys);
    this.element.hidden = true;
    this.narrow = matchMedia(NARROW);
    this.#settle();
    this.#listen();
  }

  /** True if there is an edge to describe. */
  get open() {
    return !this.element.hidden;
  }

  /** Put the card over the pictures, or below them on a narrow screen, where it would hide too much. */
  #settle() {
    const { element, renderer } = this;
    const sight = this.narrow.matches && renderer.host.closest(".in-sight");
    if (sight) sight.after(element);
    else renderer.host.append(element);
    this.place();
  }

  #listen() {
    const { element, renderer } = this;
    this.narrow.addEventListener("change", () => this.#settle());
    element.addEventListener("keydown", (event) => this.#key(event));
    renderer.host.addEventListener(
      "pointerdown",
      (event) => {
        const { button: pressed, isPrimary, target } = event;
        // What is drawn there, a mask or a crop, takes the pointer for itself.
        const beside = target instanceof Element && !target.closest(NO_EDGES) && !element.contains(target);
        this.#pressed = isPrimary && pressed === 0 && beside ? event : null; // a second finger is no click
      },
      true,
    );
    // Plotly and the handles take the pointer from the pictures until it is released.
    document.addEventListener("pointerup", (event) => this.#released(event), true);
  }

  /** Choose an edge by a click. @param {PointerEvent} event */
  #released({ pointerId, clientX, clientY }) {
    const from = this.#pressed;
    this.#pressed = null;
    if (!this.#choosing || from?.pointerId !== pointerId || this.renderer.axes.brushing) return;
    if (Math.hypot(clientX - from.clientX, clientY - from.clientY) > SLACK) return;
    const at = this.#placeOf(from);
    if (at) this.choose(at);
  }

  /** Place of a pointer on the original, null if it is elsewhere. @param {PointerEvent} event @returns {Place | null} */
  #placeOf({ clientX, clientY }) {
    const { overlay } = this.renderer.original;
    const { view } = this.renderer.axes;
    const box = overlay.getBoundingClientRect();
    const [x, y] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    if (!view || !(x >= 0 && y >= 0 && x <= 1 && y <= 1)) return null;
    return { row: view.top + y * view.height, col: view.left + x * view.width };
  }

  /** Describe the edge nearest to a place, if there is one. @param {Place} at */
  choose(at) {
    if (!this.edges.known) this.edges = new Edges(this.renderer.axes.shape); // of another picture
    this.#set(this.edges.nearest(at));
  }

  chooseLightest() {
    this.#set(this.edges.lightest);
  }

  /** @param {Edge | null} edge */
  #set(edge) {
    if (!edge) return;
    this.store.change("edge", textOf(edge));
    this.element.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  #close() {
    this.store.change("edge", "");
    this.opener.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !this.#edge) return;
    if (key === "Escape") this.#close();
    else {
      const next = target === this.element && this.edges.next(this.#edge, key);
      if (!next) return;
      this.store.change("edge", textOf(next));
    }
    event.preventDefault(); // one key does one thing
  }

  /** @param {ExplorerState} state */
  show({ edge, views }) {
    this.#choosing = views.includes("graph");
    this.#edge = this.#choosing ? edgeOf(edge) : null;
    this.renderer.original.markEdge(this.#edge ? pathOf(this.#edge) : "");
    hide(this.element, !this.#edge);
    this.renderer.host.classList.toggle("with-edge", Boolean(this.#edge));
    if (!this.#edge) return;
    this.element.classList.toggle("updating", edge !== this.#described);
    this.#draw();
  }

  /**
   * Write what the server says of the edge.
   * @param {Described | null} found null if the graph has no edges
   * @param {ViewArrays} [arrays] of all edges @param {number[]} [shape] of the picture
   */
  describe(found, arrays, shape = this.renderer.axes.shape) {
    const known = arrays && { pixel: arrays.pixel, down: arrays.down, weight: arrays.weight };
    this.edges = new Edges(shape, known);
    this.#described = found?.edge ?? "";
    const lines = found?.lines ?? [];
    if (lines.join() !== this.#lines) this.lines.replaceChildren(...lines.map((line) => h("p", {}, line)));
    this.#lines = lines.join();
    this.element.classList.toggle("updating", !this.#edge || this.#described !== textOf(this.#edge));
    this.#draw();
  }

  /** Say why there is nothing to describe. @param {string} sentence */
  explain(sentence) {
    this.describe({ edge: this.#edge ? textOf(this.#edge) : "", lines: [sentence] });
  }

  #draw() {
    if (!this.#edge) return;
    drawLoupe(this.loupe, this.renderer.original.layer.cells, this.#edge);
    this.place();
  }

  /** Place the card beside its edge, within the pictures; on a narrow screen styles have it below them. */
  place() {
    const { axes, host, original } = this.renderer;
    if (!this.#edge || !axes.view) return;
    const { row, col } = middleOf(this.#edge);
    const { left, top, width, height } = axes.view;
    const { style } = original.overlay;
    const x = parseFloat(style.left) + ((col - left) / width) * parseFloat(style.width);
    const y = parseFloat(style.top) + ((row - top) / height) * parseFloat(style.height);
    const { offsetWidth, offsetHeight } = this.element;
    const within = (/** @type {number} */ at, /** @type {number} */ most) => Math.max(0, Math.min(at, most));
    const below = y + APART + offsetHeight <= host.clientHeight;
    this.element.style.left = `${within(x + APART, host.clientWidth - offsetWidth)}px`;
    this.element.style.top = `${within(below ? y + APART : y - APART - offsetHeight, host.clientHeight)}px`;
  }
}
