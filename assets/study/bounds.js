// @ts-check
/// <reference path="../types.d.ts" />
/** Which lines of parallel coordinates are kept, in numbers: what a brush does, for keys. */
(() => {
  const { h } = window.cutlab;

  class LineBounds {
    /** @param {HTMLElement & {data?: any[]}} chart a Plotly figure of one parcoords */
    constructor(chart) {
      this.chart = chart;
      /** @type {{title: string, scale: "linear" | "log" | "choice", names: string[]}[]} */
      this.axes = [];
      this.axis = h("select", { onchange: () => this.read() });
      const box = (word) => h("input", { type: "number", step: "any", "aria-label": word, onchange: () => this.#keep() });
      this.low = box("from");
      this.high = box("to");
      this.name = h("select", { "aria-label": "Value", onchange: () => this.#keep() });
      this.numbers = h("span", {}, "from ", this.low, " to ", this.high);
      this.all = h("button", { type: "button", class: "button", onclick: () => this.#keepAll() }, "Keep all");
      this.element = h("div", { class: "study-tools" }, h("label", {}, "Keep lines by ", this.axis), this.numbers, this.name, this.all);
    }

    /** @param {any[]} axes of the lines, in their order */
    show(axes) {
      if (JSON.stringify(axes) === JSON.stringify(this.axes)) return;
      this.axes = axes;
      const chosen = this.axis.value;
      this.axis.replaceChildren(...axes.map(({ title }, i) => h("option", { value: i, selected: String(i) === chosen }, title)));
      this.read();
    }

    get #at() {
      return Number(this.axis.value);
    }

    /** Say what is kept now on the axis that is chosen. */
    read() {
      const { scale, names } = this.axes[this.#at];
      const range = this.#ranges()[this.#at];
      const [low, high] = (Array.isArray(range?.[0]) ? range[0] : range) ?? [];
      const choice = scale === "choice";
      this.numbers.hidden = choice;
      this.name.hidden = !choice;
      if (choice) {
        const one = low !== undefined && Math.ceil(low) === Math.floor(high) ? String(Math.ceil(low)) : "";
        const options = names.map((text, i) => h("option", { value: i, selected: String(i) === one }, text));
        this.name.replaceChildren(h("option", { value: "" }, "any"), ...options);
      } else {
        this.low.value = shown(scale, low);
        this.high.value = shown(scale, high);
      }
      this.all.disabled = !this.#ranges().some((each) => each?.length);
    }

    #ranges() {
      return (this.chart.data?.[0]?.dimensions ?? []).map(({ constraintrange }) => constraintrange);
    }

    #keep() {
      const { scale } = this.axes[this.#at];
      /** @type {number[] | null} */
      let range = null;
      if (scale === "choice") {
        const i = Number(this.name.value);
        if (this.name.value !== "") range = [i - 0.1, i + 0.1];
      } else if (this.low.value !== "" || this.high.value !== "") {
        const [first, last] = this.chart.data?.[0].dimensions[this.#at].range;
        const log = (value) => (value > 0 ? Math.log10(value) : first);
        const place = (value) => (scale === "log" ? log(value) : value);
        const end = (input, none) => (input.value === "" ? none : place(input.valueAsNumber));
        range = [end(this.low, first), end(this.high, last)].sort((a, b) => a - b);
      }
      this.#restyle({ [`dimensions[${this.#at}].constraintrange`]: [range] });
    }

    #keepAll() {
      this.#restyle(Object.fromEntries(this.axes.map((_, i) => [`dimensions[${i}].constraintrange`, [null]])));
      this.axis.focus(); // the button has nothing more to do
    }

    #restyle(changes) {
      window.Plotly.restyle(this.chart, changes);
    }
  }

  /** @param {string} scale @param {number | undefined} end */
  const shown = (scale, end) => (end === undefined ? "" : String(Number((scale === "log" ? 10 ** end : end).toPrecision(4))));

  window.cutlab.LineBounds = LineBounds;
})();
