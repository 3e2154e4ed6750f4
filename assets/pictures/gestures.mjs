/**
 * Ways to open a picture: drop a file anywhere, paste one, choose one by a button, or take one with a
 * phone's camera. A truth is dropped on its tools, or anywhere if it is a file of arrays. A script, because Dash's upload would send the file through a callback as text.
 */

import { h } from "../page/browser/dom.mjs";

const ACCEPTED = "image/*,.tif,.tiff,.pbm,.pgm,.ppm,.pnm,.cutlab";
const ARRAYS = /\.(mat|npy)$/i; // no pictures
const TRUTH = ".truth-tools";
const OWN_DROPS = ".lesson, .study, [role=dialog] [id*=file]"; // of Dash's uploads
/** Attributes of the input that a button clicks, by the button's action. */
const INPUTS = {
  "open-picture": { accept: ACCEPTED, class: "picture-file", "aria-label": "File of a picture" },
  "take-photo": { accept: "image/*", capture: "environment", class: "photo-file", "aria-label": "Photo" },
};

/** True if a drag carries files. @param {DragEvent} event */
const carriesFiles = ({ dataTransfer }) => Boolean(dataTransfer?.types.includes("Files"));

/** True over a place that takes files itself. @param {Event} event */
const elsewhere = ({ target }) => target instanceof Element && target.closest(OWN_DROPS) !== null;

/**
 * @param {() => boolean} takesTruth whether there is a picture to which a truth can be added
 * @param {(file: File) => void} openTruth @param {(file: File) => void} open a picture
 */
export function connectGestures(takesTruth, openTruth, open) {
  const mark = (/** @type {boolean} */ on) => document.documentElement.classList.toggle("dropping", on);
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || elsewhere(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) mark(false); // the pointer has left the window
  });
  document.addEventListener("drop", (event) => {
    mark(false);
    const file = event.dataTransfer?.files[0];
    if (!file || elsewhere(event)) return;
    event.preventDefault();
    const onTruth = event.target instanceof Element && event.target.closest(TRUTH) !== null;
    if (takesTruth() && (onTruth || ARRAYS.test(file.name))) openTruth(file);
    else open(file);
  });
  document.addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    // Cells of a spreadsheet have a picture beside their text.
    if (!file || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    open(file);
  });
  for (const [action, attributes] of Object.entries(INPUTS)) connectInput(action, attributes, open);
}

/**
 * Let the buttons of an action choose a file.
 * @param {string} action @param {Record<string, string>} attributes of the input
 * @param {(file: File) => void} open a picture
 */
function connectInput(action, attributes, open) {
  const input = h("input", { type: "file", hidden: true, ...attributes });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    input.value = ""; // so that the same file can be chosen again
    if (file) open(file);
  });
  document.body.append(input);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest(`[data-action="${action}"]`)) input.click();
  });
}
