/** Beginning of the page: its scenes, and its end; components/page/panels/beginning.py has the texts. */

import { find, findAll, onAction } from "../page/browser/dom.mjs";
import { tryStorage } from "../page/browser/storage.mjs";

const KEY = "cutlab.beginning"; // the placeholder's script reads it, before the page is there

/** @param {(scene: string) => void} open show a preset or a sample */
export function connectBeginning(open) {
  for (const scene of findAll(".beginning [data-scene]")) {
    scene.addEventListener("click", () => open(scene.dataset.scene ?? ""));
  }
  onAction("close-beginning", () => {
    tryStorage(() => localStorage.setItem(KEY, "closed"));
    delete document.documentElement.dataset.beginning;
    find(".pictures").focus({ preventScroll: true });
  });
}
