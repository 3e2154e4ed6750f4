/** Presets: which one is on screen, and which one a reset goes back to. */

/** @import { Config } from "./model.mjs" */
/** @import { Store } from "./store.mjs" */

export class Presets {
  /**
   * @param {Config} config @param {Store} store
   * @param {(name: string | null) => void} named called with another preset on screen
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
   * The state came to rest; the server has named its preset. While something moves no preset is
   * named: Dash reports the menu's change back some time later, and a drag that went on meanwhile
   * must not be taken back to it.
   * @param {string | null} name
   */
  settled(name) {
    this.origin = name ?? this.origin;
    if (name === this.name) return;
    this.name = name;
    this.named(name);
  }

  /** Show the preset that the reader chose; the name that `settled` put there is ignored. @param {string} name */
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
