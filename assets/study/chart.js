// @ts-check
/// <reference path="../types.d.ts" />
/** One figure of a study: its sentence, the chart, the same as a table, and files of it. */
(() => {
  const { h, study } = window.cutlab;
  const MOST_LISTED = 10; // of the trials that a brush keeps
  const SIZE = { width: 1000, height: 640 }; // of a file

  class StudyChart {
    /** @param {string} name @param {{open: (trial: number) => void, file: () => string}} actions */
    constructor(name, actions) {
      this.name = name;
      this.actions = actions;
      this.title = h("h3");
      this.sentence = h("p", { class: "study-sentence" });
      this.chart = h("div", { class: "study-chart", role: "img" });
      this.summary = h("summary");
      this.list = h("div", { class: "study-rows" });
      this.bounds = null; // of parallel coordinates only
      this.details = h("details", { class: "study-table", ontoggle: () => this.#rows() }, this.summary, this.list);
      this.files = h("div", { class: "study-files" });
      for (const format of ["svg", "png"]) {
        const label = format.toUpperCase();
        this.files.append(h("button", { type: "button", class: "button", onclick: () => this.#save(format), "aria-label": "" }, label));
      }
      const head = h("header", {}, this.title, this.files);
      this.element = h("section", { class: "study-card", "data-figure": name }, head, this.sentence, this.chart, this.details);
      this.figure = null;
      this.shown = "";
      this.asked = /** @type {Promise<void>} */ (Promise.resolve());
    }

    /** @param {{title: string, sentence: string, figure: any}} content */
    show(content) {
      const text = JSON.stringify(content);
      if (text === this.shown) return;
      const first = this.shown === "";
      this.shown = text;
      this.title.textContent = content.title;
      this.sentence.textContent = content.sentence;
      this.figure = content.figure;
      const drawn = Boolean(this.figure?.data.length);
      this.chart.hidden = this.files.hidden = !drawn;
      this.chart.setAttribute("aria-label", `${content.title}. ${content.sentence}`);
      for (const button of this.files.children) button.setAttribute("aria-label", `${content.title} as ${button.textContent}`);
      const { meta } = this.figure?.layout ?? {};
      this.details.hidden = !meta?.rows?.length;
      if (first && meta?.open) /** @type {HTMLDetailsElement} */ (this.details).open = true;
      this.summary.textContent = meta?.brushed ? "Trials" : "As a table";
      if (meta?.axes) this.#bound(meta.axes);
      this.#rows();
      if (drawn) this.draw();
    }

    /** Draw what is there, in the colours of the page; once more after what is being drawn. */
    draw() {
      if (!this.figure?.data.length) return;
      this.asked = this.asked.then(() => this.#draw()).catch((error) => {
        this.sentence.textContent = `The figure could not be drawn: ${study.sentence(error)}`;
      });
    }

    async #draw() {
      await plotly();
      const { data, layout } = this.figure;
      const fine = matchMedia("(pointer: fine)").matches; // a finger scrolls the page
      const high = layout.height ? `${layout.height}px` : "";
      this.chart.style.height = high;
      const color = getComputedStyle(document.body).color;
      const font = { ...layout.font, color };
      const whole = { ...layout, font, autosize: true, dragmode: fine ? "zoom" : false };
      const config = { displaylogo: false, responsive: true, displayModeBar: false };
      const first = !this.plot;
      this.plot = await window.Plotly.react(this.chart, data.map(copy), whole, config);
      if (!first) return;
      this.plot.on("plotly_click", ({ points }) => this.#click(points[0]));
      this.plot.on("plotly_restyle", () => {
        this.bounds?.read();
        this.#rows();
      });
    }

    /** Give the lines' brush as numbers too. @param {any[]} axes */
    #bound(axes) {
      if (!this.bounds) {
        this.bounds = new window.cutlab.LineBounds(this.chart);
        this.summary.after(this.bounds.element);
      }
      this.bounds.show(axes);
    }

    /** @param {any} point of Plotly */
    #click(point) {
      const given = point?.customdata;
      const trial = Array.isArray(given) ? given[0] : given;
      if (Number.isInteger(trial) && trial >= 0 && this.#stands()) this.actions.open(trial);
    }

    /** Whether the points of this figure are trials; Morris' are parameters. */
    #stands() {
      return (this.figure.layout.meta?.trials?.length ?? 0) > 0 || this.name === "verdicts";
    }

    /** The figure as a table, as far as it is open; of a brushed one what the brush keeps. */
    #rows() {
      const meta = this.figure?.layout.meta;
      if (!meta?.rows || !(/** @type {HTMLDetailsElement} */ (this.details).open)) return;
      const kept = meta.brushed ? this.#kept(meta) : meta.rows.map((_, i) => i);
      const listed = meta.brushed ? ends(kept) : kept;
      const trials = meta.trials.length > 0;
      const head = meta.columns.map((text) => h("th", { scope: "col" }, text));
      const table = h("table", {}, h("thead", {}, h("tr", {}, ...head, ...(trials ? [h("td")] : []))), h("tbody"));
      for (const i of listed) {
        const cells = meta.rows[i].map((text) => h("td", {}, text));
        if (trials) cells.push(h("td", {}, this.#opener(meta.trials[i])));
        table.lastElementChild?.append(h("tr", {}, ...cells));
      }
      const notes = [];
      if (meta.brushed) notes.push(`${study.count(kept.length, "line")} of ${meta.rows.length.toLocaleString("en")} kept${kept.length > listed.length ? "; the highest and the lowest" : ""}:`);
      if (meta.more) notes.push(`${study.count(meta.more, "row")} more; the export has everything.`);
      this.list.replaceChildren(...notes.map((text) => h("p", { class: "quiet" }, text)), table);
    }

    #opener(trial) {
      if (trial < 0) return "";
      const label = `Open trial ${trial} in the explorer`;
      return h("button", { type: "button", class: "button", "aria-label": label, title: label, onclick: () => this.actions.open(trial) }, "Open");
    }

    /** The lines that pass through every brushed range. */
    #kept({ rows }) {
      const dimensions = this.chart.data?.[0]?.dimensions ?? [];
      const all = rows.map((_, i) => i);
      return dimensions.reduce((some, { constraintrange: range }, d) => {
        if (!range?.length) return some;
        const ranges = Array.isArray(range[0]) ? range : [range];
        const values = this.figure.data[0].dimensions[d].values;
        return some.filter((i) => ranges.some(([low, high]) => values[i] >= low && values[i] <= high));
      }, all);
    }

    /** @param {string} format */
    async #save(format) {
      const { data, layout } = this.figure;
      const look = { ...layout, font: { ...layout.font, color: "#222222", family: "DejaVu Sans, Arial, sans-serif" } };
      const whole = { ...look, title: { text: layout.meta?.brushed ? "" : this.title.textContent }, paper_bgcolor: "#ffffff", plot_bgcolor: "#ffffff" };
      whole.margin = { ...layout.margin, l: Math.max(layout.margin?.l ?? 0, 60), t: Math.max(layout.margin?.t ?? 0, 96) };
      const place = document.createElement("div");
      const height = Math.max(SIZE.height, layout.height ?? 0);
      await window.Plotly.newPlot(place, data.map(copy), { ...whole, ...SIZE, height }, { staticPlot: true });
      const url = await window.Plotly.toImage(place, { format, ...SIZE, height, scale: 2 });
      window.Plotly.purge(place);
      study.save(url, `${this.actions.file()}-${this.name}.${format}`);
    }

    remove() {
      if (this.plot) window.Plotly.purge(this.chart);
      this.element.remove();
    }
  }

  /** Dash loads Plotly with the first chart of the page. */
  function plotly() {
    return new Promise((resolve) => {
      const look = () => (window.Plotly ? resolve(window.Plotly) : setTimeout(look, 30));
      look();
    });
  }

  /** Plotly writes into what it is given. */
  const copy = (trace) => structuredClone(trace);

  /** The first and the last of a list that is too long. @param {number[]} some */
  const ends = (some) =>
    some.length <= MOST_LISTED ? some : [...some.slice(0, MOST_LISTED / 2), ...some.slice(-MOST_LISTED / 2)];

  window.cutlab.StudyChart = StudyChart;
})();
