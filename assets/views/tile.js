// @ts-check
/// <reference path="../types.d.ts" />
/**
 * Small pictures on the grid of the main ones: same zoom, same crosshair. A drag in one zooms all,
 * a double click shows all of the picture again.
 */
(() => {
  const EDGE_PIXELS = 7; // of the screen a pixel, from which single edges can be told apart

  /**
   * @typedef {object} Line a stroke between two points of the picture
   * @property {number} x0 @property {number} y0 @property {number} x1 @property {number} y1
   * @property {string} color
   */

  class Tile {
    /**
     * @param {object} options
     * @param {string} options.label what it shows, for who cannot see it
     * @param {any} options.painter the main pictures
     * @param {(row: number, col: number) => string} [options.tell] what stands at a pixel
     */
    constructor({ label, painter, tell = () => "" }) {
      const { h } = window.cutlab;
      this.painter = painter;
      this.tell = tell;
      this.cells = document.createElement("canvas"); // one pixel a cell
      this.screen = /** @type {HTMLCanvasElement} */ (h("canvas", { class: "tile-picture", role: "img", "aria-label": label }));
      this.readout = h("span", { class: "tile-readout" });
      this.element = h("div", { class: "tile" }, this.screen, this.readout);
      /** @type {Line[]} */
      this.lines = [];
      this.linesWhenNear = false;
      this.shape = [0, 0];
      this.#listen();
    }

    /**
     * @param {Uint32Array} pixels packed colours, row by row @param {number} height @param {number} width
     * @param {Line[]} [lines] @param {boolean} [whenNear] draw the lines only when zoomed in
     */
    show(pixels, height, width, lines = [], whenNear = false) {
      [this.cells.width, this.cells.height] = [width, height];
      const image = new ImageData(width, height);
      new Uint32Array(image.data.buffer).set(pixels);
      this.cells.getContext("2d")?.putImageData(image, 0, 0);
      this.shape = [height, width];
      this.lines = lines;
      this.linesWhenNear = whenNear;
      this.draw();
    }

    draw() {
      const { screen, painter } = this;
      const view = painter.view;
      const context = screen.getContext("2d");
      if (!context || !view || !screen.clientWidth) return;
      screen.style.aspectRatio = String(Math.abs(view.width / view.height));
      const ratio = devicePixelRatio;
      const wide = Math.round(screen.clientWidth * ratio);
      const high = Math.round(screen.clientHeight * ratio);
      if (screen.width !== wide || screen.height !== high) [screen.width, screen.height] = [wide, high];
      const scale = wide / view.width;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, wide, high);
      context.imageSmoothingEnabled = false;
      context.setTransform(scale, 0, 0, high / view.height, -view.left * scale, (-view.top * high) / view.height);
      context.drawImage(this.cells, -0.5, -0.5);
      if (!this.linesWhenNear || scale >= EDGE_PIXELS * ratio) this.#strokes(context, view, scale, ratio);
      if (painter.at) {
        const { row, col } = painter.at;
        context.strokeStyle = "#d6336c";
        context.lineWidth = ratio / scale;
        context.beginPath();
        context.moveTo(view.left, row);
        context.lineTo(view.left + view.width, row);
        context.moveTo(col, view.top);
        context.lineTo(col, view.top + view.height);
        context.stroke();
      }
      this.readout.textContent = painter.at ? this.tell(painter.at.row, painter.at.col) : "";
    }

    #strokes(context, view, scale, ratio) {
      context.lineCap = "round";
      context.lineWidth = Math.max((2 * ratio) / scale, 0.22);
      /** @type {Map<string, Line[]>} */
      const byColor = new Map();
      const [right, bottom] = [view.left + view.width + 1, view.top + view.height + 1];
      for (const line of this.lines) {
        if (line.x1 < view.left - 1 || line.x0 > right || line.y1 < view.top - 1 || line.y0 > bottom) continue;
        const group = byColor.get(line.color);
        if (group) group.push(line);
        else byColor.set(line.color, [line]);
      }
      for (const [color, group] of byColor) {
        context.strokeStyle = color;
        context.beginPath();
        for (const { x0, y0, x1, y1 } of group) {
          context.moveTo(x0, y0);
          context.lineTo(x1, y1);
        }
        context.stroke();
      }
    }

    #listen() {
      const { screen, painter } = this;
      /** Where in the picture the pointer is, as a fraction of pixels. @param {MouseEvent} event */
      const place = ({ clientX, clientY }) => {
        const box = screen.getBoundingClientRect();
        const { left, top, width, height } = painter.view;
        return {
          x: left + (width * (clientX - box.left)) / box.width,
          y: top + (height * (clientY - box.top)) / box.height,
        };
      };
      /** @type {{x: number, y: number} | null} */
      let from = null;
      screen.addEventListener("pointerdown", (event) => {
        if (!painter.view || event.pointerType === "touch") return;
        from = place(event);
        screen.setPointerCapture(event.pointerId);
      });
      screen.addEventListener("pointermove", (event) => {
        if (!painter.view) return;
        const { x, y } = place(event);
        const [row, col] = [Math.round(y), Math.round(x)];
        const inside = row >= 0 && col >= 0 && row < this.shape[0] && col < this.shape[1];
        painter.point(inside ? { row, col } : null);
      });
      screen.addEventListener("pointerup", (event) => {
        if (!from) return;
        const to = place(event);
        const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
        const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
        from = null;
        if (right - left > 2 && bottom - top > 2) painter.zoom({ left, right, top, bottom });
      });
      screen.addEventListener("pointerleave", () => painter.point(null));
      screen.addEventListener("dblclick", () => painter.zoom(null));
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Tile });
})();
