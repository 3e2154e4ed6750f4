/**
 * A surface over the original that takes the pointer while a mask or a crop is drawn there, by mouse, pen
 * or finger. One is on at a time; Escape drops what is being drawn, or else switches it off.
 */

import { s } from "../page/browser/dom.mjs";
import { covered } from "../page/dialogs.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */

/** @typedef {{row: number, col: number}} Place in the picture's coordinates */

/**
 * @typedef {object} Strokes
 * @property {(at: Place) => void} begin
 * @property {(places: Place[]) => void} move called with all places that a frame of the browser has brought
 * @property {() => void} end called before `drop`
 * @property {() => void} drop forget what is being drawn
 * @property {(on: boolean) => void} switched called when the surface is switched on or off
 */

export class Surface {
  /** The one that is on. @type {Surface | null} */
  static #current = null;
  /** Pointer that draws. @type {number | null} */
  #pointer = null;

  /** @param {CanvasRenderer} renderer @param {SVGElement} drawn on it @param {Strokes} strokes */
  constructor(renderer, drawn, strokes) {
    this.renderer = renderer;
    this.strokes = strokes;
    this.element = s("svg", { class: "drawing-surface", "aria-hidden": "true", preserveAspectRatio: "none" }, drawn);
    renderer.host.append(this.element);
    renderer.followView(() => this.#place());
    this.#listen();
  }

  get on() {
    return Surface.#current === this;
  }

  /** @param {boolean} on */
  toggle(on) {
    if (on === this.on) return;
    if (on) Surface.#current?.toggle(false);
    else this.drop();
    Surface.#current = on ? this : null;
    this.element.classList.toggle("drawing", on);
    this.strokes.switched(on);
    this.#place();
  }

  /** End what is being drawn. */
  drop() {
    if (this.#pointer === null) return;
    this.#pointer = null;
    this.strokes.drop();
  }

  /** Place the surface over the original. */
  #place() {
    const { overlay } = this.renderer.original;
    const box = overlay.getAttribute("viewBox");
    if (!box || !this.on) return;
    this.element.setAttribute("viewBox", box);
    const { left, top, width, height } = overlay.style;
    Object.assign(this.element.style, { left, top, width, height });
  }

  #listen() {
    const { element } = this;
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("pointerup", (event) => {
      if (this.#pointer !== event.pointerId) return;
      this.strokes.end();
      this.drop();
    });
    element.addEventListener("pointercancel", () => this.drop());
    // A finger that draws must not scroll; Chromium applies touch-action to HTML elements only.
    element.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || covered() || !this.on) return;
      event.preventDefault(); // one Escape does one thing
      if (this.#pointer !== null) this.drop();
      else this.toggle(false);
    });
  }

  /** Pointer position in the picture's coordinates. @param {MouseEvent} event @returns {Place} */
  #placeOf({ clientX, clientY }) {
    const box = this.element.getBoundingClientRect();
    const { left, top, width, height } = this.renderer.axes.view ?? { left: 0, top: 0, width: 1, height: 1 };
    const [x, y] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    return { row: top + height * y, col: left + width * x };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const blank = !this.renderer.shownLabels.length;
    if (event.button !== 0 || !event.isPrimary || this.#pointer !== null || blank) return;
    this.element.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.strokes.begin(this.#placeOf(event));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#pointer !== event.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.strokes.move((events.length ? events : [event]).map((each) => this.#placeOf(each)));
  }
}
