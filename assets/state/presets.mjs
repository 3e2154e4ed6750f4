/** Presets: the one on screen, and the one that a reset restores. */

/** @import { Config } from "./model.mjs" */
/** @import { Store } from "./store.mjs" */

export class Presets {
  /**
   * @param {Config} config @param {Store} store
   * @param {(name: string | null) => void} named called when another preset is on screen
   */
  constructor(config, store, named) {
    this.config = config;
    this.store = store;
    this.named = named;
    /** The preset on screen, null for none. @type {string | null} */
    this.name = config.preset;
    this.origin = config.preset; // restored by a reset
  }

  /**
   * Show the name of the preset that a state at rest is, null for none. The name does not change during
   * a drag, because Dash reports a change of the menu back some time later, which would then reset the
   * state that was dragged on meanwhile.
   * @param {string | null} name
   */
  settled(name) {
    this.origin = name ?? this.origin;
    if (name === this.name) return;
    this.name = name;
    this.named(name);
  }

  /** Show the preset that the user chose; a name set by `settled` is ignored. @param {string} name */
  choose(name) {
    if (!this.config.presets[name] || name === this.name) return;
    this.settled(name);
    this.reset();
  }

  /** Adopt the preset that was on screen last, but keep how the scene is viewed. */
  reset() {
    const { presets, view_fields: fields } = this.config;
    const kept = Object.fromEntries(fields.map((field) => [field, this.store.get(field)]));
    this.store.adopt({ ...presets[this.origin], ...kept });
  }
}
