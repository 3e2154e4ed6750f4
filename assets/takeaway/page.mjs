/**
 * Script of a lesson's file, which needs no server: steps, predictions, and controls over frames that
 * were computed beforehand. components/export/takeaway/ writes the file, with this module in it.
 */

import { Predictor } from "../lesson/prediction.mjs";
import { button, h } from "../page/browser/dom.mjs";

/** @import { Prediction } from "../lesson/prediction.mjs" */

/** @typedef {{title: string, texts: string[], own: number}} LiveControl `own` is the place of the step's value */
/** @typedef {[image: number, outcome: string, verdict: string, facts: string]} FrameTexts */
/**
 * @typedef {object} Pictures of a step
 * @property {[number, number]} shape rows and columns
 * @property {LiveControl[]} controls
 * @property {FrameTexts[]} frames those of the last control vary fastest
 * @property {string} labels of all frames: runs, deflated, in base64
 */
/** @typedef {{title: string, note: string, prediction?: Prediction}} Words */
/** @typedef {Words & Partial<Pictures> & {figure?: {name: string, title: string, sentence: string}}} FileStep the name of a figure is replaced by its address */
/** @typedef {{title: string, steps: FileStep[], images: string[], colors: string[]}} FileContent `colors` begin with that of no region */

const RUN = 3; // bytes: a label, and a length of two

/** The place of a frame. @param {LiveControl[]} controls @param {number[]} chosen places of their values */
export const frameAt = (controls, chosen) =>
  controls.reduce((place, { texts }, i) => place * texts.length + chosen[i], 0);

/** @param {string} base64 */
export async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The labels of all frames. @param {Uint8Array} runs @param {number} pixels of a frame */
export function framesOf(runs, pixels) {
  const lengths = new DataView(runs.buffer, runs.byteOffset);
  const frames = [];
  for (let at = 0; at < runs.length;) {
    const frame = new Uint8Array(pixels);
    for (let pixel = 0; pixel < pixels; at += RUN) {
      const end = pixel + lengths.getUint16(at + 1, true);
      frame.fill(runs[at], pixel, end);
      pixel = end;
    }
    frames.push(frame);
  }
  return frames;
}

/** Colours of labels, as an image has them. @param {Uint8Array} labels @param {string[]} colors "#rrggbb" */
export function pixelsOf(labels, colors) {
  const table = colors.map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
  const pixels = new Uint8ClampedArray(4 * labels.length);
  labels.forEach((label, i) => {
    const color = label ? table[1 + ((label - 1) % (table.length - 1))] : table[0];
    pixels.set([...color, label ? 255 : 60], 4 * i);
  });
  return pixels;
}

