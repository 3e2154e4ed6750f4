/**
 * A tile: a small picture on the grid of the main ones, with the same zoom and crosshair. A drag in
 * one zooms all, and a double click resets the zoom.
 */

import { crosshair } from "../../live/picture.mjs";
import { h } from "../../page/browser/dom.mjs";

/** @import { CanvasRenderer } from "../../live/canvas_renderer.mjs" */
/** @import { View } from "../../live/layer.mjs" */

const EDGE_PIXELS = 7; // least number of screen pixels per picture pixel at which edges are drawn
const CROSSHAIR = "#d6336c";

/**
 * A stroke between two points of the picture.
 * @typedef {{x0: number, y0: number, x1: number, y1: number, color: string}} Line
 */

export class Tile {
  /** @type {Line[]} */
  #lines = [];
  #linesWhenNear = false;
  #shape = [0, 0];

  /** Text for a pixel under the crosshair. @type {(pixel: number) => string} */
  describe = () => "";

  /** Called at a click, with its place in the picture's coordinates. @type {(place: {row: number, col: number}, shift: boolean) => void} */
  onPick = ({ row, col }, shift) => {
    this.renderer.axes.onClick({ row: Math.round(row), col: Math.round(col) }, false, shift);
  };

  /** @param {CanvasRenderer} renderer of the main pictures @param {HTMLElement} caption */
  constructor(renderer, caption) {
    this.renderer = renderer;
    this.caption = caption;
    this.cells = document.createElement("canvas"); // one pixel per cell
    this.screen = h("canvas", { class: "tile-picture", role: "img", "aria-label": "" });
    this.readout = h("span", { class: "tile-readout" });
    this.element = h("div", { class: "tile" }, caption, this.screen, this.readout);
    this.#listen();
  }

  /**
   * @param {string} label accessible name
   * @param {Uint32Array} pixels packed colours, row by row @param {number[]} shape height and width
   * @param {Line[]} [lines] @param {boolean} [whenNear] draw the lines only when zoomed in
   */
  show(label, pixels, [height, width], lines = [], whenNear = false) {
    this.screen.setAttribute("aria-label", label);
    [this.cells.width, this.cells.height] = [width, height];
    const image = new ImageData(width, height);
    new Uint32Array(image.data.buffer).set(pixels);
    this.cells.getContext("2d")?.putImageData(image, 0, 0);
    this.#shape = [height, width];
    this.#lines = lines;
    this.#linesWhenNear = whenNear;
    this.draw();
  }

  draw() {
    const { screen, renderer } = this;
    const { view } = renderer.axes;
    const context = screen.getContext("2d");
    if (!context || !view || !screen.clientWidth) return;
    screen.style.aspectRatio = String(Math.abs(view.width / view.height));
    const ratio = devicePixelRatio;
    const wide = Math.round(screen.clientWidth * ratio);
    const high = Math.round(screen.clientHeight * ratio);
    if (screen.width !== wide || screen.height !== high) [screen.width, screen.height] = [wide, high];
    const [across, down] = [wide / view.width, high / view.height];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.imageSmoothingEnabled = false;
    context.setTransform(across, 0, 0, down, -view.left * across, -view.top * down);
    context.drawImage(this.cells, -0.5, -0.5);
    if (renderer.veil) context.drawImage(renderer.veil, -0.5, -0.5);
    if (!this.#linesWhenNear || across >= EDGE_PIXELS * ratio) {
      context.lineCap = "round";
      context.lineWidth = Math.max((2 * ratio) / across, 0.22);
      this.#drawLines(context, view);
    }
    const { at } = renderer;
    if (at) {
      context.strokeStyle = CROSSHAIR;
      context.lineWidth = ratio / across;
      context.stroke(new Path2D(crosshair(at, view)));
    }
    this.readout.textContent = at ? this.describe(at.row * this.#shape[1] + at.col) : "";
  }

  /** Draw the visible lines, one path per colour. @param {CanvasRenderingContext2D} context @param {View} view */
  #drawLines(context, view) {
    const [left, top] = [view.left - 1, view.top - 1];
    const [right, bottom] = [left + view.width + 2, top + view.height + 2];
    /** @type {Map<string, Path2D>} */
    const paths = new Map();
    for (const { x0, y0, x1, y1, color } of this.#lines) {
      if (x1 < left || x0 > right || y1 < top || y0 > bottom) continue;
      let path = paths.get(color);
      if (!path) paths.set(color, (path = new Path2D()));
      path.moveTo(x0, y0);
      path.lineTo(x1, y1);
    }
    for (const [color, path] of paths) {
      context.strokeStyle = color;
      context.stroke(path);
    }
  }

  /** Pointer position in the picture's coordinates. @param {MouseEvent} event */
  #place({ clientX, clientY }) {
    const { view } = this.renderer.axes;
    if (!view) return null;
    const box = this.screen.getBoundingClientRect();
    return {
      x: view.left + (view.width * (clientX - box.left)) / box.width,
      y: view.top + (view.height * (clientY - box.top)) / box.height,
    };
  }

  #listen() {
    const { screen, renderer } = this;
    /** @type {{x: number, y: number} | null} */
    let from = null;
    screen.addEventListener("pointerdown", (event) => {
      if (!renderer.axes.view || event.pointerType === "touch") return;
      from = this.#place(event);
      screen.setPointerCapture(event.pointerId);
    });
    screen.addEventListener("pointermove", (event) => {
      const place = this.#place(event);
      if (!place) return;
      const [row, col] = [Math.round(place.y), Math.round(place.x)];
      const [height, width] = this.#shape;
      const inside = row >= 0 && col >= 0 && row < height && col < width;
      renderer.point(inside ? { row, col } : null);
    });
    screen.addEventListener("pointerup", (event) => {
      const to = this.#place(event);
      if (!from || !to) return;
      const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
      const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
      from = null;
      if (right - left > 2 && bottom - top > 2) renderer.axes.zoom({ left, right, top, bottom });
      else this.onPick({ row: to.y, col: to.x }, event.shiftKey);
    });
    screen.addEventListener("pointerleave", () => renderer.point(null));
    screen.addEventListener("dblclick", () => renderer.axes.zoom(null));
  }
}
