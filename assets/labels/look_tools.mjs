/** Controls beside the pictures: the look of the labels, and the original in their place while a button or a key is held. */

import { makeControl } from "../controls/control.mjs";
import { h, hide } from "../page/browser/dom.mjs";
import { onLetter } from "../page/dialogs.mjs";

/** @import { Control } from "../controls/control.mjs" */
/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

const KEY = "o";

export class LookTools {
  /** @type {Record<string, Control>} */
  #controls = {};

  /**
   * @param {HTMLElement} place @param {Config} config @param {Store} store
   * @param {(on: boolean) => void} peek show the original in place of the labels, or no longer
   */
  constructor(place, config, store, peek) {
    for (const [name, spec] of Object.entries(config.control_specs)) {
      if (spec.group !== "look") continue;
      this.#controls[name] = makeControl(spec, name, spec.title, { set: (value) => store.change(name, value) });
      place.append(this.#controls[name].element);
    }
    place.append(peekButton(peek));
  }

  /** @param {ExplorerState} state */
  show(state) {
    for (const [name, { show }] of Object.entries(this.#controls)) show(state[name]);
    hide(this.#controls.opacity.element, state.look !== "fill");
  }
}

/** Button that shows the original while it is held, as the key does. @param {(on: boolean) => void} peek */
function peekButton(peek) {
  const button = h("button", { type: "button", class: "button peek", "aria-pressed": "false" }, "Original");
  button.title = `Hold to see the original in place of the labels (${KEY.toUpperCase()})`;
  const hold = (/** @type {boolean} */ on) => {
    if (on === (button.ariaPressed === "true")) return;
    button.ariaPressed = String(on);
    peek(on);
  };
  button.addEventListener("pointerdown", (event) => {
    if (event.button === 0) hold(true);
  });
  for (const type of ["pointerup", "pointercancel", "pointerleave", "blur"]) {
    button.addEventListener(type, () => hold(false));
  }
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // of a finger that stays
  for (const type of /** @type {const} */ (["keydown", "keyup"])) {
    button.addEventListener(type, (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault(); // it would be a click as well
      hold(type === "keydown");
    });
  }
  // A screen reader sends a click alone; the next one ends it.
  button.addEventListener("click", ({ detail }) => detail === 0 && hold(button.ariaPressed !== "true"));
  onLetter(KEY, () => hold(true));
  document.addEventListener("keyup", ({ key }) => key.toLowerCase() === KEY && hold(false));
  addEventListener("blur", () => hold(false));
  return button;
}
