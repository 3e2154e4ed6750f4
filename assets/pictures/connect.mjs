/** Assembly of own pictures: files that are opened, sent and kept; masks, crops and truths beside them. */

import { find, write } from "../page/browser/dom.mjs";
import { setProps } from "../page/dash.mjs";
import { CropTools } from "./crop/crop_tools.mjs";
import { keepFile, keptFile } from "./files.mjs";
import { connectGestures } from "./gestures.mjs";
import { fileOf, Paintings } from "./mask/keeping.mjs";
import { MaskTools } from "./mask/mask_tools.mjs";
import { OwnPictures } from "./own_pictures.mjs";
import { TruthTools } from "./truth/truth_tools.mjs";
import { storedFile, upload } from "./upload.mjs";

/** @import { ControlPanel } from "../controls/panel.mjs" */
/** @import { Beside } from "./upload.mjs" */
/** @import { CanvasRenderer } from "../live/canvas_renderer.mjs" */
/** @import { FrameHeader } from "../live/codec.mjs" */
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
 * @param {Store} store @param {CanvasRenderer} renderer @param {ControlPanel} controls @param {PictureActions} actions
 */
export function connectPictures(config, origin, store, renderer, controls, { beginGesture, open, again }) {
  const say = (/** @type {string} */ text) => write(find(".picture-problem"), text);
  const sharedParts = {
    upload: (/** @type {Blob} */ blob, /** @type {string} */ name, /** @type {Beside} */ beside = {}) =>
      upload(config.picture_path, blob, name, beside),
    say,
  };
  const sayBeside = (/** @type {"mask" | "truth"} */ kind, /** @type {string} */ text) => {
    const { notice } = { mask, truth }[kind];
    write(notice, text);
    if (text) notice.scrollIntoView({ block: "nearest" }); // a file may be dropped anywhere
  };
  const own = new OwnPictures({
    ...sharedParts,
    mostBytes: config.most_bytes,
    keptFile,
    keepFile,
    sayBeside,
    storedFile: (name, what) => storedFile(config.stored_path, origin, name, what),
    beginGesture,
    merge: (fields, of) => {
      if (of === store.state.picture) store.merge(fields); // another one may have been opened meanwhile
    },
    show: (fields) => {
      beginGesture();
      open(fields);
    },
    again,
  });
  const paintings = new Paintings({
    ...sharedParts,
    say: (text) => sayBeside("mask", text),
    fileOf,
    keepFile: (hash, file) => keepFile(hash, file, "mask"),
    paint: (painted, picture) => {
      if (picture !== store.state.picture) return; // another one was opened meanwhile
      beginGesture(); // each stroke is a step
      store.merge({ mask: "painted", painted, use_mask: true });
    },
  });
  const opened = (/** @type {"mask" | "truth"} */ kind) => (/** @type {File} */ file) => own.openBeside(file, kind, store.state);
  const mask = new MaskTools(renderer, store, paintings, opened("mask"));
  controls.control("mask").after(mask.element);
  mask.paintOnChoice(controls.control("mask"));
  const crop = new CropTools(renderer, store, say);
  controls.control("picture_size").before(crop.element);
  const truth = new TruthTools(store, controls.control("person"), controls.makeCopy("outlines"), opened("truth"));
  controls.section("picture").append(truth.element);
  store.follow((state) => own.follow(state));
  const takesTruth = () => store.state.picture !== "";
  connectGestures(takesTruth, opened("truth"), (file) => {
    setProps("gallery", { opened: false });
    own.open(file);
  });
  /** @param {FrameHeader} header */
  const showFile = ({ pages, whole, whole_mask: mask, people }) => {
    controls.showPages(pages);
    crop.showWhole(whole, mask);
    truth.showPeople(people);
  };
  return { own, mask, beside: [crop, mask, truth], showFile };
}
