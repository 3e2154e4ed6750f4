/** Preview of a link for its reader: the page itself, in a frame. */

import { h } from "../page/dom.mjs";

/** @import { ExplorerState } from "../state/model.mjs" */

const SCREENS = { full: [1280, 800], present: [1280, 720] };
const READY_MS = 100; // between attempts to reach the framed page
const ADOPT = "cutlab:adopt";

/** Let a page that frames this one say what it shows. @param {(state: ExplorerState) => void} adopt */
export function followFramingPage(adopt) {
  document.addEventListener(ADOPT, (event) => {
    adopt(/** @type {CustomEvent<ExplorerState>} */ (event).detail);
    event.preventDefault(); // so the sender knows that somebody listens
  });
}

/**
 * @typedef {object} Previewed
 * @property {string} link
 * @property {ExplorerState} state that the link means
 * @property {number[]} size of an embedded frame, width and height
 * @property {((height: number) => void) | null} fit called with the height of the page, which the frame takes
 */

export class Preview {
  element = h("div", { class: "share-preview", inert: "" });
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  #timer = 0;

  /** @param {Previewed} previewed */
  show(previewed) {
    clearTimeout(this.#timer);
    const { link, state, size, fit } = previewed;
    this.#frame ??= this.#open(link);
    const [width, given] = state.view === "embed" ? size : SCREENS[state.view];
    let height = given;
    if (this.#tell(state)) {
      if (fit) fit((height = this.#contentHeight(width, given)));
    } else this.#timer = setTimeout(() => this.show(previewed), READY_MS);
    const room = this.element.parentElement?.clientWidth ?? width;
    const scale = Math.min(1, room / width, 400 / height);
    Object.assign(this.#frame.style, { width: `${width}px`, height: `${height}px`, scale });
    Object.assign(this.element.style, { width: `${width * scale}px`, height: `${height * scale}px` });
  }

  /** @param {string} link */
  #open(link) {
    const frame = h("iframe", { title: "What the reader sees", src: link, tabindex: -1 });
    this.element.replaceChildren(frame);
    return frame;
  }

  /** @param {ExplorerState} detail @returns {boolean} whether the framed page listens */
  #tell(detail) {
    const event = new CustomEvent(ADOPT, { detail, cancelable: true });
    return this.#frame?.contentDocument?.dispatchEvent(event) === false;
  }

  /** Height of the page in a frame of this width. @param {number} width @param {number} otherwise */
  #contentHeight(width, otherwise) {
    const frame = /** @type {HTMLIFrameElement} */ (this.#frame);
    Object.assign(frame.style, { width: `${width}px`, height: "4000px" });
    const page = frame.contentDocument?.querySelector(".page");
    return page ? Math.min(4000, Math.ceil(page.getBoundingClientRect().height)) : otherwise;
  }

  forget() {
    clearTimeout(this.#timer);
    this.element.replaceChildren();
    this.#frame = null;
  }
}
