/**
 * Axes of the pictures' Plotly figure: their place on the screen, their ranges, and pointer events on
 * them.
 */

import { pixelsWithin } from "./brush.mjs";
import {
  axisOf,
  brushes,
  graphIn,
  hasAxis,
  listen,
  plotly,
  pointerSurface,
  setWholeRanges,
} from "./plotly.mjs";

/** @import { Box, View } from "./layer.mjs" */
/** @import { Graph } from "./plotly.mjs" */
/** @import { Pixel } from "./picture.mjs" */

/** @typedef {{frame: Box, view: View}} Placed place and ranges of a picture's axes */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Range part of a picture */

/** @typedef {(placed: Placed[], host: DOMRect, unit: number) => void} PlaceListener */

const TWICE_MS = 500; // between the presses of a double click
const NEAR = 30; // pixels of the window between them

/** True if two presses are those of a double click. @param {PointerEvent} first @param {PointerEvent} second */
const isTwice = (first, second) =>
  second.timeStamp - first.timeStamp < TWICE_MS &&
  Math.hypot(second.clientX - first.clientX, second.clientY - first.clientY) < NEAR;

const BAR_STEP = 0.002; // least change of the colour bar's place, in shares of the figure

export class PictureAxes {
  #times = 1;
  /** Left, right and top of the colour bar, as components/figures/pictures.py makes it. @type {[number, number, number]} */
  #bar = [0, 0.48, 0];
  /** The last two presses, and whether all of the picture was in sight then. @type {{event: PointerEvent, whole: boolean}[]} */
  #presses = [];
  /** Places of the axes in the window, when they were last placed. @type {Box[]} */
  frames = [];
  /** What a drag beside the circles does: a finger scrolls the page, see touch.mjs. @type {"zoom" | false} */
  #usual = matchMedia("(pointer: coarse)").matches ? false : "zoom";

