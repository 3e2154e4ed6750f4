/**
 * The crop of a picture: a rectangle that is drawn on the original, or four numbers in pixels of the file.
 * A script because the rectangle follows the pointer. Each crop is a step of undo.
 */

import { describeUnread, NumberField } from "../../controls/number.mjs";
import { button, h, hide, s, setAttributes } from "../../page/browser/dom.mjs";
import { noteUnread } from "../../page/notices.mjs";
import { Surface } from "../surface.mjs";
import { drawnPart, numbersOf, partOf, textOf, withNumber } from "./box.mjs";

/** @import { CanvasRenderer } from "../../live/canvas_renderer.mjs" */
/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Store } from "../../state/store.mjs" */
/** @import { Place } from "../surface.mjs" */

const NUMBERS = /** @type {const} */ (["left", "top", "width", "height"]);
const UNMASKED = "The mask was painted for another part of the picture: none is used now. Undo brings both back.";

export class CropTools {
  /** Height and width of the file of the picture on screen. */
  #whole = [0, 0];
  /** Hash of a mask of the whole file, which every crop keeps. */
  #mask = "";
  /** Corners of the rectangle that is being drawn. @type {Place[]} */
  #corners = [];

  /** @param {CanvasRenderer} renderer @param {Store} store @param {(text: string) => void} say */
  constructor(renderer, store, say) {
    this.renderer = renderer;
    this.store = store;
    this.say = say;
    this.frame = s("rect", { class: "crop-frame" });
    this.surface = new Surface(renderer, this.frame, {
      begin: (at) => (this.#corners = [at, at]),
      move: (places) => this.#stretch(/** @type {Place} */ (places.at(-1))),
      end: () => this.#end(),
      drop: () => setAttributes(this.frame, { width: 0, height: 0 }),
      switched: (on) => (this.draw.ariaPressed = String(on)),
    });
    this.draw = button("Draw", () => this.surface.toggle(!this.surface.on), { "aria-pressed": "false" });
    this.draw.title = "Draw a rectangle on the original";
    this.all = button("Whole picture", () => this.#crop(""));
    this.fields = NUMBERS.map((name) => this.#field(name));
    this.element = h(
      "div",
      { class: "control crop-tools", role: "group", "aria-label": "Crop", "data-field": "crop", "data-section": "crop" },
      h("div", { class: "control-head" }, h("span", {}, "Crop"), this.all, this.draw),
      h("div", { class: "crop-numbers" }, ...this.fields.map(({ label }) => label)),
      h("div", { class: "notice", "data-notice": "crop" }),
    );
  }

  /** @param {(typeof NUMBERS)[number]} name */
  #field(name) {
    const title = `${name[0].toUpperCase()}${name.slice(1)}`;
    const change = (/** @type {number | null} */ value) => {
      if (value !== null) this.#crop(textOf(withNumber(this.#part, name, value, this.#whole), this.#whole));
    };
    const unread = (/** @type {string} */ text) => noteUnread("crop", text && describeUnread(title, text));
    const box = new NumberField({ minimum: 0, "aria-label": `${title} of the crop, px` }, change, unread);
    return { name, box, label: h("label", {}, title, box.element, h("span", { class: "unit" }, "px")) };
  }

  get #part() {
    return partOf(String(this.store.state.crop ?? ""), this.#whole);
  }

  /** Take over the size of the file of the picture on screen. @param {number[]} [whole] @param {string} [mask] hash of one of that size */
  showWhole(whole = [0, 0], mask = "") {
    this.#mask = mask;
    if (whole[0] === this.#whole[0] && whole[1] === this.#whole[1]) return;
    this.#whole = whole;
    this.show(this.store.state);
  }

  /** @param {ExplorerState} state */
  show({ picture, crop, hide: hidden }) {
    const numbers = numbersOf(partOf(String(crop ?? ""), this.#whole));
    for (const { name, box } of this.fields) if (Number.isFinite(numbers[name])) box.show(numbers[name]);
    hide(this.all, !crop);
    if (!picture || hidden.includes("crop")) this.surface.toggle(false);
  }

  /** @param {Place} to the corner that follows the pointer */
  #stretch(to) {
    const [from] = this.#corners;
    this.#corners = [from, to];
    const [x, y] = [Math.min(from.col, to.col), Math.min(from.row, to.row)];
    setAttributes(this.frame, { x, y, width: Math.abs(from.col - to.col), height: Math.abs(from.row - to.row) });
  }

  #end() {
    const [from, to] = this.#corners;
    const part = drawnPart(from, to, this.#part, this.renderer.axes.shape);
    if (!part) return; // a click
    this.surface.toggle(false);
    this.#crop(textOf(part, this.#whole));
    this.draw.focus({ preventScroll: true });
  }

  /** @param {string} crop */
  #crop(crop) {
    const { state } = this.store;
    if (crop === state.crop) return;
    const painted = state.mask === "painted" && state.painted !== "" && state.painted !== this.#mask;
    this.store.merge({ crop, ...(painted && { mask: "none", painted: "" }) });
    if (painted) this.say(UNMASKED);
  }
}
