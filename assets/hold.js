// @ts-check
/// <reference path="./types.d.ts" />
/** Whether a hand holds something on the page: a pointer that is down, or a key that repeats. */
(() => {
  class Hold {
    /** @param {() => void} released */
    constructor(released) {
      this.pointer = this.key = false;
      const set = (/** @type {{pointer?: boolean, key?: boolean}} */ now) => {
        const before = this.on;
        Object.assign(this, now);
        if (before && !this.on) released();
      };
      const listen = (/** @type {string} */ type, /** @type {(event: any) => any} */ answer) =>
        addEventListener(type, answer, { capture: true, passive: true });
      listen("pointerdown", ({ button }) => button === 0 && set({ pointer: true }));
      for (const type of ["pointerup", "pointercancel"]) listen(type, () => set({ pointer: false }));
      // Of a scroll bar or a menu that is let go, no more is told than this.
      listen("pointermove", ({ buttons }) => this.pointer && !buttons && set({ pointer: false }));
      listen("keydown", ({ repeat }) => repeat && set({ key: true }));
      listen("keyup", () => set({ key: false }));
      addEventListener("blur", () => set({ pointer: false, key: false }));
    }

    get on() {
      return this.pointer || this.key;
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Hold });
})();
