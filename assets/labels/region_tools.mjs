/**
 * Tools for one region, beside the pictures: a menu that selects it, another that merges it with a
 * further one, and its name. Each edit is a step of undo.
 */

import { button, h, write } from "../page/browser/dom.mjs";
import { LONGEST_EDITS, LONGEST_NAME, namesIn, readEdits, withMerge, withName, withoutMerge } from "./edits.mjs";
import { describe, nameOf } from "./regions.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */
/** @import { Region } from "./regions.mjs" */
/** @import { Selection } from "./selection.mjs" */

export class RegionTools {
  /** Those on screen at rest. @type {Map<number, Region>} */
  #regions = new Map();

  /** @param {HTMLElement} place @param {Selection} selection @param {Store} store */
  constructor(place, selection, store) {
    this.selection = selection;
    this.store = store;
    const chosen = () => selection.select(Number(this.menu.value));
    this.menu = h("select", { "aria-label": "Region", onchange: chosen });
    this.other = h("select", { "aria-label": "Merge the region with" });
    // A button, because arrow keys choose in a closed menu.
    const merged = () => Number(this.other.value) && this.merge(selection.label, Number(this.other.value));
    const merge = button("Merge", merged);
    const named = () => this.#edit(withName(store.state.edits, selection.label, this.name.value));
    this.name = h("input", { type: "text", maxlength: LONGEST_NAME, placeholder: "Name", "aria-label": "Name of the region", onchange: named });
    const parted = () => {
      this.#edit(withoutMerge(store.state.edits, selection.label));
      this.menu.focus(); // the button goes
    };
    this.part = button("Part again", parted);
    this.figures = h("span", { class: "quiet" });
    this.own = h("span", { class: "region-own", hidden: true }, this.other, merge, this.name, this.part, this.figures);
    this.status = h("span", { class: "quiet", role: "status" });
    place.append(this.menu, this.own, this.status);
    selection.follow(() => this.#showSelection());
  }

  /** Merge two regions. @param {number} one @param {number} other */
  merge(one, other) {
    const { edits } = this.store.state;
    this.#edit(withMerge(edits, one, other), Math.min(one, other));
  }

  /** @param {string} edits @param {number} [label] to be selected then */
  #edit(edits, label) {
    write(this.status, edits.length > LONGEST_EDITS ? "These are too many edits for a link: take some back first." : "");
    if (edits.length > LONGEST_EDITS) return this.#showSelection();
    if (label) this.selection.label = label; // lit up with the next frame
    this.store.change("edits", edits);
  }

  /** Show the regions of a frame at rest. @param {Map<number, Region>} regions */
  showRegions(regions) {
    this.#regions = regions;
    const names = namesIn(this.store.state.edits);
    const options = (/** @type {string} */ title) => [
      h("option", { value: 0 }, title),
      ...[...regions.keys()].map((label) => h("option", { value: label }, nameOf(label, names))),
    ];
    this.menu.replaceChildren(...options("Region…"));
    this.other.replaceChildren(...options("Merge with…"));
    this.#showSelection();
  }

  #showSelection() {
    const { label } = this.selection;
    const region = this.#regions.get(label);
    this.menu.value = String(region ? label : 0);
    this.other.value = "0";
    this.own.hidden = !region;
    if (!region) return;
    const { groups, names } = readEdits(this.store.state.edits);
    for (const option of this.other.options) option.hidden = option.value === String(label);
    if (document.activeElement !== this.name) this.name.value = names.get(label) ?? "";
    this.part.hidden = !groups.some(([lowest]) => lowest === label);
    write(this.figures, describe(region));
  }

  /**
   * Drop the edits of regions that are gone.
   * @param {ExplorerState} state @param {string} standing its edits without those
   * @returns {boolean} whether any were dropped
   */
  dropGone({ edits }, standing) {
    if (edits === standing || edits !== this.store.state.edits) return false;
    write(this.status, `Removed edits of regions that no longer exist: ${edits} became ${standing || "none"}.`);
    this.store.change("edits", standing);
    return true;
  }
}
