/** Pointer state: whether a pointer or a repeating key is held down on the page. */

export class PointerState {
  #pointer = false;
  #key = false;

  /** @param {() => void} released called when nothing is held any more */
  constructor(released) {
    const set = (pointer = this.#pointer, key = this.#key) => {
      const before = this.held;
      [this.#pointer, this.#key] = [pointer, key];
      if (before && !this.held) released();
    };
    const options = { capture: true, passive: true };
    addEventListener("pointerdown", ({ button }) => button === 0 && set(true), options);
    addEventListener("pointerup", () => set(false), options);
    addEventListener("pointercancel", () => set(false), options);
    // The release of a scroll bar or a menu causes no other event.
    addEventListener("pointermove", ({ buttons }) => this.#pointer && !buttons && set(false), options);
    addEventListener("keydown", ({ repeat }) => repeat && set(undefined, true), options);
    addEventListener("keyup", () => set(undefined, false), options);
    addEventListener("blur", () => set(false, false));
  }

  get held() {
    return this.#pointer || this.#key;
  }
}
