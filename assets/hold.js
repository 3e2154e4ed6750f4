// @ts-check
/// <reference path="./types.d.ts" />
/** Whether a hand holds something on the page: a pointer that is down, or a key that repeats. */
(() => {
  class Hold {
    /** @param {() => void} released */
    constructor(released) {
      this.on = false;
      const set = (/** @type {boolean} */ on) => {
        const let_go = this.on && !on;
        this.on = on;
        if (let_go) released();
      };
      // First of all listeners, so that what they change is known to be held.
      addEventListener("pointerdown", ({ button }) => button === 0 && set(true), true);
      addEventListener("keydown", ({ repeat }) => repeat && set(true), true);
      for (const type of ["pointerup", "pointercancel", "keyup"]) addEventListener(type, () => set(false));
      addEventListener("blur", () => set(false));
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Hold });
})();