  /**
   * @param {HTMLElement} host element around the figure
   * @param {number} size of the first picture of the page
   * @param {object} listeners
   * @param {PlaceListener} listeners.onPlace
   * @param {(at: Pixel | null) => void} listeners.onHover
   */
  constructor(host, size, { onPlace, onHover }) {
    this.host = host;
    this.onPlace = onPlace;
    this.onHover = onHover;
    this.shape = [size, size];
    /** The visible part of the picture. @type {View | undefined} */
    this.view = undefined;
    /** Called with the brushed pixels, null for none; set by a view. @type {(pixels: number[] | null) => void} */
    this.onBrush = () => {};
    /** Called at a click on a pixel, of the original or the labels. @type {(at: Pixel, original: boolean, shift: boolean) => void} */
    this.onClick = () => {};
    /** Called at a double click, with whether all of the picture was in sight; set by the handles. @type {(whole: boolean) => void} */
    this.onDoubleClick = () => {};
    /** Resolves once the figure is drawn. @type {Promise<void>} */
    this.ready = new Promise((resolve) => this.#attach(resolve));
  }

  get graph() {
    return graphIn(this.host);
  }

  /** Listen to the figure as soon as it is drawn. @param {() => void} attached */
  #attach(attached) {
    const { graph, host } = this;
    if (!graph || !hasAxis(graph, "xaxis2")) {
      const seen = new MutationObserver(() => {
        seen.disconnect();
        this.#attach(attached);
      });
      seen.observe(host, { childList: true, subtree: true });
      return;
    }
    const place = () => this.place();
    for (const event of ["plotly_afterplot", "plotly_relayouting", "plotly_relayout"]) {
      listen(graph, event, place);
    }
    listen(graph, "plotly_hover", ({ points: [{ x, y }] }) => this.onHover({ row: y, col: x }));
    listen(graph, "plotly_unhover", () => this.onHover(null));
    listen(graph, "plotly_click", ({ points: [{ x, y, curveNumber }], event }) => {
      this.onClick({ row: y, col: x }, curveNumber === 0, event.shiftKey);
    });
    for (const event of /** @type {const} */ (["plotly_selecting", "plotly_selected"])) {
      listen(graph, event, (selection) => {
        const pixels = selection && pixelsWithin(selection, this.shape);
        if (pixels) this.onBrush(pixels);
      });
    }
    listen(graph, "plotly_deselect", () => this.onBrush(null));
    const press = (/** @type {PointerEvent} */ event) => {
      const { isPrimary } = event; // a second finger makes it no click
      this.#presses = isPrimary ? [...this.#presses.slice(-1), { event, whole: this.whole }] : [];
    };
    host.addEventListener("pointerdown", press, true);
    listen(graph, "plotly_doubleclick", () => this.#doubleClick());
    new ResizeObserver(place).observe(host);
    if (!this.#usual) plotly().relayout(graph, { dragmode: false });
    this.place();
    attached();
  }

  /**
   * Plotly takes the mouse events that follow a tap for a second one. So a double click has two presses
   * of its own, and what was in sight counts at the first of them.
   */
  #doubleClick() {
    const [first, second] = this.#presses;
    if (!second || !isTwice(first.event, second.event)) return;
    this.#presses = [];
    this.onDoubleClick(first.whole);
  }

  /** Measure the place of the axes, and call the listener. */
  place() {
    const { graph } = this;
    if (!graph || !hasAxis(graph, "xaxis2")) return;
    const host = this.host.getBoundingClientRect();
    const box = graph.getBoundingClientRect();
    const ratio = devicePixelRatio;
    const unit = Number.isInteger(ratio) ? 1 : 1 / ratio; // a whole number of screen pixels
    const snap = (/** @type {number} */ value) => Math.round(value / unit) * unit; // as SVGs are
    const placed = ["", "2"].map((suffix) => {
      const [x, y] = [axisOf(graph, `xaxis${suffix}`), axisOf(graph, `yaxis${suffix}`)];
      const [left, right] = x.range;
      const [bottom, top] = y.range;
      return {
        frame: {
          left: snap(box.left) + x.offset,
          top: snap(box.top) + y.offset,
          width: x.length,
          height: y.length,
        },
        view: { left, top, width: right - left, height: bottom - top },
      };
    });
    this.view = placed[0].view;
    this.frames = placed.map((each) => each.frame);
    this.onPlace(placed, host, unit);
    this.#fitBar(graph, axisOf(graph, "xaxis").domain, axisOf(graph, "yaxis").domain[0]);
  }

  /**
   * Keep the colour bar under the original and as wide, whichever side of the figure limits it.
   * @param {Graph} graph @param {[number, number]} domain of the original @param {number} bottom of it
   */
  #fitBar(graph, [from, to], bottom) {
    const moved = [from, to, bottom].map((place, i) => Math.abs(place - this.#bar[i]));
    if (Math.max(...moved) < BAR_STEP) return;
    this.#bar = [from, to, bottom];
    const place = { "colorbar.x": (from + to) / 2, "colorbar.len": to - from, "colorbar.y": bottom };
    plotly().restyle(graph, place, [0]);
  }

  /** True if all of the picture is in sight. */
  get whole() {
    const { view } = this;
    const [height, width] = this.shape;
    if (!view) return true;
    return view.left <= 0 && view.top <= 0 && view.width >= width - 1 && view.height >= height - 1;
  }

  /** The element on which Plotly listens to the pointer over the original. */
  get surface() {
    return pointerSurface(this.graph, "xy");
  }

  /** True if a drag on the pictures marks pixels. */
  get brushing() {
    return brushes(this.graph);
  }

  /** Set whether a drag on the pictures marks pixels or zooms. @param {boolean} on */
  brush(on) {
    if (this.graph) plotly().relayout(this.graph, { dragmode: on ? "lasso" : this.#usual, selections: [] });
  }

  /** @param {Range | null} to null: all of the picture */
  zoom(to) {
    const [height, width] = this.shape;
    const all = { left: -0.5, right: width - 0.5, top: -0.5, bottom: height - 0.5 };
    const { left, right, top, bottom } = to ?? all;
    if (!this.graph) return;
    plotly().relayout(this.graph, { "xaxis.range": [left, right], "yaxis.range": [bottom, top] });
  }

  /** Enlarge the numbers and the colour bar of the figure. @param {number} times their usual size */
  async enlarge(times) {
    if (times === this.#times) return;
    this.#times = times;
    await this.ready;
    if (times !== this.#times || !this.graph) return; // it was called again meanwhile
    const of = (/** @type {number} */ pixels) => Math.round(times * pixels);
    const margin = { l: of(28), r: of(8), t: of(8), b: of(64) };
    const bar = { "colorbar.ypad": of(24), "colorbar.thickness": of(8) };
    plotly().update(this.graph, bar, { "font.size": of(12), margin }, [0]);
  }

  /** Show all of a picture of another shape. @param {number} height @param {number} width */
  async resize(height, width) {
    if (height === this.shape[0] && width === this.shape[1]) return;
    this.shape = [height, width];
    if (!hasAxis(this.graph, "xaxis2")) await this.ready;
    const { graph } = this;
    if (!graph) return;
    const [across, down] = [[-0.5, width - 0.5], [height - 0.5, -0.5]];
    setWholeRanges(graph, { xaxis: across, xaxis2: across, yaxis: down, yaxis2: down });
  }
}
