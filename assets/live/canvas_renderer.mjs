/**
 * The canvas renderer. While something moves, the pixels of frames are drawn on canvases exactly under
 * the axes of the Plotly figure, and its heatmaps are hidden. At rest the heatmaps take over, with the
 * same pixels and with hover. It is a script because Plotly takes longer than a frame (docs/decisions/0001-frames-beside-dash.md).
 */

import { colored, isPlain, labelPixels, outlinePath } from "../labels/look.mjs";
import { namesIn } from "../labels/edits.mjs";
import { regionsOf } from "../labels/regions.mjs";
import { PictureAxes } from "./axes.mjs";
import { imageFrom, imageOf, levelsOf, packed } from "./colors.mjs";
import { drawHeatmaps } from "./heatmaps.mjs";
import { Picture } from "./picture.mjs";
import { heatmapOf } from "./plotly.mjs";

/** @import { Region } from "../labels/regions.mjs" */
/** @import { Look, Original } from "../labels/look.mjs" */
/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Frame, NumberArray } from "./codec.mjs" */
/** @import { Pixel } from "./picture.mjs" */

const VEIL = new Uint32Array([0xb0ffffff, 0]); // over unmarked and marked pixels

export class CanvasRenderer {
  /** @type {(() => void)[]} */
  #followers = [];
  /** Of the last frame that had it. @type {Original | null} */
  #original = null;
  /** Of the last frame. @type {NumberArray | null} */
  #labels = null;
  /** Shown for a while in their place. @type {Uint8Array | null} */
  #supposed = null;
  #peeking = false;
  /** Outlines of the true regions of the picture that was at rest last. */
  #truth = "";
  /** @type {Look} */
  #look;

  /** @param {HTMLElement} host element around the figure @param {Config} config */
  constructor(host, config) {
    this.host = host;
    this.original = new Picture(host, "original");
    this.labels = new Picture(host, "labels");
    this.pictures = [this.original, this.labels];
    this.imageTable = packed(config.tables.image);
    this.regionTable = packed([config.background, ...config.regions]);
    this.#look = lookOf(config.state);
    /** The pixel under the crosshair, in all pictures. @type {Pixel | null} */
    this.at = null;
    /** 1 for each marked pixel, null if none are. @type {Uint8Array | null} */
    this.marked = null;
    /** Regions of the last frame at rest, by label. @type {Map<number, Region>} */
    this.regions = new Map();
    this.names = namesIn("");
    this.axes = new PictureAxes(host, config.state.size, {
      onPlace: (placed, box, unit) => {
        this.pictures.forEach((picture, i) => {
          picture.place(placed[i].frame, placed[i].view, box, unit);
        });
        this.#moved();
      },
      onHover: (at) => this.point(at),
    });
  }

  /** Call a function after a change of zoom, crosshair or marks. @param {() => void} follower */
  followView(follower) {
    this.#followers.push(follower);
  }

  #moved() {
    for (const follower of this.#followers) follower();
  }

  /** Put the crosshair at a pixel of all pictures. @param {Pixel | null} at */
  point(at) {
    if (at?.row === this.at?.row && at?.col === this.at?.col) return;
    this.at = at;
    for (const picture of this.pictures) picture.point(at);
    this.#moved();
  }