class LessonPage {
  #at = -1;
  /** Labels of the step on screen, once they are inflated. @type {Uint8Array[]} */
  #frames = [];
  /** @type {number[]} */
  #chosen = [];
  #title = h("h2", { tabindex: -1 });
  #note = h("p", { class: "note" });
  #question = h("div", { class: "prediction" });
  #controls = h("div", { class: "controls" });
  #original = h("img", { alt: "The picture that is segmented" });
  #canvas = h("canvas", { role: "img" });
  #verdict = h("p", { class: "verdict", role: "status" });
  #facts = h("p", { class: "facts-line" });
  #figure = h("figure", { class: "present-figure" });
  #pictures = h(
    "div",
    { class: "pictures" },
    h("figure", {}, h("figcaption", {}, "Original"), this.#original),
    h("figure", { class: "labels" }, h("figcaption", {}, "Labels"), this.#canvas),
  );
  #position = h("span", { role: "status" });
  #previous = button("← Previous", () => this.go(this.#at - 1));
  #next = button("Next →", () => this.#forward());

  /** @param {FileContent} content */
  constructor(content) {
    this.content = content;
    const words = h("section", { class: "words", "aria-label": "Step" }, this.#title, this.#note, this.#question);
    const seen = [this.#pictures, this.#verdict, this.#facts, this.#controls, this.#figure];
    this.element = h(
      "div",
      { class: "page" },
      h("header", {}, h("h1", {}, content.title)),
      h("main", {}, words, h("section", { class: "seen", "aria-label": "Pictures" }, ...seen)),
      h("nav", { "aria-label": "Steps" }, this.#previous, this.#position, this.#next),
    );
    this.predictor = new Predictor(this.#question, this.element, () => this.#writeNext());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Show a step. @param {number} at */
  async go(at) {
    const step = this.content.steps[at];
    if (!step) return;
    const first = this.#at < 0;
    this.#at = at;
    this.#title.textContent = step.title;
    this.#note.textContent = step.note;
    this.#position.textContent = `${at + 1} / ${this.content.steps.length}`;
    this.#previous.setAttribute("aria-disabled", String(at === 0));
    const { controls = [], labels } = step;
    this.#pictures.hidden = this.#verdict.hidden = this.#facts.hidden = !labels;
    this.#figure.hidden = Boolean(labels);
    this.#chosen = controls.map(({ own }) => own);
    this.#controls.replaceChildren(...(labels ? controls.map((_, i) => this.#control(i)) : []));
    this.predictor.ask(step.prediction, step.title);
    this.#writeNext();
    if (!first) this.#title.focus();
    if (step.figure) this.#showFigure(step.figure);
    if (!labels || !step.shape) return;
    const [height, width] = step.shape;
    const frames = framesOf(await inflate(labels), height * width);
    if (this.#at !== at) return; // another step was chosen meanwhile
    this.#frames = frames;
    Object.assign(this.#canvas, { width, height });
    this.#draw();
  }

  /** @param {{name: string, title: string, sentence: string}} figure */
  #showFigure({ name, title, sentence }) {
    const image = h("img", { src: name, alt: title });
    this.#figure.replaceChildren(h("figcaption", {}, `${title}. ${sentence}`), image);
  }

  /** @param {number} i */
  #control(i) {
    const { title, texts } = (this.content.steps[this.#at].controls ?? [])[i];
    const choose = (/** @type {string} */ value) => {
      this.#chosen[i] = Number(value);
      if (this.#frames.length) this.#draw();
    };
    const name = h("span", {}, title);
    if (texts.some((text) => Number.isNaN(Number(text)))) {
      const options = texts.map((text, place) => h("option", { value: place, selected: place === this.#chosen[i] }, text));
      const menu = h("select", { onchange: () => choose(menu.value) }, ...options);
      return h("label", {}, name, menu);
    }
    const shown = h("output", {}, texts[this.#chosen[i]]);
    const slider = h("input", { type: "range", min: 0, max: texts.length - 1, value: this.#chosen[i] });
    slider.setAttribute("aria-valuetext", texts[this.#chosen[i]]);
    slider.addEventListener("input", () => {
      const text = texts[Number(slider.value)];
      shown.textContent = text;
      slider.setAttribute("aria-valuetext", text);
      choose(slider.value);
    });
    return h("label", {}, name, slider, shown);
  }

  #draw() {
    const { controls = [], frames = [] } = this.content.steps[this.#at];
    const at = frameAt(controls, this.#chosen);
    const labels = this.#frames[at];
    const [image, outcome, verdict, facts] = frames[at];
    const source = this.content.images[image];
    if (this.#original.src !== source) this.#original.src = source;
    const { width, height } = this.#canvas;
    const pixels = new ImageData(pixelsOf(labels, this.content.colors), width, height);
    this.#canvas.getContext("2d")?.putImageData(pixels, 0, 0);
    const regions = new Set(labels);
    regions.delete(0);
    this.#canvas.setAttribute("aria-label", `Labels: ${regions.size === 1 ? "1 region" : `${regions.size} regions`}`);
    this.#verdict.dataset.outcome = outcome;
    this.#verdict.textContent = verdict;
    this.#facts.textContent = facts;
  }

  #writeNext() {
    const last = this.#at + 1 >= this.content.steps.length;
    this.#next.setAttribute("aria-disabled", String(last && !this.predictor.waiting));
  }

  /** Uncover the labels, or go to the next step. */
  #forward() {
    if (this.predictor.waiting) this.predictor.reveal();
    else this.go(this.#at + 1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const own = /** @type {Element} */ (target).matches("input, select");
    const last = this.content.steps.length - 1;
    /** @type {Record<string, () => void>} */
    const always = { PageDown: () => this.#forward(), PageUp: () => this.go(this.#at - 1) };
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowRight: () => this.#forward(),
      ArrowLeft: () => this.go(this.#at - 1),
      Home: () => this.go(0),
      End: () => this.go(last),
    };
    const act = always[key] ?? (own ? undefined : keys[key]);
    if (act) {
      event.preventDefault();
      act();
    } else if (!own && /^[1-4]$/.test(key)) this.predictor.choose(Number(key));
  }
}

/** Show the lesson that the file holds. */
export function start() {
  const { textContent } = document.getElementById("lesson") ?? {};
  const page = new LessonPage(JSON.parse(textContent ?? "{}"));
  document.body.append(page.element);
  page.go(0);
}

if (typeof document !== "undefined" && document.getElementById("lesson")?.localName === "script") start();
