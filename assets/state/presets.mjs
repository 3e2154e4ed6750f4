/** Presets: the one on screen, and the one that a reset restores. */

import { same } from "./model.mjs";

/** @import { Config, ExplorerState } from "./model.mjs" */
/** @import { Store } from "./store.mjs" */

/** What the menu shows where no preset is on screen. */
export class MenuTitle {
  #title = "";

  /** @param {Config["sample_titles"]} titles @param {(title: string) => void} write called with another title */
  constructor(titles, write) {
    this.titles = titles;
    this.write = write;
  }

  /** @param {ExplorerState} state */
  show({ picture, picture_file: file }) {
    const own = picture ? String(file || "Your own picture") : "Your own scene";
    const title = picture in this.titles ? `Sample: ${this.titles[picture]}` : own;
    if (title !== this.#title) this.write(title);
    this.#title = title;
  }
}

export class Presets {
  /** Names given to the menu since the user was last there. @type {Set<string | null>} */
  #given = new Set();
  #opening; // whether the preset of the address, if it is one, is yet to be named
  #left = false;
  /**
   * Called when the state on screen leaves the preset that is still named, or returns to it.
   * @type {(left: boolean) => void}
   */
  onLeft = () => {};

  /**
   * @param {Config} config @param {Store} store
   * @param {(name: string | null, opening: boolean) => void} named called when another preset is on
   *   screen, by the address of a page that opens or later
   * @param {boolean} [linked] whether the address says what is on screen
   */
  constructor(config, store, named, linked = false) {
    this.config = config;
    this.store = store;
    this.named = named;
    /** The preset on screen, null for none. @type {string | null} */
    this.name = config.preset;
    /** Restored by a reset: a preset, or the state in which a picture was opened. @type {string | ExplorerState} */
    this.origin = config.preset;
    this.#opening = linked;
  }

  /** Tell whether a state has left the preset that is named, once for each change of it. @param {ExplorerState} state */
  show(state) {
    const { presets, view_fields: fields } = this.config;
    const differs = (/** @type {[string, unknown]} */ [field, value]) => !fields.includes(field) && !same(state[field], value);
    const left = this.name !== null && Object.entries(presets[this.name]).some(differs);
    if (left !== this.#left) this.onLeft(left);
    this.#left = left;
  }

  /**
   * Show the name of the preset that a state at rest is, null for none. The name does not change during
   * a drag, because Dash reports a change of the menu back some time later, which would then reset the
   * state that was dragged on meanwhile. A preset that the settings merely happen to equal was not
   * chosen, so a reset goes back to the one before.
   * @param {string | null} name
   */
  settled(name) {
    const opening = this.#opening;
    this.#opening = false;
    if (opening) this.origin = name ?? this.origin;
    if (name === this.name) return;
    this.name = name;
    this.#given.add(name);
    this.named(name, opening);
    this.show(this.store.state);
  }

  /** The user is at the menu, so that what it reports next was chosen there. */
  attend() {
    this.#given.clear();
  }

  /**
   * Show the preset that the menu reports. It reports the names that it was given, too, and late on a
   * busy machine: the state may be another by then, and must not be lost.
   * @param {string} name
   */
  report(name) {
    if (!this.#given.has(name)) this.choose(name);
  }

  /** Show the preset that the user chose. @param {string} name */
  choose(name) {
    if (!this.config.presets[name] || name === this.name) return;
    this.settled(name);
    this.origin = name;
    this.reset();
  }

  /** Show a picture. @param {Partial<ExplorerState>} fields that open it */
  open(fields) {
    this.origin = { ...this.config.state, ...fields };
    this.reset();
  }

  /** Adopt the preset or picture that was chosen or opened last, but keep how it is viewed. */
  reset() {
    const { presets, view_fields: fields } = this.config;
    const kept = Object.fromEntries(fields.map((field) => [field, this.store.get(field)]));
    const origin = typeof this.origin === "string" ? presets[this.origin] : this.origin;
    this.store.adopt({ ...origin, ...kept });
  }
}
