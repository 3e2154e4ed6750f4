// @ts-check
/// <reference path="../types.d.ts" />
/** What the bodies of the views have in common. */
(() => {
  const LEVELS = 24; // of colours that strokes are drawn in

  /** A Plotly figure from components/figures. */
  class Chart {
    /** @param {string} label */
    constructor(label) {
      this.element = window.cutlab.h("div", { class: "chart", role: "img", "aria-label": label });
    }

    /** @param {any} figure */
    async draw({ data, layout }) {
      if (!CAN_GL) for (const trace of data) trace.type = trace.type.replace("scattergl", "scatter");
      const config = { displaylogo: false, responsive: true, displayModeBar: false };
      await window.Plotly.react(this.element, data, enlarged(layout), config);
    }
  }

  /** A layout whose letters are as large as the page's, which grow on a beamer. */
  function enlarged(layout) {
    const times = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const larger = (/** @type {any} */ part) => ({ ...part, font: { ...part.font, size: times * part.font.size } });
    const titled = Object.entries(layout).filter(([, part]) => part?.title?.font);
    const axes = titled.map(([name, part]) => [name, { ...part, title: larger(part.title) }]);
    return { ...larger(layout), ...Object.fromEntries(axes) };
  }

  const CAN_GL = Boolean(document.createElement("canvas").getContext("webgl"));

  /** Pixels of a picture: `colour(i)` at node i, nothing elsewhere. */
  function picture(nodes, [height, width], colour) {
    const pixels = new Uint32Array(height * width);
    for (let i = 0; i < nodes.length; i += 1) pixels[nodes[i]] = colour(i);
    return pixels;
  }

  /** The number of the node at each pixel, -1 elsewhere. */
  function numbers(nodes, [height, width]) {
    const at = new Int32Array(height * width).fill(-1);
    for (let i = 0; i < nodes.length; i += 1) at[nodes[i]] = i;
    return at;
  }

  /** The colour of a stroke for a share from 0 to 1. @param {string[]} table @returns {(share: number) => string} */
  function strokes(table) {
    const colors = Array.from({ length: LEVELS }, (_, i) => table[Math.round((i * (table.length - 1)) / (LEVELS - 1))]);
    return (share) => colors[Math.max(0, Math.min(LEVELS - 1, Math.floor(share * LEVELS)))];
  }

  const NOTHING = 1e-12; // below it a number is rounding
  /** @param {number} value */
  function fixed(value) {
    const size = Math.abs(value);
    if (size < NOTHING) return "0";
    return size >= 0.001 ? value.toFixed(4) : value.toExponential(1);
  }

  /** Tiles that follow the pictures' zoom and crosshair. */
  class Tiles {
    constructor(place, painter) {
      this.painter = painter;
      this.row = window.cutlab.h("div", { class: "tiles" });
      place.append(this.row);
      /** @type {any[]} */
      this.tiles = [];
      this.shape = [0, 0];
      this.at = new Int32Array(0);
    }

    /** As many tiles as wanted. @param {number} count @param {(i: number) => HTMLElement} caption */
    ensure(count, caption) {
      while (this.tiles.length > count) this.tiles.pop().element.remove();
      while (this.tiles.length < count) {
        const i = this.tiles.length;
        const tile = new window.cutlab.Tile({ label: "", painter: this.painter, tell: (row, col) => this.#tell(i, row, col) });
        tile.element.prepend(caption(i));
        this.row.append(tile.element);
        this.tiles.push(tile);
      }
    }

    /** @param {number} i @param {number} row @param {number} col */
    #tell(i, row, col) {
      const node = this.at[row * this.shape[1] + col] ?? -1;
      return node < 0 ? "outside the mask" : this.tell(i, node);
    }

    /** What stands at a node of tile i. @param {number} _i @param {number} _node */
    tell(_i, _node) {
      return "";
    }

    grid(nodes, shape) {
      this.shape = shape;
      this.at = numbers(nodes, shape);
    }

    view() {
      for (const tile of this.tiles) tile.draw();
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Chart, Tiles, VIEW_BODIES: {}, fixed, numbers, picture, strokes });
})();
