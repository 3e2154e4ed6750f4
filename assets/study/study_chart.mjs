/** One figure of a study: its sentence, the chart, the same as a table, and files of it. */

import { listen, plotly, whenLoaded } from "../live/plotly.mjs";
import { button, describeError, h, save } from "../page/dom.mjs";
import { count } from "./api_client.mjs";
import { dimensionsOf, LineBounds } from "./line_bounds.mjs";

/** @import { Graph, Point } from "../live/plotly.mjs" */
/** @import { FigureContent, FigureMeta, LineAxis, StudyFigure } from "./api_client.mjs" */
/** @import { Bounds, Dimension } from "./line_bounds.mjs" */

const MOST_LISTED = 10; // of the trials that a brush keeps
const SIZE = { width: 1000, height: 640 }; // of a file

export class StudyChart {
  /** @type {StudyFigure | null} */
  #figure = null;
  #shown = "";
  /** The drawing under way. @type {Promise<void>} */
  #drawing = Promise.resolve();
  #drawn = false;
  /** For parallel coordinates only. @type {LineBounds | null} */
  #bounds = null;

  /** @param {string} name @param {{open: (trial: number) => void, file: () => string}} actions */
  constructor(name, actions) {
    this.name = name;
    this.actions = actions;
    this.title = h("h3");
    this.sentence = h("p", { class: "study-sentence" });
    /** @type {Graph} */
    this.chart = h("div", { class: "study-chart", role: "img" });
    this.summary = h("summary");
    this.list = h("div", { class: "study-rows" });
    const ontoggle = () => this.#showRows();
    this.details = h("details", { class: "study-table", ontoggle }, this.summary, this.list);
    this.files = h("div", { class: "study-files" });
    for (const format of ["svg", "png"]) {
      this.files.append(button(format.toUpperCase(), () => this.#save(format), { "aria-label": "" }));
    }
    const head = h("header", {}, this.title, this.files);
    const content = [head, this.sentence, this.chart, this.details];
    this.element = h("section", { class: "study-card", "data-figure": name }, ...content);
  }

  /** @param {FigureContent} content */
  show(content) {
    const text = JSON.stringify(content);
    if (text === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = text;
    this.title.textContent = content.title;
    this.sentence.textContent = content.sentence;
    this.#figure = content.figure;
    const drawn = Boolean(this.#figure?.data.length);
    this.chart.hidden = this.files.hidden = !drawn;
    this.chart.setAttribute("aria-label", `${content.title}. ${content.sentence}`);
    for (const file of this.files.children) {
      file.setAttribute("aria-label", `${content.title} as ${file.textContent}`);
    }
    const { meta } = this.#figure?.layout ?? {};
    this.details.hidden = !meta?.rows?.length;
    if (first && meta?.open) this.details.open = true;
    this.summary.textContent = meta?.brushed ? "Trials" : "As a table";
    if (meta?.axes) this.#bound(meta.axes);
    this.#showRows();
    if (drawn) this.draw();
  }

  /** Draw what is there, in the colours of the page; once more after what is being drawn. */
  draw() {
    if (!this.#figure?.data.length) return;
    this.#drawing = this.#drawing
      .then(() => this.#draw())
      .catch((error) => {
        this.sentence.textContent = `The figure could not be drawn: ${describeError(error)}`;
      });
  }

  async #draw() {
    const library = await whenLoaded();
    if (!this.#figure) return;
    const { data, layout } = this.#figure;
    const fine = matchMedia("(pointer: fine)").matches; // a finger scrolls the page
    this.chart.style.height = layout.height ? `${layout.height}px` : "";
    const font = { ...layout.font, color: getComputedStyle(document.body).color };
    const whole = { ...layout, font, autosize: true, dragmode: fine ? "zoom" : false };
    const config = { displaylogo: false, responsive: true, displayModeBar: false };
    await library.react(this.chart, copyOf(data), whole, config);
    if (this.#drawn) return;
    this.#drawn = true;
    listen(this.chart, "plotly_click", ({ points: [point] }) => this.#click(point));
    listen(this.chart, "plotly_restyle", () => {
      this.#bounds?.read();
      this.#showRows();
    });
  }

  /** Give the lines' brush as numbers too. @param {LineAxis[]} axes */
  #bound(axes) {
    if (!this.#bounds) {
      this.#bounds = new LineBounds(this.chart);
      this.summary.after(this.#bounds.element);
    }
    this.#bounds.show(axes);
  }

  /** @param {Point | undefined} point */
  #click(point) {
    const given = point?.customdata;
    const trial = Number(Array.isArray(given) ? given[0] : given ?? -1);
    if (Number.isInteger(trial) && trial >= 0 && this.#showsTrials()) this.actions.open(trial);
  }

  /** Whether the points of this figure are trials; Morris' are parameters. */
  #showsTrials() {
    return (this.#figure?.layout.meta?.trials?.length ?? 0) > 0 || this.name === "verdicts";
  }

  /** The figure as a table, as far as it is open; of a brushed one what the brush keeps. */
  #showRows() {
    const meta = this.#figure?.layout.meta;
    if (!meta?.rows || !this.details.open) return;
    const { rows, brushed, more } = meta;
    const kept = this.#kept(rows.length, brushed);
    const listed = brushed ? ends(kept) : kept;
    const notes = [];
    if (brushed) {
      const which = kept.length > listed.length ? "; the highest and the lowest" : "";
      notes.push(`${count(kept.length, "line")} of ${rows.length.toLocaleString("en")} kept${which}:`);
    }
    if (more) notes.push(`${count(more, "row")} more; the export has everything.`);
    const paragraphs = notes.map((text) => h("p", { class: "quiet" }, text));
    this.list.replaceChildren(...paragraphs, this.#table(meta, rows, listed));
  }

  /** @param {FigureMeta} meta @param {string[][]} rows @param {number[]} listed */
  #table({ columns, trials }, rows, listed) {
    const head = columns.map((text) => h("th", { scope: "col" }, text));
    if (trials.length) head.push(h("td"));
    const line = (/** @type {number} */ i) => {
      const cells = rows[i].map((text) => h("td", {}, text));
      if (trials.length) cells.push(h("td", {}, this.#opener(trials[i])));
      return h("tr", {}, ...cells);
    };
    return h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...listed.map(line)));
  }

  /** @param {number} trial */
  #opener(trial) {
    if (trial < 0) return "";
    const label = `Open trial ${trial} in the explorer`;
    return button("Open", () => this.actions.open(trial), { "aria-label": label, title: label });
  }

  /** The rows that are kept: of a brushed figure the lines that pass through every range. @param {number} n @param {boolean} [brushed] */
  #kept(n, brushed) {
    const all = Array.from({ length: n }, (_, i) => i);
    if (!brushed) return all;
    const given = /** @type {Dimension[]} */ (this.#figure?.data[0].dimensions);
    return dimensionsOf(this.chart).reduce((some, { constraintrange: range }, d) => {
      if (!range?.length) return some;
      const ranges = /** @type {Bounds[]} */ (Array.isArray(range[0]) ? range : [range]);
      const { values } = given[d];
      return some.filter((i) => ranges.some(([low, high]) => values[i] >= low && values[i] <= high));
    }, all);
  }

  /** @param {string} format */
  async #save(format) {
    if (!this.#figure) return;
    const { data, layout } = this.#figure;
    const font = { ...layout.font, color: "#222222", family: "DejaVu Sans, Arial, sans-serif" };
    const margin = {
      ...layout.margin,
      l: Math.max(layout.margin?.l ?? 0, 60),
      t: Math.max(layout.margin?.t ?? 0, 96),
    };
    const title = { text: layout.meta?.brushed ? "" : this.title.textContent };
    const size = { ...SIZE, height: Math.max(SIZE.height, layout.height ?? 0) };
    const white = { paper_bgcolor: "#ffffff", plot_bgcolor: "#ffffff" };
    const whole = { ...layout, font, title, ...white, margin, ...size };
    const place = document.createElement("div");
    await plotly().newPlot(place, copyOf(data), whole, { staticPlot: true });
    const url = await plotly().toImage(place, { format, ...size, scale: 2 });
    plotly().purge(place);
    save(url, `${this.actions.file()}-${this.name}.${format}`);
  }

  remove() {
    if (this.#drawn) plotly().purge(this.chart);
    this.element.remove();
  }
}

/** Plotly writes into what it is given. @template T @param {T} traces @returns {T} */
const copyOf = (traces) => structuredClone(traces);

/** The first and the last of a list that is too long. @param {number[]} some */
const ends = (some) =>
  some.length <= MOST_LISTED
    ? some
    : [...some.slice(0, MOST_LISTED / 2), ...some.slice(-MOST_LISTED / 2)];
