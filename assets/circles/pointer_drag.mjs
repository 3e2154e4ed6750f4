/** Pointer drags on the handles: a circle by its inside, its radius by the rim. */

import { circleAt } from "./geometry.mjs";

/** @import { CircleState } from "../state/model.mjs" */
/** @import { PictureAxes } from "../live/axes.mjs" */

const SLACK = 3; // pixels of the screen; a shorter movement is no drag
const CURSORS = ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"];

/**
 * @typedef {object} DragActions
 * @property {() => CircleState[]} circles
 * @property {(i: number) => void} taken
 * @property {(i: number, wanted: CircleState) => void} moved
 * @property {() => void} dropped
 */

/** @typedef {{i: number, rim: boolean, pointer: number, from: CircleState, at: PointerEvent, moved: boolean}} Drag */

export class PointerDrag {
  /** The present drag. @type {Drag | null} */
  current = null;

  /** @param {SVGSVGElement} svg that holds the handles @param {PictureAxes} axes below it @param {DragActions} actions */
  constructor(svg, axes, actions) {
    this.svg = svg;
    this.axes = axes;
    this.actions = actions;
    // A finger is thicker than a mouse pointer, so it reaches farther around a rim.
    this.reach = matchMedia("(any-pointer: coarse)").matches ? 14 : 7;
    svg.style.setProperty("--reach", `${2 * this.reach}px`);
    svg.addEventListener("pointerdown", (event) => this.#down(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    svg.addEventListener("pointerup", (event) => this.#up(event));
    svg.addEventListener("pointercancel", (event) => this.#up(event));
    svg.addEventListener("pointerleave", (event) => this.#leave(event));
    svg.addEventListener("mousedown", (event) => event.preventDefault()); // this script sets the focus
    // A finger on a circle must not scroll; Chromium applies touch-action to HTML elements only.
    svg.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  }

  /** Pointer position in the picture's coordinates, and screen pixels per picture pixel. @param {MouseEvent} event */
  placeOf({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    const { left, top, width, height } = this.axes.view ?? { left: 0, top: 0, width: 1, height: 1 };
    const [across, down] = [box.width / width, box.height / height];
    return {
      col: left + (clientX - box.left) / across,
      row: top + (clientY - box.top) / down,
      scale: across,
    };
  }

  /** The circle that a pointer would take. @param {MouseEvent} event */
  #under(event) {
    const { row, col, scale } = this.placeOf(event);
    return circleAt(this.actions.circles(), row, col, this.reach / scale);
  }

  /** Highlight the circle that the pointer would take. @param {MouseEvent} event */
  #hover(event) {
    const { i, rim } = this.#under(event);
    [...this.svg.children].forEach((handle, j) => handle.classList.toggle("near", i === j));
    if (i < 0) return;
    const { row, col } = this.placeOf(event);
    const circle = this.actions.circles()[i];
    const turn = Math.atan2(row - circle.row, col - circle.col) / (Math.PI / 4);
    this.svg.style.cursor = rim ? CURSORS[(Math.round(turn) + 4) % 4] : "move";
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || !event.isPrimary || this.current) return;
    const { i, rim } = this.#under(event);
    if (i < 0) return;
    this.actions.taken(i);
    this.#forward("mouseout", event);
    this.svg.setPointerCapture(event.pointerId);
    const from = this.actions.circles()[i];
    this.current = { i, rim, pointer: event.pointerId, from, at: event, moved: false };
    this.svg.children[i].classList.add("taken");
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const drag = this.current;
    if (!drag) {
      if (event.pointerType === "touch") return;
      this.#hover(event);
      this.#forward("mousemove", event);
      return;
    }
    if (event.pointerId !== drag.pointer) return;
    const far = Math.hypot(event.clientX - drag.at.clientX, event.clientY - drag.at.clientY);
    drag.moved ||= far >= SLACK;
    if (drag.moved) this.actions.moved(drag.i, dragged(drag, this.placeOf(drag.at), this.placeOf(event)));
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId !== this.current?.pointer) return;
    this.drop();
    if (event.pointerType === "touch") this.#leave(event);
    else this.#hover(event);
  }

  /** End the drag. */
  drop() {
    this.current = null;
    for (const handle of this.svg.children) handle.classList.remove("taken");
    this.actions.dropped();
  }

  /** @param {PointerEvent} event */
  #leave(event) {
    if (this.current) return;
    for (const handle of this.svg.children) handle.classList.remove("near");
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (!this.axes.graph?.contains(to)) this.#forward("mouseout", event);
  }

  /** Forward an event to Plotly, for its hover. @param {"mousemove" | "mouseout"} type @param {MouseEvent} event */
  #forward(type, { clientX, clientY }) {
    this.axes.surface?.dispatchEvent(new MouseEvent(type, { clientX, clientY, view: window }));
  }
}

/**
 * Circle after a drag: one of the inside moves it, one of the rim resizes it.
 * @param {{from: CircleState, rim: boolean}} drag
 * @param {{row: number, col: number}} begin @param {{row: number, col: number}} now
 */
export function dragged({ from, rim }, begin, now) {
  const { row, col, radius } = from;
  if (!rim) return { row: row + now.row - begin.row, col: col + now.col - begin.col, radius };
  const away = (/** @type {typeof now} */ at) => Math.hypot(at.row - row, at.col - col);
  return { row, col, radius: radius + away(now) - away(begin) };
}
