/**
 * The mask by hand: a brush and a lasso on the original, by mouse, pen or finger, with tools below the
 * control of the mask. A script because a stroke follows the pointer. Each stroke is a step of undo.
 */

import { pixelsWithin } from "../../live/brush.mjs";
import { button, h, hide, s } from "../../page/browser/dom.mjs";
import { covered } from "../../page/dialogs.mjs";
import { beginning } from "./painting.mjs";

/** @import { CanvasRenderer } from "../../live/canvas_renderer.mjs" */
/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Store } from "../../state/store.mjs" */
/** @import { Paintings } from "./keeping.mjs" */
/** @import { Painting, Place } from "./painting.mjs" */

const SIZES = { min: 1, max: 40, step: 1, value: 6 }; // radius of the brush in pixels of the picture

export class MaskTools {
  #on = false;
  #mask = "none";
  /** Labels with the mask that was chosen before one was painted. @type {Uint8Array | null} */
  #before = null;
  /** @type {{painting: Painting, way: Place[], pointer: number} | null} */
  #stroke = null;

  /** @param {CanvasRenderer} renderer @param {Store} store @param {Paintings} paintings */
  constructor(renderer, store, paintings) {
    this.renderer = renderer;
    this.store = store;
    this.paintings = paintings;
    this.toggle = button("Paint", () => this.#paint(!this.#on), { "aria-pressed": "false" });
    this.tool = h("select", { "aria-label": "Tool" }, h("option", { value: "brush" }, "brush"), h("option", { value: "lasso" }, "lasso"));
    this.way = h("select", { "aria-label": "What it does" }, h("option", { value: "add" }, "add"), h("option", { value: "remove" }, "remove"));
    this.size = h("input", { type: "range", ...SIZES, "aria-label": "Radius of the brush, px" });
    this.element = h("div", { class: "mask-tools", role: "group", "aria-label": "Mask by hand" }, this.toggle, this.tool, this.way, this.size);
    this.path = s("path", { class: "mask-lasso" });
    this.surface = s("svg", { class: "mask-surface", "aria-hidden": "true", preserveAspectRatio: "none" }, this.path);
    renderer.host.append(this.surface);
    renderer.followView(() => this.#place());
    this.#listen();
  }

  /** @param {ExplorerState} state */
  show({ mask, picture, painted }) {
    if (mask !== this.#mask) {
      // The labels on screen are still those of the mask before, which the first stroke changes.
      const other = mask === "painted" && !painted && this.#mask !== "none";
      this.#before = other ? Uint8Array.from(this.renderer.shownLabels) : null;
      this.#mask = String(mask);
    }
    hide(this.element, mask !== "painted" || !picture);
    if (this.element.hidden && this.#on) this.#paint(false);
  }

  /** @param {boolean} on */
  #paint(on) {
    this.#on = on;
    this.toggle.ariaPressed = String(on);
    this.renderer.host.classList.toggle("painting", on);
    this.#place();
  }

  /** Place the surface over the original. */
  #place() {
    const { overlay } = this.renderer.original;
    const box = overlay.getAttribute("viewBox");
    if (!box || !this.#on) return;
    this.surface.setAttribute("viewBox", box);
    const { left, top, width, height } = overlay.style;
    Object.assign(this.surface.style, { left, top, width, height });
  }

  #listen() {
    const { surface } = this;
    surface.addEventListener("pointerdown", (event) => this.#down(event));
    surface.addEventListener("pointermove", (event) => this.#move(event));
    surface.addEventListener("pointerup", (event) => this.#up(event));
    surface.addEventListener("pointercancel", () => this.drop());
    // A finger that paints must not scroll; Chromium applies touch-action to HTML elements only.
    surface.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || covered() || !this.#on) return;
      event.preventDefault(); // one Escape does one thing
      if (this.#stroke) this.drop();
      else this.#paint(false);
    });
  }

  /** Pointer position in the picture's coordinates. @param {MouseEvent} event @returns {Place} */
  #placeOf({ clientX, clientY }) {
    const box = this.surface.getBoundingClientRect();
    const { left, top, width, height } = this.renderer.axes.view ?? { left: 0, top: 0, width: 1, height: 1 };
    const [x, y] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    return { row: top + height * y, col: left + width * x };
  }

  /** The mask on screen, or the one that a stroke has left. @param {boolean} add */
  #begin(add) {
    const { paintings, renderer, store } = this;
    const { painted } = store.state;
    const left = paintings.pending ?? paintings.known(painted);
    const [{ shownLabels: labels }, [, width]] = [renderer, renderer.axes.shape];
    if (left?.cells.length === labels.length) return left.copy();
    const before = !painted && this.#before?.length === labels.length ? this.#before : null;
    return beginning(before ?? labels, width, painted !== "" || before !== null, add);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || !event.isPrimary || this.#stroke || !this.renderer.shownLabels.length) return;
    this.surface.setPointerCapture(event.pointerId);
    const at = this.#placeOf(event);
    this.#stroke = { painting: this.#begin(this.way.value === "add"), way: [at], pointer: event.pointerId };
    this.#brush(at, at);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const stroke = this.#stroke;
    if (stroke?.pointer !== event.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      const at = this.#placeOf(each);
      this.#brush(/** @type {Place} */ (stroke.way.at(-1)), at);
      stroke.way.push(at);
    }
    this.#draw();
  }

  /** Take a part of the stroke into the painting. @param {Place} from @param {Place} to */
  #brush(from, to) {
    if (this.tool.value === "lasso") return; // once it is closed
    this.#stroke?.painting.stroke(from, to, this.size.valueAsNumber, this.way.value === "add");
  }

  /** Draw the stroke, once for all events that a frame of the browser has brought. */
  #draw() {
    if (!this.#stroke) return;
    const { painting, way } = this.#stroke;
    if (this.tool.value !== "lasso") return this.renderer.markCells(painting.cells);
    this.path.setAttribute("d", `M${way.map(({ row, col }) => `${col} ${row}`).join("L")}`);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const stroke = this.#stroke;
    if (stroke?.pointer !== event.pointerId) return;
    const { painting, way } = stroke;
    if (this.tool.value === "lasso") {
      const lassoPoints = { x: way.map(({ col }) => col), y: way.map(({ row }) => row) };
      const pixels = pixelsWithin({ points: [], lassoPoints }, [painting.height, painting.width]) ?? [];
      painting.set(pixels, this.way.value === "add");
    }
    this.drop();
    this.paintings.commit(painting, this.store.state.picture);
  }

  /** End the stroke, if there is one. */
  drop() {
    if (!this.#stroke) return;
    this.#stroke = null;
    this.path.setAttribute("d", "");
    this.renderer.markCells(null);
  }
}
