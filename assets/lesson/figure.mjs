/** Figures of ready studies in a presentation, over the pictures. components/live/lesson_figures.py draws them. */

import { h, write } from "../page/browser/dom.mjs";
import { plotly } from "../live/plotly.mjs";
import { Chart } from "../views/drawing/chart.mjs";

/** @import { Figure } from "../live/plotly.mjs" */
/** @import { ExplorerState } from "../state/model.mjs" */
/** @import { Lesson } from "./lesson.mjs" */

/** @typedef {{title: string, sentence: string, figure: Figure}} Drawn as the server sends it */

const LOST = "The figure could not be loaded: the server does not answer.";

/** Fetch a figure. @param {string} address of the route @param {string} name @returns {Promise<Drawn>} */
export async function fetchFigure(address, name) {
  const answer = await fetch(`${address}?name=${encodeURIComponent(name)}`);
  if (!answer.ok) throw new Error(`no figure ${name}`);
  return answer.json();
}

/** Scale the sizes of the letters within a part of a figure. @template T @param {T} part @param {number} times @returns {T} */
function enlarged(part, times) {
  const scaled = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    /font$/.test(name) && value instanceof Object && "size" in value ? { ...value, size: times * Number(value.size) } : value;
  return JSON.parse(JSON.stringify(part ?? null, scaled));
}

/** A figure with all letters as large as the page's: a chart scales those of its axes. @param {Figure} figure @returns {Figure} */
function forBeamer({ data, layout }) {
  const times = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const { legend, annotations } = enlarged({ legend: layout.legend, annotations: layout.annotations }, times);
  return { data: enlarged(data, times), layout: { ...layout, legend, annotations } };
}

export class StepFigure {
  #view = "full";
  #name = "";
  #chart = new Chart();
  #title = h("h2", {});
  #sentence = h("p", { class: "study-sentence" });

  /**
   * @param {Lesson} lesson @param {HTMLElement} page @param {HTMLElement} column of the pictures
   * @param {string} address of the route @param {Promise<unknown>} ready kept once Plotly is there
   */
  constructor(lesson, page, column, address, ready) {
    this.ready = ready;
    this.lesson = lesson;
    this.page = page;
    this.address = address;
    const parts = [this.#title, this.#sentence];
    this.element = h("section", { class: "present-figure", "aria-label": "Figure", hidden: true }, ...parts);
    column.append(this.element);
    lesson.follow(() => this.#update());
  }

  /** @param {ExplorerState} state */
  show({ view }) {
    this.#view = view;
    this.#update();
  }

  #update() {
    const { steps, at } = this.lesson;
    const name = (this.#view === "present" && steps[at]?.figure) || "";
    if (name === this.#name) return;
    this.#name = name;
    this.page.classList.toggle("with-figure", Boolean(name));
    this.element.hidden = !name;
    if (name) this.#draw(name);
  }

  /** @param {string} name */
  async #draw(name) {
    this.element.setAttribute("aria-busy", "true");
    try {
      const { title, sentence, figure } = await fetchFigure(this.address, name);
      await this.ready;
      if (name !== this.#name) return; // another step was chosen meanwhile
      write(this.#title, title);
      write(this.#sentence, sentence);
      plotly().purge(this.#chart.element);
      const chart = (this.#chart = new Chart()); // another one would keep the ranges of its last figure
      chart.element.classList.add("study-chart");
      this.element.replaceChildren(this.#title, this.#sentence, chart.element);
      await chart.draw(`${title}. ${sentence}`, forBeamer(figure));
    } catch {
      if (name === this.#name) write(this.#sentence, LOST);
    }
    this.element.removeAttribute("aria-busy");
  }
}
