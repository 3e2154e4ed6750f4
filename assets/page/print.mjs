/**
 * Preparation of a printed page: Plotly's figures keep the size that they have on screen, so each gets the
 * factor by which it fits the paper, and the page gets its address (assets/page/print.css).
 */

import { figuresOfPage } from "../live/plotly.mjs";
import { findAll, h } from "./browser/dom.mjs";

const PAPER = 182; // mm: width of A4 within the margins; letter is wider
const PX_PER_MM = 96 / 25.4;

/** Factor by which something of a width fits the paper. @param {number} width in pixels */
export const zoomFor = (width) => Math.min(1, (PAPER * PX_PER_MM) / Math.max(1, width));

/** Prepare the page whenever it is about to be printed. */
export function connectPrinting() {
  const address = h("p", { class: "print-address" });
  addEventListener("beforeprint", () => {
    for (const figure of [...findAll(".pictures"), ...figuresOfPage()]) {
      figure.style.setProperty("--print-zoom", String(zoomFor(figure.offsetWidth)));
    }
    address.textContent = location.href;
    if (!address.isConnected) document.body.append(address);
  });
}
