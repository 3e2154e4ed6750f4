/** Assembly of own pictures: files that are opened, sent and kept, and masks that are painted over pictures. */

import { find, write } from "../page/browser/dom.mjs";
import { setProps } from "../page/dash.mjs";
import { keepFile, keptFile } from "./files.mjs";
import { connectGestures } from "./gestures.mjs";
import { fileOf, Paintings } from "./mask/keeping.mjs";
import { MaskTools } from "./mask/mask_tools.mjs";
import { OwnPictures } from "./own_pictures.mjs";
import { storedFile, upload } from "./upload.mjs";

/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { Config, ExplorerState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

/**
 * @typedef {object} PictureActions
 * @property {() => void} beginGesture let the next change be a step of its own in the history
 * @property {(fields: Partial<ExplorerState>) => void} open show a picture, by the fields that open it
 * @property {() => void} again ask for the frame of the present state again
 */

/**
 * @param {Config} config @param {string} origin hash of the address with which the page was opened
 * @param {Store} store @param {CanvasRenderer} renderer @param {PictureActions} actions
 */
export function connectPictures(config, origin, store, renderer, { beginGesture, open, again }) {
  const sharedParts = {
    upload: (/** @type {Blob} */ blob, /** @type {string} */ name) => upload(config.picture_path, blob, name),
    say: (/** @type {string} */ text) => write(find(".picture-problem"), text),
  };
  const own = new OwnPictures({
    ...sharedParts,
    mostBytes: config.most_bytes,
    keptFile,
    keepFile,
    storedFile: (name) => storedFile(config.stored_path, origin, name),
    unmask: () => store.merge({ mask: "none", painted: "" }),
    show: (fields) => {
      beginGesture();
      open(fields);
    },
    again,
  });
  const paintings = new Paintings({
    ...sharedParts,
    fileOf,
    keepFile: (hash, file) => keepFile(hash, file, "mask"),
    paint: (painted, picture) => {
      if (picture !== store.state.picture) return; // another one was opened meanwhile
      beginGesture(); // each stroke is a step
      store.merge({ mask: "painted", painted, use_mask: true });
    },
  });
  const mask = new MaskTools(renderer, store, paintings);
  find('.controls [data-field="mask"]').after(mask.element);
  store.follow((state) => own.follow(state));
  connectGestures((file) => {
    setProps("gallery", { opened: false });
    own.open(file);
  });
  return { own, mask };
}