  /** Take over what the page came with: heatmaps of circles, drawn by the server. */
  adopt() {
    const { graph } = this.axes;
    if (!graph || this.#labels) return;
    const [image, labels] = [heatmapOf(graph, 0), heatmapOf(graph, 1)];
    const [height, width] = this.axes.shape;
    if (image.values.length !== height * width) return;
    const palette = this.imageTable;
    const values = levelsOf(image.values, image.range);
    this.#original = { pixels: colored(values, palette), values, palette };
    this.original.layer.put(imageFrom(this.#original.pixels, height, width));
    this.#labels = Uint8Array.from(labels.values, (region) => region + 1);
    this.regions = regionsOf(this.#labels, image.values);
    this.#paintLabels();
  }

  /** Draw the original of a frame that has it. @param {Frame} frame */
  display({ header, arrays: { display, image } }) {
    const [height, width] = header.shape;
    if (display) {
      const { data } = imageOf(display, height, width);
      this.#original = { pixels: new Uint32Array(data.buffer), values: display, palette: null };
    } else if (image && !header.photo) {
      const values = levelsOf(image, header.image_range);
      this.#original = { pixels: colored(values, this.imageTable), values, palette: this.imageTable };
    } else return;
    this.original.layer.put(imageFrom(this.#original.pixels, height, width));
  }

  /**
   * Draw a frame and its outlines on the canvases, and show them.
   * @param {Frame} frame @param {ExplorerState} state of which it is the frame
   */
  paint(frame, state) {
    const { header, arrays } = frame;
    if (this.#supposed) this.suppose(null);
    if (arrays.image) this.display(frame);
    if (arrays.labels.length !== this.#labels?.length) this.#truth = "";
    this.#labels = arrays.labels;
    this.#paintLabels(...header.shape);
    this.axes.resize(...header.shape);
    if (this.marked && this.marked.length !== arrays.labels.length) this.mark(null);
    this.host.classList.toggle("photo", Boolean(header.photo));
    if (!this.live) {
      this.axes.place();
      this.point(null);
      this.host.classList.add("live");
    }
    this.outline(state);
  }

  /** Draw the heatmaps, still hidden behind the canvases. @param {Frame} frame */
  async draw(frame) {
    await this.axes.ready; // a frame may arrive before Plotly's script
    const { header, arrays } = frame;
    if (!header.photo) this.display(frame);
    this.#labels = arrays.labels;
    this.#paintLabels(...header.shape);
    this.axes.resize(...header.shape);
    this.regions = regionsOf(arrays.labels, arrays.image);
    this.#truth = arrays.truth && header.photo ? outlinePath(arrays.truth, ...header.shape) : "";
    if (this.axes.graph) {
      const count = this.regionTable.length - 1;
      await drawHeatmaps(this.axes.graph, frame, count, this.regions, this.names);
    }
    this.host.classList.toggle("photo", Boolean(header.photo));
  }

  /** True while the canvases are shown in place of the heatmaps. */
  get live() {
    return this.host.classList.contains("live");
  }

  /** Show the heatmaps instead of the canvases. */
  rest() {
    this.host.classList.remove("live");
  }

  /** Let the labels look as the state says. @param {ExplorerState} state */
  show(state) {
    this.names = namesIn(state.edits);
    const next = lookOf(state);
    if (next.look === this.#look.look && next.opacity === this.#look.opacity) return;
    this.#look = next;
    this.#paintLabels();
  }

  /**
   * Show the original in place of the labels, or no longer.
   * @param {boolean} on
   * @returns {boolean} false if the original is not known before the next frame
   */
  peek(on) {
    this.#peeking = on;
    this.#paintLabels();
    return this.#original !== null;
  }

  /** Draw the labels on their canvas, which also at rest is shown if it does not look like the heatmap. */
  #paintLabels(height = this.axes.shape[0], width = this.axes.shape[1]) {
    const labels = this.#supposed ?? this.#labels;
    const original = this.#original?.pixels.length === labels?.length ? this.#original : null;
    const look = this.#peeking ? { look: "fill", opacity: 0 } : this.#look;
    this.host.classList.toggle("looked", Boolean(original) && !isPlain(look));
    if (!labels) return;
    const pixels = labelPixels(labels, this.regionTable, original, look);
    this.labels.layer.put(imageFrom(pixels, height, width));
    this.labels.outlineRegions(look.look === "outlines" ? outlinePath(labels, height, width) : "");
  }

  /** Draw the true outlines, if the state has them on. @param {ExplorerState} state */
  outline({ outlines, circles, picture: own, truth }) {
    for (const picture of this.pictures) {
      picture.outline(outlines && !own ? circles : []);
      picture.outlineTruth(outlines && own && truth ? this.#truth : "");
    }
  }

  /** Veil all pixels but these, in all pictures; null removes the veil. @param {Iterable<number> | null} pixels */
  mark(pixels) {
    const cells = pixels && new Uint8Array(this.axes.shape[0] * this.axes.shape[1]);
    for (const pixel of pixels ?? []) /** @type {Uint8Array} */ (cells)[pixel] = 1;
    this.markCells(cells);
  }

  /** Veil the pixels that have 0. @param {Uint8Array | null} cells null removes the veil */
  markCells(cells) {
    this.marked = cells;
    for (const { veil } of this.pictures) {
      veil.screen.hidden = !cells;
      if (cells) veil.put(imageFrom(colored(cells, VEIL), this.axes.shape[0], this.axes.shape[1]));
    }
    this.#moved();
  }

  /** Canvas of the veil, a pixel per cell; null if no pixels are marked. */
  get veil() {
    return this.marked && this.original.veil.cells;
  }

  /** Labels on screen: region + 1 of each pixel, 0 outside; none before the first frame. @type {ArrayLike<number>} */
  get shownLabels() {
    return this.#supposed ?? this.#labels ?? [];
  }

  /** Label of a pixel, 0 outside. @param {Pixel} at */
  labelAt({ row, col }) {
    return this.shownLabels[row * this.axes.shape[1] + col] ?? 0;
  }

  /**
   * Show other labels for a while, until the next frame; null restores those of the state.
   * @param {Uint8Array | null} labels @param {string} [title] over the picture meanwhile
   */
  suppose(labels, title = "Labels") {
    this.#supposed = labels;
    this.host.classList.toggle("supposed", labels !== null);
    const [, heading] = document.querySelectorAll(".picture-titles h2");
    heading.textContent = title;
    this.#paintLabels();
  }
}

/** @param {ExplorerState} state @returns {Look} */
const lookOf = ({ look, opacity }) => ({ look, opacity: Number(opacity ?? 100) });
