/** Assembly of the comparison: pinning, and its button beside the pictures. */

import { LinkReader } from "../state/url.mjs";
import { PinButton } from "./pin_button.mjs";
import { Pinning } from "./pinning.mjs";

/** @import { Config } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

/** @param {Config} config @param {Store} store @param {HTMLElement} place of the button */
export function connectPinning(config, store, place) {
  const link = new LinkReader(config.link_path, config.state); // its problems are the view's to tell
  const pinning = new Pinning(store, config.view_fields, config.longest_pinned, (search) => link.read(search));
  return new PinButton(place, pinning);
}
