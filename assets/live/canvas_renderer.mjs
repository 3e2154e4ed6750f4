/**
 * The canvas renderer. While something moves, the pixels of frames are drawn on canvases exactly under
 * the axes of the Plotly figure, and its heatmaps are hidden. At rest the heatmaps take over, with the
 * same pixels and with hover. It is a script because Plotly takes longer than a frame (docs/decisions/0001-frames-beside-dash.md).
 */

import { PictureAxes } from "./axes.mjs";
import { imageOf, packed } from "./colors.mjs";
import { drawHeatmaps } from "./heatmaps.mjs";
import { Picture } from "./picture.mjs";

/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Frame } from "./codec.mjs" */
/** @import { Pixel } from "./picture.mjs" */

const VEIL = new Uint32Array([0xb0ffffff, 0]); // over unmarked and marked pixels

export class CanvasRenderer {
  /** @type {(() => void)[]} */
  #followers = [];

  /** @param {HTMLElement} host element around the figure @param {Config} config */
  constructor(host, config) {
    this.host = host;
    this.original = new Picture(host, "original");
    this.labels = new Picture(host, "labels");
    this.pictures = [this.original, this.labels];
    this.imageTable = packed(config.tables.image);
    this.regionTable = packed([config.background, ...config.regions]);
    /** The pixel under the crosshair, in all pictures. @type {Pixel | null} */
    this.at = null;
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

  /** Call a function after a change of zoom or crosshair. @param {() => void} follower */
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

  /** Draw an own picture. @param {Frame} frame */
  display({ header, arrays }) {
    this.original.layer.put(imageOf(arrays.display, ...header.shape));
  }

  /**
   * Draw a frame and its outlines on the canvases, and show them.
   * @param {Frame} frame @param {ExplorerState} state of which it is the frame
   */
  paint({ header, arrays }, state) {
    const [height, width] = header.shape;
    if (this.host.classList.contains("supposed")) this.suppose(null);
    if (arrays.image) this.original.layer.paint(arrays.image, height, width, this.imageTable);
    this.labels.layer.paint(arrays.labels, height, width, this.regionTable);
    this.axes.resize(height, width);
    this.host.classList.toggle("photo", Boolean(header.photo));
    if (!this.host.classList.contains("live")) {
      this.axes.place();
      this.point(null);
      this.host.classList.add("live");
    }
    this.outline(state);
  }

  /** Draw the heatmaps, still hidden behind the canvases. @param {Frame} frame */
  async draw(frame) {
    await this.axes.ready; // a frame may arrive before Plotly's script
    this.axes.resize(...frame.header.shape);
    if (this.axes.graph) await drawHeatmaps(this.axes.graph, frame, this.regionTable.length - 1);
    this.host.classList.toggle("photo", Boolean(frame.header.photo));
  }

  /** Show the heatmaps instead of the canvases. */
  rest() {
    this.host.classList.remove("live");
  }

  /** Draw the true outlines, if the state has them on. @param {ExplorerState} state */
  outline({ outlines, circles, picture: own }) {
    for (const picture of this.pictures) picture.outline(outlines && !own ? circles : []);
  }

  /** Veil all pixels but these, in both pictures; null removes the veil. @param {Iterable<number> | null} pixels */
  mark(pixels) {
    const [height, width] = this.axes.shape;
    for (const { veil } of this.pictures) {
      veil.screen.hidden = !pixels;
      if (!pixels) continue;
      const shown = new Uint8Array(height * width);
      for (const pixel of pixels) shown[pixel] = 1;
      veil.paint(shown, height, width, VEIL);
    }
  }

  /**
   * Show other labels for a while, until the next frame; null restores those of the state.
   * @param {Uint8Array | null} labels @param {string} [title] over the picture meanwhile
   */
  suppose(labels, title = "Labels") {
    this.host.classList.toggle("supposed", labels !== null);
    const [, heading] = document.querySelectorAll(".picture-titles h2");
    heading.textContent = title;
    const [height, width] = this.axes.shape;
    if (labels) this.labels.layer.paint(labels, height, width, this.regionTable);
  }
}
