/** Body of the view of two states: tiles and tables, and a button that swaps the states. */

import { button, h } from "../../page/browser/dom.mjs";
import { PlainView } from "./plain.mjs";

/** @import { ViewContext } from "../bodies.mjs" */

export class CompareView extends PlainView {
  /** @param {HTMLElement} place @param {ViewContext} context */
  constructor(place, context) {
    super(place, context);
    const swap = button("Swap A and B", context.swap);
    place.append(h("div", { class: "view-tools" }, swap));
  }
}
