/** Plotly's bar on the pictures, for fingers: shown by a button, because it takes room and few need it. */

import { button } from "../page/browser/dom.mjs";

/** @import { PictureAxes } from "./axes.mjs" */

/** @param {HTMLElement} host of the pictures @param {HTMLElement} place of the button @param {PictureAxes} axes */
export function connectModeBar(host, place, axes) {
  const toggle = button(
    "Zoom tools",
    () => {
      const on = host.classList.toggle("with-bar");
      toggle.ariaPressed = String(on);
      if (!on) axes.brush(false); // one finger scrolls again
    },
    { class: "bar-toggle", "aria-pressed": "false" },
  );
  place.append(toggle);
}
