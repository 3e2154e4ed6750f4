/** Hint of a first visit: a circle breathes, with "Drag me" beside it, until one is dragged by mouse, finger or key. */

import { h, hide } from "../page/browser/dom.mjs";
import { tryStorage } from "../page/browser/storage.mjs";
import { placeAt } from "../live/layer.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { CircleHandles } from "../circles/handles.mjs" */
/** @import { CircleState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { Box, View } from "../live/layer.mjs" */

const KEY = "cutlab.dragged";

/** The lowest circle, which has room for a line below it. @param {CircleState[]} circles */
export function hintedCircle(circles) {
  return circles.reduce((low, each) => (each.row + each.radius > low.row + low.radius ? each : low));
}

/**
 * The box of a circle on the screen.
 * @param {CircleState} circle @param {Box} frame of the picture @param {View} view what it shows of it
 */
export function boxOf({ row, col, radius }, frame, view) {
  const [across, down] = [frame.width / view.width, frame.height / view.height];
  return {
    left: frame.left + (col - radius - view.left) * across,
    top: frame.top + (row - radius - view.top) * down,
    width: 2 * radius * across,
    height: 2 * radius * down,
  };
}

/**
 * Show the hint, unless the address holds a scene or a circle was dragged before.
 * @param {CanvasRenderer} renderer @param {CircleHandles} handles @param {Store} store
 */
export function connectDragHint(renderer, handles, store) {
  const bare = location.search.length < 2 && location.hash.length < 2;
  if (!bare || tryStorage(() => localStorage.getItem(KEY))) return;
  const ring = h("div", { class: "drag-hint-ring" });
  const hint = h("div", { class: "drag-hint", "aria-hidden": "true" }, ring, h("span", {}, "Drag me"));
  const { axes, host } = renderer;
  let done = false;
  const place = () => {
    if (done) return;
    const { circles, picture, hide: hidden, view } = store.state;
    hide(hint, Boolean(picture) || hidden.includes("handles") || view !== "full" || !axes.whole);
    const { style } = renderer.original.overlay; // to measure the page here would lay it out anew
    if (hint.hidden || !style.width || !axes.view) return;
    const [left, top, width, height] = [style.left, style.top, style.width, style.height].map(parseFloat);
    placeAt(hint, boxOf(hintedCircle(circles), { left, top, width, height }, axes.view));
    if (!hint.isConnected) host.append(hint);
  };
  renderer.followView(place);
  store.follow(place);
  handles.onEdit = () => {
    if (done) return;
    done = true;
    hint.remove();
    tryStorage(() => localStorage.setItem(KEY, "yes")); // where that is closed, for this visit
  };
}
