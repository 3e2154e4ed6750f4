/**
 * Browser side of the share dialog: the page's address, and the preview, which is the page itself in a
 * frame. components/page/panels/share.py writes the links.
 */

import { setProps } from "../page/dash.mjs";
import { h } from "../page/browser/dom.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */

/** @typedef {{state: ExplorerState, query: string, title: string}} Choice of the dialog */

const SCREENS = { full: [1280, 800], present: [1280, 720] };
const READY_MS = 100; // between attempts to reach the framed page
const MOST_HEIGHT = 4000;
const ADOPT = "cutlab:adopt";

let timer = 0;
/** Height of the framed page's content; the frame has it until the user enters another. */
let fitted = 0;

/** Let a page that frames this one set its state. @param {(state: ExplorerState) => void} adopt */
export function followFramingPage(adopt) {
  document.addEventListener(ADOPT, (event) => {
    adopt(/** @type {CustomEvent<ExplorerState>} */ (event).detail);
    event.preventDefault(); // tells the sender that the event was handled
  });
}

/**
 * Return the link of a choice and the code that embeds it in a frame, and preview it.
 * @param {Choice} choice @param {number} width @param {number} height
 * @returns {[string, string]}
 */
export function share(choice, width, height) {
  const link = location.origin + location.pathname + (choice.query && `?${choice.query}`);
  preview(link, choice, width || 640, height || 480);
  const attributes = { width, height, style: "border: 0; max-width: 100%", loading: "lazy" };
  const allow = "fullscreen; clipboard-write";
  return [link, h("iframe", { src: link, title: choice.title, ...attributes, allow }).outerHTML];
}

/** @param {string} link @param {Choice} choice @param {number} width @param {number} height */
function preview(link, choice, width, height) {
  clearTimeout(timer);
  const place = document.querySelector(".share-preview");
  if (!(place instanceof HTMLElement)) return; // the dialog was closed
  const { state } = choice;
  let frame = place.querySelector("iframe");
  if (!frame) {
    fitted = height;
    place.inert = true;
    frame = h("iframe", { title: "What the reader sees", src: link, tabindex: -1 });
    place.append(frame);
  }
  const [w, given] = state.view === "embed" ? [width, height] : SCREENS[state.view];
  if (!sendState(frame, state)) timer = setTimeout(() => preview(link, choice, width, height), READY_MS);
  else if (state.view === "embed" && height === fitted) {
    fitted = contentHeight(frame, w) ?? given;
    if (fitted !== given) return setProps("share-height", { value: fitted }); // which calls this function again
  }
  const room = place.parentElement?.clientWidth ?? w;
  const scale = Math.min(1, room / w, 400 / given);
  Object.assign(frame.style, { width: `${w}px`, height: `${given}px`, scale });
  Object.assign(place.style, { width: `${w * scale}px`, height: `${given * scale}px` });
}

/** @param {HTMLIFrameElement} frame @param {ExplorerState} detail @returns {boolean} whether the framed page handled it */
function sendState(frame, detail) {
  const event = new CustomEvent(ADOPT, { detail, cancelable: true });
  return frame.contentDocument?.dispatchEvent(event) === false;
}

/** Height of the page in a frame of this width. @param {HTMLIFrameElement} frame @param {number} width */
function contentHeight(frame, width) {
  Object.assign(frame.style, { width: `${width}px`, height: `${MOST_HEIGHT}px` });
  const page = frame.contentDocument?.querySelector(".page");
  return page && Math.min(MOST_HEIGHT, Math.ceil(page.getBoundingClientRect().height));
}
