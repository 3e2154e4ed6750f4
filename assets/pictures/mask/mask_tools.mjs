/**
 * The mask by hand: a brush and a lasso on the original, with tools below the control of the mask, or a
 * file. A script because a stroke follows the pointer. Each stroke is a step of undo.
 */

import { pixelsWithin } from "../../live/brush.mjs";
import { button, h, hide, s, write } from "../../page/browser/dom.mjs";
import { Surface } from "../surface.mjs";
import { beginning } from "./painting.mjs";

/** @import { CanvasRenderer } from "../../live/canvas_renderer.mjs" */
/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Store } from "../../state/store.mjs" */
/** @import { Paintings } from "./keeping.mjs" */
/** @import { Place } from "../surface.mjs" */
/** @import { Painting } from "./painting.mjs" */

const MASKS = ".png,.tif,.tiff,.gif,.bmp,image/*";
const SIZES = { min: 1, max: 40, step: 1, value: 6 }; // radius of the brush in pixels of the picture

export class MaskTools {
  #mask = "none";
  #picture = "";
  /** Labels with the mask that was chosen before one was painted. @type {Uint8Array | null} */
  #before = null;
  /** @type {{painting: Painting, way: Place[]} | null} */
  #stroke = null;

  /** @param {CanvasRenderer} renderer @param {Store} store @param {Paintings} paintings @param {(file: File) => void} open a mask */
  constructor(renderer, store, paintings, open) {
    this.renderer = renderer;
    this.store = store;
    this.paintings = paintings;
    this.toggle = button("Paint", () => this.surface.toggle(!this.surface.on), { "aria-pressed": "false" });
    this.tool = h("select", { "aria-label": "Tool" }, h("option", { value: "brush" }, "brush"), h("option", { value: "lasso" }, "lasso"));
    this.way = h("select", { "aria-label": "What it does" }, h("option", { value: "add" }, "add"), h("option", { value: "remove" }, "remove"));
    this.size = h("input", { type: "range", ...SIZES, "aria-label": "Radius of the brush, px" });
    this.input = h("input", { type: "file", accept: MASKS, hidden: true, "aria-label": "File of a mask" });
    this.input.addEventListener("change", () => {
      const [file] = this.input.files ?? [];
      this.input.value = ""; // so that the same file can be chosen again
      if (file) open(file);
    });
    const file = button("File…", () => this.input.click());
    file.title = "A picture of the size of this one's file, 0 outside";
    this.hint = h("p", { class: "picture-note", hidden: true }, "Draw on the original. Escape, or Paint, ends it.");
    this.notice = h("p", { class: "notice", role: "alert" });
    const tools = [this.toggle, this.tool, this.way, this.size, file, this.input, this.hint, this.notice];
    this.element = h("div", { class: "mask-tools", role: "group", "aria-label": "Mask by hand" }, ...tools);
    this.path = s("path", { class: "mask-lasso" });
    this.surface = new Surface(renderer, this.path, {
      begin: (at) => this.#down(at),
      move: (places) => this.#move(places),
      end: () => this.#up(),
      drop: () => this.#drop(),
      switched: (on) => {
        this.toggle.ariaPressed = String(on);
        hide(this.hint, !on);
      },
    });
  }

  /** Begin to paint once the reader chooses a painted mask; a link or a step of undo does not. @param {HTMLElement} control of the mask */
  paintOnChoice(control) {
    control.addEventListener("input", () => this.surface.toggle(!this.element.hidden));
  }

  /** @param {ExplorerState} state */
  show({ mask, picture, painted }) {
    if (mask !== this.#mask) {
      // The labels on screen are still those of the mask before, which the first stroke changes.
      const other = mask === "painted" && !painted && this.#mask !== "none";
      this.#before = other ? Uint8Array.from(this.renderer.shownLabels) : null;
      this.#mask = String(mask);
    }
    if (picture !== this.#picture) write(this.notice, "");
    this.#picture = picture;
    hide(this.element, mask !== "painted" || !picture);
    if (this.element.hidden) this.surface.toggle(false);
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

  /** @param {Place} at */
  #down(at) {
    this.#stroke = { painting: this.#begin(this.way.value === "add"), way: [at] };
    this.#brush(at, at);
    this.#draw();
  }

  /** @param {Place[]} places */
  #move(places) {
    const stroke = this.#stroke;
    if (!stroke) return;
    for (const at of places) {
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

  #up() {
    if (!this.#stroke) return;
    const { painting, way } = this.#stroke;
    if (this.tool.value === "lasso") {
      const lassoPoints = { x: way.map(({ col }) => col), y: way.map(({ row }) => row) };
      const pixels = pixelsWithin({ points: [], lassoPoints }, [painting.height, painting.width]) ?? [];
      painting.set(pixels, this.way.value === "add");
    }
    this.paintings.commit(painting, this.store.state.picture);
  }

  #drop() {
    this.#stroke = null;
    this.path.setAttribute("d", "");
    this.renderer.markCells(null);
  }

  /** End the stroke, if there is one. */
  drop() {
    this.surface.drop();
  }
}
