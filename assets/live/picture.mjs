/** One of the two pictures: a layer under the axes, and a veil and an overlay above them. */

import { s, setAttributes } from "../page/browser/dom.mjs";
import { Layer, placeAt } from "./layer.mjs";

/** @import { CircleState } from "../state/model.mjs" */
/** @import { Box, View } from "./layer.mjs" */

/** @typedef {{row: number, col: number}} Pixel */

export class Picture {
  /** @type {View | undefined} */
  #view;
  /** @type {Pixel | null} */
  #at = null;

  /** @param {HTMLElement} host @param {string} name */
  constructor(host, name) {
    this.layer = new Layer(host, name, "picture-under");
    this.veil = new Layer(host, `${name}-veil`, "picture-veil");
    this.veil.screen.hidden = true;
    this.outlines = s("g", {});
    this.truth = [s("path", { class: "halo" }), s("path", { class: "outline" })];
    this.regions = [s("path", { class: "region-halo" }), s("path", { class: "region-outline" })];
    this.edge = [s("path", { class: "halo" }), s("path", { class: "edge-mark" })];
    this.crosshair = s("path", { class: "crosshair" });
    this.overlay = s(
      "svg",
      { class: "picture-over", "aria-hidden": "true", preserveAspectRatio: "none" },
      ...this.regions,
      this.outlines,
      ...this.truth,
      ...this.edge,
      this.crosshair,
    );
    this.overlay.style.visibility = "hidden"; // until it is placed, or outlines float over the page
    host.append(this.veil.screen, this.overlay); // the veil, too, is above the heatmaps
  }

  /**
   * Place all layers exactly on the axes.
   * @param {Box} frame the axes @param {View} view their ranges
   * @param {DOMRect} host @param {number} unit CSS pixels that are a whole number of screen pixels
   */
  place(frame, view, host, unit) {
    const { left, top, width, height } = view;
    placeAt(this.overlay, { ...frame, left: frame.left - host.left, top: frame.top - host.top });
    this.overlay.style.visibility = "";
    this.overlay.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    this.#view = view;
    for (const layer of [this.layer, this.veil]) layer.place(frame, view, host, unit);
    this.point(this.#at);
  }

  /** @param {CircleState[]} circles */
  outline(circles) {
    const wanted = 2 * circles.length; // a dark line on a light one shows on any colour
    while (this.outlines.childElementCount > wanted) this.outlines.lastChild?.remove();
    while (this.outlines.childElementCount < wanted) {
      const kind = this.outlines.childElementCount % 2 ? "outline" : "halo";
      this.outlines.append(s("circle", { class: kind }));
    }
    circles.forEach(({ row, col, radius }, i) => {
      for (const line of [this.outlines.children[2 * i], this.outlines.children[2 * i + 1]]) {
        // The state may have a negative radius, with a notice.
        setAttributes(line, { cx: col, cy: row, r: Math.max(0, radius) });
      }
    });
  }

  /** Outline regions. @param {string} path of an SVG, empty for none */
  outlineRegions(path) {
    for (const line of this.regions) setAttributes(line, { d: path });
  }

  /** Mark an edge of the graph. @param {string} path of an SVG, empty for none */
  markEdge(path) {
    for (const line of this.edge) setAttributes(line, { d: path });
  }

  /** Outline true regions. @param {string} path of an SVG, empty for none */
  outlineTruth(path) {
    for (const line of this.truth) setAttributes(line, { d: path });
  }

  /** Put the crosshair at a pixel. @param {Pixel | null} at */
  point(at) {
    this.#at = at;
    if (!this.#view) return;
    this.crosshair.setAttribute("d", at ? crosshair(at, this.#view) : "");
  }
}

/** Path of the lines through a pixel. @param {Pixel} at @param {View} view */
export const crosshair = ({ row, col }, { left, top, width, height }) =>
  `M${left} ${row}h${width}M${col} ${top}v${height}`;
