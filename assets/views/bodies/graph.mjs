/** Body of the view of the graph: tile and charts, and a card for one of its edges beside the pictures. */

import { button, h } from "../../page/browser/dom.mjs";
import { EdgeCard } from "../edge/edge_card.mjs";
import { PlainView } from "./plain.mjs";

/** @import { ExplorerState } from "../../state/model.mjs" */
/** @import { Content, ViewArrays, ViewContext } from "../bodies.mjs" */
/** @import { Described } from "../edge/edge_card.mjs" */

export class GraphView extends PlainView {
  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, context) {
    super(place, context);
    const show = button("Show the lightest edge", () => this.card.chooseLightest());
    this.card = new EdgeCard(context, show);
    this.tiles.onPick = (at) => this.card.choose(at);
    const hint = h("span", { class: "quiet" }, "Or click between two pixels of the original, to see what makes a weight.");
    place.prepend(h("div", { class: "view-tools" }, show, hint));
  }

  /** @param {Content} content @param {ViewArrays} arrays @param {number[]} shape */
  async draw(content, arrays, shape) {
    const { edge = null } = /** @type {{edge?: Described | null}} */ (content.data);
    this.card.describe(edge, arrays, shape);
    await super.draw(content, arrays, shape);
  }

  /** @param {ExplorerState} state */
  show(state) {
    this.card.show(state);
  }

  /** @param {string} sentence */
  emptied(sentence) {
    this.card.explain(sentence);
  }

  viewChanged() {
    super.viewChanged();
    this.card.place();
  }

  get needed() {
    return this.card.open;
  }
}
