// @ts-check
/// <reference path="./types.d.ts" />
/**
 * The pictures. While something moves, pixels are put on canvases that lie exactly under the
 * axes of the Plotly figure, whose heatmaps are hidden meanwhile; at rest the heatmaps take over
 * with the same pixels and their hover. Outlines and crosshair are an SVG over both.
 */
(() => {
  const SVG = "http://www.w3.org/2000/svg";

  /** One picture: a canvas under its axes and an overlay above them. */
  class Picture {
    /** @param {HTMLElement} host @param {string} name @param {string} axis "" or "2" */
    constructor(host, name, axis) {
      this.axis = axis;
      this.under = document.createElement("div");
      this.under.className = "picture-under";
      this.canvas = document.createElement("canvas");
      this.canvas.dataset.picture = name;
      this.under.append(this.canvas);
      this.over = document.createElementNS(SVG, "svg");
      this.over.setAttribute("class", "picture-over");
      this.over.setAttribute("aria-hidden", "true");
      this.over.setAttribute("preserveAspectRatio", "none");
      this.outlines = document.createElementNS(SVG, "g");
      this.cross = document.createElementNS(SVG, "path");
      this.cross.setAttribute("class", "crosshair");
      this.over.append(this.outlines, this.cross);
      host.prepend(this.under);
      host.append(this.over);
    }

    /** Lie exactly on the axes. @param {any} layout @param {number} dx @param {number} dy */
    place(layout, dx, dy) {
      const x = layout[`xaxis${this.axis}`];
      const y = layout[`yaxis${this.axis}`];
      const [left, right] = x.range;
      const [bottom, top] = y.range;
      this.view = { left, top, width: right - left, height: bottom - top };
      for (const { style } of [this.under, this.over]) {
        style.left = `${x._offset + dx}px`;
        style.top = `${y._offset + dy}px`;
        style.width = `${x._length}px`;
        style.height = `${y._length}px`;
      }
      this.over.setAttribute("viewBox", `${left} ${top} ${right - left} ${bottom - top}`);
      const across = x._length / (right - left);
      const down = y._length / (bottom - top);
      const { style } = this.canvas;
      style.left = `${(-0.5 - left) * across}px`;
      style.top = `${(-0.5 - top) * down}px`;
      style.width = `${this.canvas.width * across}px`;
      style.height = `${this.canvas.height * down}px`;
    }

    /** @param {Uint8Array} cells @param {Uint32Array} table colour of each cell value */
    paint(cells, height, width, table) {
      if (this.canvas.width !== width || this.canvas.height !== height) {
        this.canvas.width = width;
        this.canvas.height = height;
      }
      const image = new ImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      for (let i = 0; i < pixels.length; i += 1) pixels[i] = table[cells[i]];
      this.canvas.getContext("2d")?.putImageData(image, 0, 0);
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
          line.setAttribute("r", String(radius));
        }
      });
    }

    /** @param {{row: number, col: number} | null} at */
    point(at) {
      const { left, top, width, height } = this.view;
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
      this.imageTable = packed(config.image_table);
      this.regionTable = packed([config.background, ...config.regions]);
      this.imageKey = "";
      this.shape = [config.state.size, config.state.size];
      this.painted = 0;
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
        this.#point({ row: points[0].y, col: points[0].x }),
      );
      graph.on("plotly_unhover", () => this.#point(null));
      new ResizeObserver(() => this.place()).observe(host);
      this.place();
    }

    get graph() {
      return /** @type {any} */ (this.host.querySelector(".js-plotly-plot"));
    }

    place() {
      const { graph } = this;
      if (!graph?._fullLayout) return;
      const outer = this.host.getBoundingClientRect();
      const inner = graph.getBoundingClientRect();
      for (const picture of this.pictures) {
        picture.place(graph._fullLayout, inner.left - outer.left, inner.top - outer.top);
      }
    }

    /** @param {ExplorerState} state */
    outline(state) {
      for (const picture of this.pictures) picture.outline(state.outlines ? state.circles : []);
    }

    /** @param {{row: number, col: number} | null} at */
    #point(at) {
      for (const picture of this.pictures) picture.point(at);
    }

    /** Put a frame on the canvases and let them show. @param {Frame} frame */
    paint({ header, arrays }) {
      const [height, width] = header.shape;
      if (arrays.image) {
        this.pictures[0].paint(arrays.image, height, width, this.imageTable);
        this.imageKey = header.image_key;
      }
      this.pictures[1].paint(arrays.labels, height, width, this.regionTable);
      if (height !== this.shape[0] || width !== this.shape[1]) this.#resize(height, width);
      if (!this.host.classList.contains("live")) {
        this.place();
        this.#point(null);
        this.host.classList.add("live");
      }
      this.painted += 1;
    }

    /** @param {number} height @param {number} width */
    #resize(height, width) {
      this.shape = [height, width];
      window.Plotly.relayout(this.graph, {
        "xaxis.range": [-0.5, width - 0.5],
        "yaxis.range": [height - 0.5, -0.5],
        "xaxis2.range": [-0.5, width - 0.5],
        "yaxis2.range": [height - 0.5, -0.5],
      });
    }

    /** Hand over to the heatmaps. @param {Frame} frame @param {() => boolean} still */
    async rest({ header, arrays }, still) {
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
      if (still()) this.host.classList.remove("live");
    }
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
    const context = /** @type {CanvasRenderingContext2D} */ (
      new OffscreenCanvas(colors.length, 1).getContext("2d", { willReadFrequently: true })
    );
    colors.forEach((color, i) => {
      context.fillStyle = color;
      context.fillRect(i, 0, 1, 1);
    });
    return new Uint32Array(context.getImageData(0, 0, colors.length, 1).data.buffer);
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Painter });
})();
