/**
 * Circle handles on the original picture: a drag of a circle's inside moves it, a drag of its rim
 * resizes it, and so do keys. They are an SVG over the picture, in its coordinates. Beside the circles,
 * Plotly handles the pointer (docs/decisions/0006-handles-on-the-original.md).
 */

import { h, s, write } from "../page/browser/dom.mjs";
import { constrained, describeCircle } from "./geometry.mjs";
import { circleOf, drawHandle, makeHandle } from "./handle.mjs";
import { meaningOf } from "./keys.mjs";
import { PointerDrag } from "./pointer_drag.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { CircleState, Config, ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { CircleEdits } from "./edits.mjs" */

export class CircleHandles {
  /** @type {CircleState[]} */
  circles = [];
  #hidden = false; // a link can hide the handles
  #byPointer = false; // true while a pointer sets the focus
  /** @type {PointerEvent | undefined} */
  #pressed;
  /** Called after a circle was dragged, or moved by keys. @type {() => void} */
  onEdit = () => {};

  /**
   * @param {CanvasRenderer} renderer @param {Config} config @param {Store} store @param {CircleEdits} edits
   * @param {(i: number) => void} open show a circle's numbers
   */
  constructor(renderer, config, store, edits, open) {
    this.renderer = renderer;
    this.axes = renderer.axes;
    this.edits = edits;
    this.store = store;
    this.open = open;
    this.specs = config.circle_control_specs;
    this.size = config.state.size;
    this.svg = s("svg", {
      class: "circle-handles",
      role: "group",
      "aria-label": "Circles of the original picture",
      preserveAspectRatio: "none",
    });
    this.svg.style.visibility = "hidden"; // until the picture is placed
    this.readout = h("div", { class: "handle-readout", "aria-hidden": "true" });
    this.status = h("div", { class: "handle-status", role: "status" });
    renderer.host.append(this.svg, this.readout, this.status);
    this.drag = new PointerDrag(this.svg, this.axes, {
      circles: () => this.circles,
      taken: (i) => this.#taken(i),
      moved: (i, wanted) => this.#set(i, wanted),
      dropped: () => this.#read(-1),
    });
    this.#listen();
  }

  #listen() {
    const { axes, renderer, svg } = this;
    svg.addEventListener("dblclick", () => axes.whole || axes.zoom(null));
    svg.addEventListener("keydown", (event) => this.#key(event));
    svg.addEventListener("focusin", ({ target }) => this.#focused(circleOf(target)));
    svg.addEventListener("focusout", () => this.#read(-1));
    renderer.host.addEventListener("pointerdown", (event) => (this.#pressed = event), true);
    axes.onDoubleClick = (whole) => this.#background(whole);
    renderer.followView(() => this.#place());
  }

  /** Place the handles over the picture; disable them while a brush is active. */
  #place() {
    const { overlay } = this.renderer.original;
    const box = overlay.getAttribute("viewBox");
    if (!box) return;
    this.svg.setAttribute("viewBox", box);
    const { left, top, width, height } = overlay.style;
    Object.assign(this.svg.style, { left, top, width, height, visibility: "" });
    this.svg.classList.toggle("away", this.axes.brushing);
  }

  /** @param {ExplorerState} state */
  show({ circles, size, hide, picture }) {
    this.#hidden = picture !== "" || hide.includes("handles");
    this.svg.classList.toggle("gone", this.#hidden);
    const before = size === this.size ? this.circles : [];
    this.circles = circles;
    this.size = size;
    const { drag, svg } = this;
    if (drag.current && drag.current.i >= circles.length) drag.current = null;
    while (svg.childElementCount > circles.length) svg.lastChild?.remove();
    while (svg.childElementCount < circles.length) svg.append(makeHandle(svg.childElementCount));
    circles.forEach((circle, i) => {
      if (circle !== before[i]) drawHandle(svg.children[i], circle, size);
    });
    const focused = svg.classList.contains("keys") ? circleOf(document.activeElement) : -1;
    this.#read(drag.current?.i ?? focused);
  }

  /** Focus a circle that the pointer has taken. @param {number} i */
  #taken(i) {
    this.status.textContent = "";
    this.#byPointer = true;
    this.focus(i);
    this.#byPointer = false;
    this.svg.classList.remove("keys");
  }

  /** Add a circle at a double click outside the circles, unless the click ends a zoom. @param {boolean} whole */
  #background(whole) {
    if (!whole || this.axes.brushing || !this.#pressed || this.#hidden) return;
    const { row, col } = this.drag.placeOf(this.#pressed);
    if (row < -0.5 || col < -0.5 || row > this.size || col > this.size) return;
    if (this.edits.add({ row, col })) this.focus(this.circles.length - 1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const i = circleOf(event.target);
    if (i < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { current } = this.drag;
    this.svg.classList.toggle("keys", !current);
    if (current) {
      // During a drag only Escape works: it cancels the drag.
      if (event.key === "Escape") {
        this.drag.drop();
        this.store.change(`circles.${current.i}`, current.from);
      }
      event.preventDefault();
      return;
    }
    const meaning = meaningOf(event, this.circles[i]);
    if (meaning === null) return;
    if (meaning === "open") this.open(i);
    else if (meaning === "remove") {
      if (this.edits.remove(i)) this.focus(Math.min(i, this.circles.length - 1));
    } else if (meaning === "duplicate") {
      if (this.edits.duplicate(i)) this.focus(this.circles.length - 1);
    } else this.#set(i, meaning);
    event.preventDefault();
  }

  /** @param {number} i @param {CircleState} wanted */
  #set(i, wanted) {
    const circle = this.circles[i];
    const next = constrained(circle, wanted, this.size, this.specs);
    if (next.row === circle.row && next.col === circle.col && next.radius === circle.radius) return;
    this.store.change(`circles.${i}`, next);
    this.#reveal(i);
    this.onEdit();
  }

  /** Put the keyboard's focus on a circle. @param {number} i */
  focus(i) {
    /** @type {SVGElement} */ (this.svg.children[i]).focus({ preventScroll: true });
  }

  /** Show the circle that has got the keyboard's focus. @param {number} i */
  #focused(i) {
    if (this.#byPointer) return;
    this.svg.classList.add("keys");
    this.#reveal(i);
    this.#read(i);
  }

  /** Bring a circle outside of the zoomed view into sight, at the same zoom. @param {number} i */
  #reveal(i) {
    const { view, whole } = this.axes;
    const circle = this.circles[i];
    if (this.drag.current || !view || !circle || whole) return;
    const { row, col, radius } = circle;
    const { left, top, width, height } = view;
    const across = col + radius >= left && col - radius <= left + width;
    const down = row + radius >= top && row - radius <= top + height;
    if (across && down) return;
    const [right, bottom] = [col + width / 2, row + height / 2];
    this.axes.zoom({ left: right - width, right, top: bottom - height, bottom });
  }

  /** Announce a text, visibly and to screen readers. @param {string} text */
  announce(text) {
    this.status.textContent = text;
    this.status.animate({ opacity: [1, 1, 0] }, { duration: 5000, fill: "forwards" });
  }

  /** Write the position of a circle; -1 clears the text. @param {number} i */
  #read(i) {
    write(this.readout, i < 0 ? "" : `Circle ${i + 1}: ${describeCircle(this.circles[i])}`);
  }
}
