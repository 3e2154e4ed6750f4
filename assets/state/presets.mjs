/** Presets: which one is on screen, and which one a reset goes back to. */

import { sameBut } from "./model.mjs";

/** @import { Config } from "./model.mjs" */
/** @import { Store } from "./store.mjs" */

export class Presets {
  /**
   * @param {Config} config @param {Store} store
   * @param {(name: string | null) => void} named called with the preset on screen
   */
  constructor(config, store, named) {
    this.config = config;
    this.store = store;
    this.named = named;
    /** The preset on screen, null for none. @type {string | null} */
    this.name = config.preset;
    this.origin = config.preset; // which a reset goes back to
  }

  /**
   * Name the preset that is on screen, if one is. Call it at rest alone: Dash reports the menu's
   * change back some time later, and a drag that went on meanwhile must not be taken back to it.
   * @returns {boolean} whether it is another
   */
  update() {
    const { presets, view_fields: fields } = this.config;
    const names = Object.keys(presets);
    const name = names.find((key) => sameBut(presets[key], this.store.state, fields)) ?? null;
    this.origin = name ?? this.origin;
    if (name === this.name) return false;
    this.name = name;
    this.named(name);
    return true;
  }

  /** Show the preset that the reader chose; the name that `update` put there is ignored. @param {string} name */
  choose(name) {
    if (!this.config.presets[name] || name === this.name) return;
    this.name = name;
    this.named(name);
    this.#adopt(name);
  }

  reset() {
    this.#adopt(this.origin);
  }

  /** Adopt a preset, but keep how the scene is viewed. @param {string} name */
  #adopt(name) {
    const { presets, view_fields: fields } = this.config;
    this.origin = name;
    const kept = Object.fromEntries(fields.map((field) => [field, this.store.get(field)]));
    this.store.adopt({ ...presets[name], ...kept });
  }

  get title() {
    return this.config.titles[this.name ?? ""] ?? "";
  }

  get point() {
    return this.config.points[this.name ?? ""] ?? "";
  }
}
