/** Every label assignment; a click uses it. */

import { packed } from "../../live/colors.mjs";
import { h } from "../../page/dom.mjs";
import { fixed, pixelsOf } from "../drawing/pixels.mjs";
import { Tiles } from "../drawing/tiles.mjs";

/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */

/**
 * @typedef {object} Method
 * @property {string} name
 * @property {string} title
 * @property {number} ncut
 * @property {number | null} adjusted_rand
 * @property {number} milliseconds
 * @property {boolean} best
 */

export class MethodsView {
  /** @type {Method[]} */
  #methods = [];

  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, { config, renderer, change }) {
    this.tiles = new Tiles(place, renderer, "methods");
    this.regions = packed(config.regions);
    this.change = change;
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape @param {ExplorerState} state */
  draw(content, { nodes, labels }, shape, state) {
    const { methods } = /** @type {{methods: Method[]}} */ (content.data);
    const { regions, tiles } = this;
    const n = nodes.length;
    this.#methods = methods;
    tiles.setNodes(nodes, shape, (i, node) => `region ${labels[i * n + node] + 1}`);
    tiles.ensure(methods.length, (i) => {
      const use = () => this.change("assign_labels", this.#methods[i].name);
      return h("button", { type: "button", class: "method", onclick: use });
    });
    methods.forEach((method, i) => {
      const tile = tiles.tiles[i];
      const inUse = method.name === state.assign_labels;
      tile.caption.setAttribute("aria-pressed", String(inUse));
      tile.caption.replaceChildren(...captionOf(method, inUse));
      const pixels = pixelsOf(nodes, shape, (node) => regions[labels[i * n + node] % regions.length]);
      tile.show(`Labels by ${method.title}`, pixels, shape);
    });
  }

  viewChanged() {
    this.tiles.draw();
  }
}

/** @param {Method} method @param {boolean} inUse */
const captionOf = ({ title, ncut, adjusted_rand: rand, milliseconds, best }, inUse) => [
  h("strong", {}, title),
  h("span", {}, inUse ? "in use" : "use it"),
  h("span", { class: best ? "best" : "" }, `Ncut ${fixed(ncut)}${best ? " (least)" : ""}`),
  h("span", {}, rand === null ? "no truth" : `ARI ${rand.toFixed(3)}`),
  h("span", {}, `${milliseconds.toFixed(1)} ms`),
];
