/** Presets: the one on screen, and the one that a reset restores. */

/** @import { Config } from "./model.mjs" */
/** @import { Store } from "./store.mjs" */

export class Presets {
  #opening; // whether the preset of the address, if it is one, is yet to be named

  /**
   * @param {Config} config @param {Store} store
   * @param {(name: string | null) => void} named called when another preset is on screen
   * @param {boolean} [linked] whether the address says what is on screen
   */
  constructor(config, store, named, linked = false) {
    this.config = config;
    this.store = store;
    this.named = named;
    /** The preset on screen, null for none. @type {string | null} */
    this.name = config.preset;
    this.origin = config.preset; // restored by a reset
    this.#opening = linked;
  }

  /**
   * Show the name of the preset that a state at rest is, null for none. The name does not change during
   * a drag, because Dash reports a change of the menu back some time later, which would then reset the
   * state that was dragged on meanwhile. A preset that the settings merely happen to equal was not
   * chosen, so a reset goes back to the one before.
   * @param {string | null} name
   */
  settled(name) {
    if (this.#opening) this.origin = name ?? this.origin;
    this.#opening = false;
    if (name === this.name) return;
    this.name = name;
    this.named(name);
  }

  /** Show the preset that the user chose; a name set by `settled` is ignored. @param {string} name */
  choose(name) {
    if (!this.config.presets[name] || name === this.name) return;
    this.settled(name);
    this.origin = name;
    this.reset();
  }

  /** Adopt the preset that was chosen or opened last, but keep how the scene is viewed. */
  reset() {
    const { presets, view_fields: fields } = this.config;
    const kept = Object.fromEntries(fields.map((field) => [field, this.store.get(field)]));
    this.store.adopt({ ...presets[this.origin], ...kept });
  }
}
