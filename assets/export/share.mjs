/**
 * Browser side of the share dialog: the page's address, and the preview, which is the page itself in a
 * frame. components/page/panels/share.py writes the links.
 */

import { readNumber } from "../controls/number.mjs";
import { setProps } from "../page/dash.mjs";
import { h } from "../page/browser/dom.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */

/** @import { LessonStep } from "../lesson/lesson.mjs" */

/** @typedef {{state: ExplorerState, query: string, hash: string, steps: LessonStep[] | null, note: string, title: string}} Choice of the dialog; `steps` are those in the link, null if it is not for a lesson */

const FRAME = { width: 640, height: 480 };
const SIDES = [100, 4000]; // pixels of a frame
const SCREENS = { full: [1280, 800], present: [1280, 720] };
const READY_MS = 100; // between attempts to reach the framed page
const MOST_HEIGHT = 4000;
const ADOPT = "cutlab:adopt";

let timer = 0;
/** Height of the framed page's content; the frame has it until the user enters another. */
let fitted = 0;

/** Let a page that frames this one set its state. @param {(state: ExplorerState, steps: LessonStep[] | null) => void} adopt */
export function followFramingPage(adopt) {
  document.addEventListener(ADOPT, (event) => {
    const { state, steps } = /** @type {CustomEvent<Choice>} */ (event).detail;
    adopt(state, steps);
    event.preventDefault(); // tells the sender that the event was handled
  });
}

/**
 * Return the link of a choice and the code that embeds it in a frame, and preview it.
 * @param {Choice} choice @param {string} widthText @param {string} heightText
 * @returns {[string, string, string, string, string]} and what is wrong with the width and the height, and a note
 */
export function share(choice, widthText, heightText) {
  const link = location.origin + location.pathname + (choice.query && `?${choice.query}`) + (choice.hash && `#${choice.hash}`);
  const [width, badWidth] = side(widthText, FRAME.width);
  const [height, badHeight] = side(heightText, FRAME.height);
  preview(link, choice, width, height);
  const attributes = { width, height, style: "border: 0; max-width: 100%", loading: "lazy" };
  const allow = "fullscreen; clipboard-write";
  return [link, h("iframe", { src: link, title: choice.title, ...attributes, allow }).outerHTML, badWidth, badHeight, choice.note];
}

/** The side of a frame, the usual one if the text is none, and what is wrong. @param {string} text @param {number} usual @returns {[number, string]} */
function side(text, usual) {
  const value = readNumber(String(text)) ?? NaN;
  const fits = value >= SIDES[0] && value <= SIDES[1];
  return fits ? [Math.round(value), ""] : [usual, `A number from ${SIDES.join(" to ")}`];
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
  if (!sendChoice(frame, choice)) timer = setTimeout(() => preview(link, choice, width, height), READY_MS);
  else if (state.view === "embed" && height === fitted) {
    fitted = contentHeight(frame, w) ?? given;
    if (fitted !== given) return setProps("share-height", { value: String(fitted) }); // which calls this function again
  }
  const room = place.parentElement?.clientWidth ?? w;
  const scale = Math.min(1, room / w, 400 / given);
  Object.assign(frame.style, { width: `${w}px`, height: `${given}px`, scale });
  Object.assign(place.style, { width: `${w * scale}px`, height: `${given * scale}px` });
}

/** @param {HTMLIFrameElement} frame @param {Choice} detail @returns {boolean} whether the framed page handled it */
function sendChoice(frame, detail) {
  const event = new CustomEvent(ADOPT, { detail, cancelable: true });
  return frame.contentDocument?.dispatchEvent(event) === false;
}

/** Height of the page in a frame of this width. @param {HTMLIFrameElement} frame @param {number} width */
function contentHeight(frame, width) {
  Object.assign(frame.style, { width: `${width}px`, height: `${MOST_HEIGHT}px` });
  const page = frame.contentDocument?.querySelector(".page");
  return page && Math.min(MOST_HEIGHT, Math.ceil(page.getBoundingClientRect().height));
}
