// @ts-check
/// <reference path="./types.d.ts" />
/**
 * The pictures. While something moves, pixels are put on canvases that lie exactly under the
 * axes of the Plotly figure, whose heatmaps are hidden meanwhile; at rest the heatmaps take over
 * with the same pixels and their hover. Outlines and crosshair are an SVG over both.
 */
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const VEIL = new Uint32Array([0xb0ffffff, 0]); // over what is not marked, and what is

  /** Pixels, and a canvas that shows them exactly on the axes. */
  class Layer {
    /** @param {HTMLElement} host @param {string} name @param {string} style class of the canvas */
    constructor(host, name, style) {
      this.cells = document.createElement("canvas"); // one pixel a cell
      this.cells.dataset.cells = name;
      this.cells.hidden = true;
      this.screen = document.createElement("canvas"); // the screen's pixels
      this.screen.dataset.picture = name;
      this.screen.className = style;
      host.prepend(this.cells, this.screen);
    }

    /**
     * The canvas begins at a whole pixel of the screen, where browsers put canvases anyway; what it
     * shows begins where Plotly's image does.
     * @param {number[]} frame left, top, width, height of the axes on the screen
     * @param {{left: number, top: number, width: number, height: number}} view what they show
     * @param {DOMRect} host @param {number} unit whole number of screen pixels, in CSS's
     */
    place(frame, view, host, unit) {
      const ratio = devicePixelRatio;
      const begin = [0, 1].map((i) => Math.floor(frame[i] / unit) * unit);
      const end = [0, 1].map((i) => Math.ceil((frame[i] + frame[i + 2]) / unit) * unit);
      const size = [end[0] - begin[0], end[1] - begin[1]];
      [this.screen.width, this.screen.height] = size.map((v) => Math.round(v * ratio));
      set(this.screen, [begin[0] - host.left, begin[1] - host.top, ...size]);
      this.placed = {
        origin: [(frame[0] - begin[0]) * ratio, (frame[1] - begin[1]) * ratio],
        inside: [frame[2] * ratio, frame[3] * ratio],
        across: { scale: frame[2] / view.width, from: view.left },
        down: { scale: frame[3] / view.height, from: view.top },
      };
      this.#show();
    }

    /** @param {Uint8Array | Float32Array} cells small integers @param {Uint32Array} table colour of each cell value */
    paint(cells, height, width, table) {
      if (this.cells.width !== width || this.cells.height !== height) {
        this.cells.width = width;
        this.cells.height = height;
      }
      const image = new ImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      for (let i = 0; i < pixels.length; i += 1) pixels[i] = table[cells[i]];
      this.cells.getContext("2d")?.putImageData(image, 0, 0);
      this.#show();
    }

    /** Scale the cells to the screen as Plotly scales its image: whole widths, no smoothing. */
    #show() {
      const context = this.screen.getContext("2d");
      if (!context || !this.placed) return;
      const { origin, inside, across, down } = this.placed;
      const ratio = devicePixelRatio;
      const along = ({ scale, from }, cells) => [
        (-0.5 - from) * scale * ratio,
        Math.round(cells * scale) * ratio,
      ];
      const [left, width] = along(across, this.cells.width);
      const [top, height] = along(down, this.cells.height);
      const [dx, dy] = origin;
      context.clearRect(0, 0, this.screen.width, this.screen.height);
      context.save();
      context.beginPath();
      context.rect(dx, dy, inside[0], inside[1]);
      context.clip();
      context.imageSmoothingEnabled = false;
      context.drawImage(this.cells, left + dx, top + dy, width, height);
      context.restore();
    }
  }

  /** One picture: its layer under the axes, a veil and an overlay above. */
  class Picture {
    /** @param {HTMLElement} host @param {string} name @param {string} axis "" or "2" */
    constructor(host, name, axis) {
      this.axis = axis;
      this.layer = new Layer(host, name, "picture-under");
      this.veil = new Layer(host, `${name}-veil`, "picture-veil");
      this.veil.screen.hidden = true;
      this.over = document.createElementNS(SVG, "svg");
      this.over.setAttribute("class", "picture-over");
      this.over.setAttribute("aria-hidden", "true");
      this.over.setAttribute("preserveAspectRatio", "none");
      this.outlines = document.createElementNS(SVG, "g");
      this.cross = document.createElementNS(SVG, "path");
      this.cross.setAttribute("class", "crosshair");
      this.over.append(this.outlines, this.cross);
      host.append(this.over);
    }

    /**
     * Lie exactly on the axes.
     * @param {any} layout @param {DOMRect} graph @param {DOMRect} host
     */
    place(layout, graph, host) {
      const x = layout[`xaxis${this.axis}`];
      const y = layout[`yaxis${this.axis}`];
      const [left, right] = x.range;
      const [bottom, top] = y.range;
      const ratio = devicePixelRatio;
      const unit = Number.isInteger(ratio) ? 1 : 1 / ratio; // a whole number of screen pixels
      const snap = (/** @type {number} */ v) => Math.round(v / unit) * unit; // as SVGs are
      const frame = [
        snap(graph.left) + x._offset,
        snap(graph.top) + y._offset,
        x._length,
        y._length,
      ];
      set(this.over, [frame[0] - host.left, frame[1] - host.top, x._length, y._length]);
      this.over.setAttribute("viewBox", `${left} ${top} ${right - left} ${bottom - top}`);

      this.placed = { view: { left, top, width: right - left, height: bottom - top } };
      for (const layer of [this.layer, this.veil]) layer.place(frame, this.placed.view, host, unit);
      this.point(this.at ?? null);
    }

    /** @param {CircleState[]} circles */
    outline(circles) {
      const wanted = 2 * circles.length; // a dark line on a light one shows on any colour
      while (this.outlines.childElementCount > wanted) this.outlines.lastChild?.remove();
      while (this.outlines.childElementCount < wanted) {
        const line = document.createElementNS(SVG, "circle");
        line.setAttribute("class", this.outlines.childElementCount % 2 ? "outline" : "halo");
        this.outlines.append(line);
      }
      circles.forEach(({ row, col, radius }, i) => {
        for (const line of [this.outlines.children[2 * i], this.outlines.children[2 * i + 1]]) {
          line.setAttribute("cx", String(col));
          line.setAttribute("cy", String(row));
          line.setAttribute("r", String(Math.max(0, radius))); // it may be wrong, and told so
        }
      });
    }

    /** @param {{row: number, col: number} | null} at */
    point(at) {
      this.at = at;
      if (!this.placed) return;
      const { left, top, width, height } = this.placed.view;
      this.cross.setAttribute(
        "d",
        at ? `M${left} ${at.row}h${width}M${at.col} ${top}v${height}` : "",
      );
    }
  }

  class Painter {
    /** @param {HTMLElement} host element around the graph @param {Config} config */
    constructor(host, config) {
      this.host = host;
      this.pictures = [new Picture(host, "original", ""), new Picture(host, "labels", "2")];
      this.imageTable = packed(config.tables.image);
      this.regionTable = packed([config.background, ...config.regions]);
      this.shape = [config.state.size, config.state.size];
      this.painted = 0;
      /** Once the figure is drawn. @type {Promise<void>} */
      this.ready = new Promise((resolve) => (this.attached = resolve));
      this.#attach();
    }

    /** Follow the figure, as soon as it is drawn. */
    #attach() {
      const { graph, host } = this;
      if (!graph?._fullLayout?.xaxis2) {
        const seen = new MutationObserver(() => {
          seen.disconnect();
          this.#attach();
        });
        seen.observe(host, { childList: true, subtree: true });
        return;
      }
      graph.on("plotly_afterplot", () => this.place());
      graph.on("plotly_relayouting", () => this.place());
      graph.on("plotly_hover", ({ points }) =>
        this.point({ row: points[0].y, col: points[0].x }),
      );
      graph.on("plotly_unhover", () => this.point(null));
      for (const type of ["plotly_selecting", "plotly_selected"]) {
        graph.on(type, (event) => event && this.#brushed(event));
      }
      graph.on("plotly_deselect", () => this.onBrush(null));
      graph.on("plotly_doubleclick", () => this.onDoubleClick());
      graph.on("plotly_relayout", () => this.#changed());
      new ResizeObserver(() => this.place()).observe(host);
      this.place();
      this.attached();
    }

    get graph() {
      return /** @type {any} */ (this.host.querySelector(".js-plotly-plot"));
    }

    place() {
      const { graph } = this;
      if (!graph?._fullLayout) return;
      const host = this.host.getBoundingClientRect();
      const box = graph.getBoundingClientRect();
      for (const picture of this.pictures) picture.place(graph._fullLayout, box, host);
      this.#changed();
    }

    /** Part of the picture in sight. @returns {{left: number, top: number, width: number, height: number} | undefined} */
    get view() {
      return this.pictures[0].placed?.view;
    }

    /** Whether all of it is. */
    get whole() {
      const { view } = this;
      const [height, width] = this.shape;
      return !view || (view.left <= 0 && view.top <= 0 && view.width >= width - 1 && view.height >= height - 1);
    }

    /** Where Plotly listens to the pointer over the original. @returns {Element | null} */
    get surface() {
      return this.graph?.querySelector('.nsewdrag[data-subplot="xy"]') ?? null;
    }

    /** Whether a drag on the pictures marks pixels. */
    get brushing() {
      return ["lasso", "select"].includes(this.graph?._fullLayout?.dragmode);
    }

    /** @param {{left: number, right: number, top: number, bottom: number} | null} to null: all */
    zoom(to) {
      const [height, width] = this.shape;
      const { left, right, top, bottom } = to ?? { left: -0.5, right: width - 0.5, top: -0.5, bottom: height - 0.5 };
      window.Plotly.relayout(this.graph, { "xaxis.range": [left, right], "yaxis.range": [bottom, top] });
    }

    /** Numbers and colour bar of the figure, in times of their usual size. @param {number} times */
    async enlarge(times) {
      if (times === (this.times ?? 1)) return;
      this.times = times;
      await this.ready;
      if (times !== this.times) return; // another size is wanted by now
      const of = (/** @type {number} */ pixels) => Math.round(times * pixels);
      const margin = { l: of(28), r: of(8), t: of(8), b: of(64) };
      const bar = { "colorbar.ypad": of(24), "colorbar.thickness": of(8) };
      window.Plotly.update(this.graph, bar, { "font.size": of(12), margin }, [0]);
    }

    /** What follows zoom and crosshair listens to this. */
    #changed() {
      document.dispatchEvent(new CustomEvent("cutlab:view"));
    }

    /** Let a drag on the pictures mark pixels, or zoom. @param {boolean} on */
    brush(on) {
      window.Plotly.relayout(this.graph, { dragmode: on ? "lasso" : "zoom", selections: [] });
    }

    /** @param {any} event of Plotly: a box or a lasso */
    #brushed({ range, lassoPoints }) {
      const xs = range?.x ?? range?.x2 ?? lassoPoints?.x ?? lassoPoints?.x2;
      const ys = range?.y ?? range?.y2 ?? lassoPoints?.y ?? lassoPoints?.y2;
      if (!xs || !ys) return;
      const path = new Path2D();
      if (range) path.rect(Math.min(...xs), Math.min(...ys), Math.abs(xs[1] - xs[0]), Math.abs(ys[1] - ys[0]));
      else xs.forEach((/** @type {number} */ x, /** @type {number} */ i) => path.lineTo(x, ys[i]));
      path.closePath();
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
      const [height, width] = this.shape;
      const [low, high] = [Math.max(0, Math.floor(Math.min(...ys))), Math.min(height - 1, Math.ceil(Math.max(...ys)))];
      const [begin, end] = [Math.max(0, Math.floor(Math.min(...xs))), Math.min(width - 1, Math.ceil(Math.max(...xs)))];
      const pixels = [];
      for (let row = low; row <= high; row += 1) {
        for (let col = begin; col <= end; col += 1) {
          if (context.isPointInPath(path, col, row)) pixels.push(row * width + col);
        }
      }
      this.onBrush(pixels);
    }

    /** What a brush over the pictures found; set by who wants to know. @param {number[] | null} _pixels */
    onBrush(_pixels) {}

    /** A double click on a picture, before Plotly answers it; set by who wants to know. */
    onDoubleClick() {}

    /** Veil all pixels but these, in both pictures; null takes the veil off. @param {Iterable<number> | null} pixels */
    mark(pixels) {
      const [height, width] = this.shape;
      for (const picture of this.pictures) {
        picture.veil.screen.hidden = !pixels;
        if (!pixels) continue;
        const shown = new Uint8Array(height * width);
        for (const pixel of pixels) shown[pixel] = 1;
        picture.veil.paint(shown, height, width, VEIL);
      }
    }

    /** @param {ExplorerState} state */
    outline(state) {
      for (const picture of this.pictures) picture.outline(state.outlines ? state.circles : []);
    }

    /** Where the crosshair is, in all pictures. @param {{row: number, col: number} | null} at */
    point(at) {
      if (at?.row === this.at?.row && at?.col === this.at?.col) return;
      this.at = at;
      for (const picture of this.pictures) picture.point(at);
      this.#changed();
    }

    /**
     * Put a frame and its outlines on the canvases and let them show.
     * @param {Frame} frame @param {ExplorerState} state what it is the frame of
     */
    paint({ header, arrays }, state) {
      const [height, width] = header.shape;
      if (this.host.classList.contains("supposed")) this.suppose(null);
      if (arrays.image) this.pictures[0].layer.paint(arrays.image, height, width, this.imageTable);
      this.pictures[1].layer.paint(arrays.labels, height, width, this.regionTable);
      if (height !== this.shape[0] || width !== this.shape[1]) this.#resize(height, width);
      if (!this.host.classList.contains("live")) {
        this.place();
        this.point(null);
        this.host.classList.add("live");
      }
      this.outline(state);
      this.painted += 1;
    }

    /** New axes, and what a double click comes back to, which Plotly keeps from the first. */
    async #resize(height, width) {
      this.shape = [height, width];
      if (!this.graph?._fullLayout) await this.ready;
      const { graph } = this;
      /** @type {Record<string, number[]>} */
      const ranges = {};
      for (const axis of ["xaxis", "xaxis2"]) ranges[`${axis}.range`] = [-0.5, width - 0.5];
      for (const axis of ["yaxis", "yaxis2"]) ranges[`${axis}.range`] = [height - 0.5, -0.5];
      for (const [axis, range] of Object.entries(ranges)) {
        const kept = graph._fullLayout[axis.split(".")[0]];
        [kept._rangeInitial0, kept._rangeInitial1] = range;
      }
      window.Plotly.relayout(graph, ranges);
    }

    /** Draw the heatmaps, still hidden behind the canvases. @param {Frame} frame */
    async draw({ header, arrays }) {
      await this.ready; // a frame may come before Plotly's script
      const [height, width] = header.shape;
      if (height !== this.shape[0] || width !== this.shape[1]) this.#resize(height, width);
      const { image, labels, truth } = arrays;
      const hover = rows(height, width, (i) => [
        image[i],
        labels[i] || "none",
        truth[i] || "none",
      ]);
      const region = Int8Array.from(labels, (label) => label - 1);
      const [low, high] = header.image_range;
      await window.Plotly.restyle(this.graph, {
        z: [slices(image, height, width), slices(region, height, width)],
        customdata: [hover, hover],
        zmin: [low, -1.5],
        zmax: [high, this.regionTable.length - 1.5],
      });
    }

    /** Hand over to the heatmaps. */
    rest() {
      this.host.classList.remove("live");
    }

    /**
     * Show other labels for a while; null brings the state's own back, and so does a frame.
     * @param {Uint8Array | null} labels @param {string} [title] over the picture meanwhile
     */
    suppose(labels, title = "Labels") {
      this.host.classList.toggle("supposed", labels !== null);
      const [, heading] = document.querySelectorAll(".picture-titles h2");
      heading.textContent = title;
      if (labels) this.pictures[1].layer.paint(labels, this.shape[0], this.shape[1], this.regionTable);
    }
  }

  /** @param {HTMLElement | SVGElement} element @param {number[]} box left, top, width, height */
  function set({ style }, box) {
    ["left", "top", "width", "height"].forEach((side, i) => (style[side] = `${box[i]}px`));
  }

  /** @param {any} array */
  function slices(array, height, width) {
    return Array.from({ length: height }, (_, r) => array.subarray(r * width, (r + 1) * width));
  }

  /** @param {(i: number) => any} cell */
  function rows(height, width, cell) {
    return Array.from({ length: height }, (_, r) =>
      Array.from({ length: width }, (_, c) => cell(r * width + c)),
    );
  }

  /** CSS colours as the words of an ImageData. @param {string[]} colors */
  function packed(colors) {
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
      new OffscreenCanvas(colors.length, 1).getContext("2d", { willReadFrequently: true })
    );
    colors.forEach((color, i) => {
      context.fillStyle = color;
      context.fillRect(i, 0, 1, 1);
    });
    return new Uint32Array(context.getImageData(0, 0, colors.length, 1).data.buffer);
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Painter, packed });
})();
