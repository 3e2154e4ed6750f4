/** Chart of a view: a Plotly figure from components/figures. */

import { h } from "../../page/browser/dom.mjs";
import { plotly } from "../../live/plotly.mjs";

/** @import { Figure, Graph, Props } from "../../live/plotly.mjs" */

/** @typedef {Props & {font: {size: number}}} Lettered */

let glIsPossible = /** @type {boolean | undefined} */ (undefined);

/** True if the browser has WebGL. */
export function canUseGl() {
  glIsPossible ??= Boolean(document.createElement("canvas").getContext("webgl"));
  return glIsPossible;
}

export class Chart {
  /** @type {Graph} */
  element = h("div", { class: "chart", role: "img" });
  #width = 0;

  constructor() {
    // A card is narrower once another one opens; Plotly notices only changes of the window.
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  #fit() {
    const { offsetWidth: width } = this.element;
    if (!width || width === this.#width) return;
    const known = this.#width > 0;
    this.#width = width;
    if (known && this.drawn) plotly().relayout(this.element, { autosize: true });
  }

  /** True once a figure was drawn. */
  get drawn() {
    return Boolean(this.element.data);
  }

  /** @param {string} label accessible name @param {Figure} figure */
  async draw(label, { data, layout }) {
    this.element.setAttribute("aria-label", label);
    const traces = canUseGl()
      ? data
      : data.map((trace) => ({ ...trace, type: trace.type.replace("scattergl", "scatter") }));
    const config = { displaylogo: false, responsive: true, displayModeBar: false };
    await plotly().react(this.element, traces, enlarged(/** @type {Lettered} */ (layout)), config);
  }
}

/** Scale the fonts of a layout with the page's, which is larger on a beamer. @param {Lettered} layout */
function enlarged(layout) {
  const times = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const larger = (/** @type {Lettered} */ part) => ({
    ...part,
    font: { ...part.font, size: times * part.font.size },
  });
  const axes = Object.entries(layout).flatMap(([name, part]) => {
    const { title } = /** @type {{title?: Partial<Lettered>} | null} */ (part) ?? {};
    return title?.font
      ? [[name, { .../** @type {Props} */ (part), title: larger(/** @type {Lettered} */ (title)) }]]
      : [];
  });
  return { ...larger(layout), ...Object.fromEntries(axes) };
}
