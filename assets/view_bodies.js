// @ts-check
/// <reference path="./types.d.ts" />
/** What stands in the cards of the views, one class a view, and the line of the verdict. */
(() => {
  const LEVELS = 24; // of colours that strokes are drawn in

  /** @typedef {{sentence: string, nothing: boolean, data: any, figures: Record<string, any>}} Content */

  /** A Plotly figure from components/figures. */
  class Chart {
    /** @param {string} label */
    constructor(label) {
      this.element = window.cutlab.h("div", { class: "chart", role: "img", "aria-label": label });
    }

    /** @param {any} figure */
    async draw({ data, layout }) {
      if (!CAN_GL) for (const trace of data) trace.type = trace.type.replace("scattergl", "scatter");
      const config = { displaylogo: false, responsive: true, displayModeBar: false };
      await window.Plotly.react(this.element, data, layout, config);
    }
  }

  const CAN_GL = Boolean(document.createElement("canvas").getContext("webgl"));

  /** Colours from components/theme as words of an ImageData. @param {string[]} colors */
  function packedAll(colors) {
    return Uint32Array.from(colors, (color) => {
      const [r, g, b, a = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
      return window.cutlab.packed(r, g, b, Math.round(a * 255));
    });
  }

  /** Pixels of a picture: `colour(i)` at node i, nothing elsewhere. */
  function picture(nodes, [height, width], colour) {
    const pixels = new Uint32Array(height * width);
    for (let i = 0; i < nodes.length; i += 1) pixels[nodes[i]] = colour(i);
    return pixels;
  }

  /** The number of the node at each pixel, -1 elsewhere. */
  function numbers(nodes, [height, width]) {
    const at = new Int32Array(height * width).fill(-1);
    for (let i = 0; i < nodes.length; i += 1) at[nodes[i]] = i;
    return at;
  }

  const level = (/** @type {number} */ share) => Math.max(0, Math.min(LEVELS - 1, Math.floor(share * LEVELS)));
  const fixed = (/** @type {number} */ value) => (Math.abs(value) >= 0.001 || value === 0 ? value.toFixed(4) : value.toExponential(2));

  /** Tiles that follow the pictures' zoom and crosshair. */
  class Tiles {
    constructor(place, painter) {
      this.painter = painter;
      this.row = window.cutlab.h("div", { class: "tiles" });
      place.append(this.row);
      /** @type {any[]} */
      this.tiles = [];
      this.shape = [0, 0];
      this.at = new Int32Array(0);
    }

    /** As many tiles as wanted. @param {number} count @param {(i: number) => HTMLElement} caption */
    ensure(count, caption) {
      while (this.tiles.length > count) this.tiles.pop().element.remove();
      while (this.tiles.length < count) {
        const i = this.tiles.length;
        const tile = new window.cutlab.Tile({ label: "", painter: this.painter, tell: (row, col) => this.#tell(i, row, col) });
        tile.element.prepend(caption(i));
        this.row.append(tile.element);
        this.tiles.push(tile);
      }
    }

    /** @param {number} i @param {number} row @param {number} col */
    #tell(i, row, col) {
      const node = this.at[row * this.shape[1] + col] ?? -1;
      return node < 0 ? "outside the mask" : this.tell(i, node);
    }

    /** What stands at a node of tile i. @param {number} _i @param {number} _node */
    tell(_i, _node) {
      return "";
    }

    grid(nodes, shape) {
      this.shape = shape;
      this.at = numbers(nodes, shape);
    }

    view() {
      for (const tile of this.tiles) tile.draw();
    }
  }

  class Spectrum {
    constructor(place) {
      this.chart = new Chart("The smallest eigenvalues in ascending order");
      place.append(this.chart.element);
    }

    /** @param {Content} content */
    draw({ figures }) {
      return this.chart.draw(figures.spectrum);
    }
  }

  class Eigenvectors {
    constructor(place, config, painter) {
      this.tiles = new Tiles(place, painter);
      this.table = packedAll(config.tables.diverging);
      this.captions = [];
    }

    /** @param {Content} content */
    draw({ data }, { nodes, vectors }, shape) {
      const { h } = window.cutlab;
      const { tiles } = this;
      const n = nodes.length;
      tiles.grid(nodes, shape);
      tiles.tell = (i, node) => fixed((vectors[i * n + node] / 32767) * data.largest[i]);
      tiles.ensure(data.values.length, () => h("span", { class: "tile-caption" }));
      const half = (this.table.length - 1) / 2;
      data.values.forEach((value, i) => {
        const tile = tiles.tiles[i];
        tile.element.firstChild.textContent = `u${i + 1} · λ = ${fixed(value)}`;
        tile.screen.setAttribute("aria-label", `Eigenvector ${i + 1} on the picture, eigenvalue ${fixed(value)}`);
        const pixels = picture(nodes, shape, (node) => this.table[Math.round(half + (half * vectors[i * n + node]) / 32767)]);
        tile.show(pixels, ...shape);
      });
    }

    view() {
      this.tiles.view();
    }
  }

  class Embedding {
    constructor(place, config, painter, { change }) {
      const { h, control } = window.cutlab;
      this.painter = painter;
      this.chart = new Chart("Pixels as points in the coordinates of two eigenvectors");
      this.fields = {};
      const head = h("div", { class: "view-controls" });
      for (const knob of Object.values(config.knobs).filter(({ group }) => group === "embedding")) {
        this.fields[knob.field] = control(knob, knob.field, knob.title, (value) => change(knob.field, value));
        head.append(this.fields[knob.field].element);
      }
      this.tool = h("button", { type: "button", class: "button", "aria-pressed": "false" }, "Mark pixels on the pictures");
      this.tool.addEventListener("click", () => this.#brush(this.tool.getAttribute("aria-pressed") !== "true"));
      this.clear = h("button", { type: "button", class: "button", disabled: true }, "Clear the marks");
      this.clear.addEventListener("click", () => this.#mark(null));
      this.count = h("span", { class: "quiet", role: "status" }, "Draw around points: they light up in both pictures.");
      place.append(head, this.chart.element, h("div", { class: "view-tools" }, this.tool, this.clear, this.count));
      painter.onBrush = (pixels) => this.#mark(pixels);
      this.nodes = new Uint32Array(0);
      this.at = new Int32Array(0);
    }

    /** @param {boolean} on */
    #brush(on) {
      this.tool.setAttribute("aria-pressed", String(on));
      this.painter.brush(on);
    }

    /** Mark these pixels everywhere; null for none. @param {number[] | null} pixels */
    #mark(pixels) {
      const inside = pixels?.filter((pixel) => this.at[pixel] >= 0) ?? null;
      this.marked = inside?.length ? inside : null;
      this.painter.mark(this.marked);
      this.clear.toggleAttribute("disabled", !this.marked);
      this.count.textContent = this.marked ? `${this.marked.length.toLocaleString("en")} of ${this.nodes.length.toLocaleString("en")} pixels marked` : "";
      this.#select();
    }

    #select() {
      if (!this.chart.element.data) return;
      const selectedpoints = this.marked ? this.marked.map((pixel) => this.at[pixel]).filter((i) => i >= 0) : null;
      window.Plotly.restyle(this.chart.element, { selectedpoints: [selectedpoints] });
    }

    /** @param {ExplorerState} state */
    follow(state) {
      for (const [name, { show }] of Object.entries(this.fields)) show(state[name]);
    }

    async draw({ figures }, { nodes }, shape) {
      this.nodes = nodes;
      this.shape = shape;
      this.at = numbers(nodes, shape);
      const { element } = this.chart;
      if (this.marked) {
        const { points } = figures;
        points.data[0].selectedpoints = this.marked.map((pixel) => this.at[pixel]).filter((i) => i >= 0);
      }
      await this.chart.draw(figures.points);
      if (element.dataset.listens) return;
      element.dataset.listens = "yes";
      const pixel = ({ pointNumber }) => this.nodes[pointNumber];
      element.on("plotly_selected", (event) => event && this.#mark(event.points.map(pixel)));
      element.on("plotly_deselect", () => this.#mark(null));
      element.on("plotly_hover", ({ points }) => {
        const at = pixel(points[0]);
        this.painter.point({ row: Math.floor(at / this.shape[1]), col: at % this.shape[1] });
      });
      element.on("plotly_unhover", () => this.painter.point(null));
    }

    /** The pixel under the crosshair is ringed among the points. */
    view() {
      const { element } = this.chart;
      if (!element.data || !this.shape) return;
      const { at } = this.painter;
      const node = at ? this.at[at.row * this.shape[1] + at.col] : -1;
      if (node === this.ringed) return;
      this.ringed = node;
      const [points] = element._fullData;
      const ring = node >= 0 ? { x: [[points.x[node]]], y: [[points.y[node]]] } : { x: [[]], y: [[]] };
      window.Plotly.restyle(element, ring, [1]);
    }

    closed() {
      this.#brush(false);
      this.#mark(null);
    }
  }

  class Graph {
    constructor(place, config, painter) {
      const { h } = window.cutlab;
      this.tiles = new Tiles(place, painter);
      this.table = packedAll(config.tables.affinity);
      this.colors = Array.from({ length: LEVELS }, (_, i) => config.tables.affinity[Math.round((i * (config.tables.affinity.length - 1)) / (LEVELS - 1))]);
      this.weights = new Chart("How many edges have which weight");
      this.kernel = new Chart("How the weight of an edge falls with the intensity step across it");
      this.tiles.row.append(h("div", { class: "charts" }, this.kernel.element, this.weights.element));
      this.tiles.ensure(1, () => h("span", { class: "tile-caption" }, "Mean affinity of each pixel; zoom in to see the edges"));
      this.tiles.row.prepend(this.tiles.tiles[0].element);
    }

    async draw({ data, figures }, { nodes, mean, right, down }, shape) {
      const { tiles, table } = this;
      tiles.grid(nodes, shape);
      tiles.tell = (_, node) => `mean ${fixed(mean[node])}, right ${right[node] < 0 ? "none" : fixed(right[node])}, below ${down[node] < 0 ? "none" : fixed(down[node])}`;
      const top = data.largest || 1;
      const lines = [];
      for (let i = 0; i < nodes.length; i += 1) {
        const [x0, y0] = [nodes[i] % shape[1], Math.floor(nodes[i] / shape[1])];
        if (right[i] >= 0) lines.push({ x0, y0, x1: x0 + 1, y1: y0, color: this.colors[level(right[i] / top)] });
        if (down[i] >= 0) lines.push({ x0, y0, x1: x0, y1: y0 + 1, color: this.colors[level(down[i] / top)] });
      }
      const [tile] = tiles.tiles;
      tile.screen.setAttribute("aria-label", "Mean affinity of each pixel to its neighbours");
      const pixels = picture(nodes, shape, (i) => table[Math.round((mean[i] / top) * (table.length - 1))]);
      tile.show(pixels, ...shape, lines, true);
      await this.kernel.draw(figures.kernel);
      await this.weights.draw(figures.weights);
    }

    view() {
      this.tiles.view();
    }
  }

  class Cuts {
    constructor(place, config, painter) {
      const { h } = window.cutlab;
      this.regions = packedAll(config.regions);
      this.names = config.regions;
      this.colors = Array.from({ length: LEVELS }, (_, i) => config.tables.cost[Math.round((i * (config.tables.cost.length - 1)) / (LEVELS - 1))]);
      this.tiles = new Tiles(place, painter);
      this.scale = h("div", { class: "scale" });
      this.tables = h("div", { class: "tables" });
      place.append(this.scale, this.tables);
    }

    draw({ data }, { nodes, ...arrays }, shape) {
      const { h } = window.cutlab;
      const { tiles } = this;
      tiles.grid(nodes, shape);
      tiles.ensure(data.partitions.length, () => h("span", { class: "tile-caption" }));
      tiles.tell = (i, node) => `region ${arrays[`labels${i}`][node] + 1}`;
      const top = data.largest || 1;
      data.partitions.forEach(({ title, ncut }, i) => {
        const tile = tiles.tiles[i];
        const labels = arrays[`labels${i}`];
        const lines = [];
        const [from, across, weight] = ["from", "across", "weight"].map((name) => arrays[`${name}${i}`]);
        for (let e = 0; e < from.length; e += 1) {
          const [col, row] = [from[e] % shape[1], Math.floor(from[e] / shape[1])];
          const color = this.colors[level(weight[e] / top)];
          lines.push(
            across[e]
              ? { x0: col - 0.5, y0: row + 0.5, x1: col + 0.5, y1: row + 0.5, color }
              : { x0: col + 0.5, y0: row - 0.5, x1: col + 0.5, y1: row + 0.5, color },
          );
        }
        tile.element.firstChild.textContent = `${title} · Ncut ${fixed(ncut)}`;
        tile.screen.setAttribute("aria-label", `${title}: the boundary between regions, Ncut ${fixed(ncut)}`);
        tile.show(picture(nodes, shape, (node) => (this.regions[labels[node] % this.regions.length] & 0xffffff) | 0x38000000), ...shape, lines);
      });
      this.scale.replaceChildren(
        h("span", {}, "cheap to cut, 0"),
        h("span", { class: "scale-bar", style: `background: linear-gradient(to right, ${this.colors.join(", ")})` }),
        h("span", {}, `dear, ${fixed(top)}`),
      );
      this.tables.replaceChildren(...data.partitions.map((partition) => this.#table(partition)));
    }

    #table({ title, rows, ncut }) {
      const { h } = window.cutlab;
      const line = ({ region, cut, volume, ratio }) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, h("span", { class: "swatch", style: `background: ${this.names[region]}` }), ` ${region + 1}`),
          ...[cut, volume, ratio].map((value) => h("td", {}, fixed(value))),
        );
      return h(
        "table",
        {},
        h("caption", {}, title),
        h("thead", {}, h("tr", {}, ...["region", "cut", "vol", "cut / vol"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, ...rows.map(line)),
        h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "Ncut"), h("td"), h("td"), h("td", {}, fixed(ncut)))),
      );
    }

    view() {
      this.tiles.view();
    }
  }

  class Threshold {
    constructor(place, _config, painter) {
      const { h } = window.cutlab;
      this.painter = painter;
      this.chart = new Chart("Ncut of the two regions at every threshold of the Fiedler vector");
      this.slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, "aria-label": "Threshold by hand" }));
      this.slider.addEventListener("input", () => this.#hand(this.slider.valueAsNumber));
      this.marks = h("div", { class: "view-tools" });
      this.back = h("button", { type: "button", class: "button", disabled: true, onclick: () => this.#release() }, "Back to the labels");
      this.told = h("span", { class: "quiet", role: "status" }, "Drag in the curve, or move the slider: the labelled picture follows.");
      place.append(this.chart.element, h("div", { class: "control" }, this.slider), this.marks, h("div", { class: "view-tools" }, this.back, this.told));
      document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#release());
      document.addEventListener("cutlab:painted", () => this.#forget());
    }

    async draw({ data, figures }, { nodes, order, counts, thresholds, ncut }, shape) {
      const { h } = window.cutlab;
      Object.assign(this, { data, nodes, order, counts, thresholds, ncut, shape });
      this.slider.max = String(thresholds.length - 1);
      if (!this.byHand) this.slider.value = String(data.minimum);
      await this.chart.draw(figures.curve);
      const button = ({ name, index, ncut: value }) =>
        h("button", { type: "button", class: "button", onclick: () => this.#hand(index) }, `${name}: ${fixed(value)}`);
      this.marks.replaceChildren(...data.marks.map(button));
      this.#grab();
    }

    /** Drag in the curve itself. */
    #grab() {
      const { element } = this.chart;
      if (element.dataset.listens) return;
      element.dataset.listens = "yes";
      const move = (/** @type {PointerEvent} */ event) => {
        const { xaxis } = element._fullLayout;
        const value = xaxis.p2d(event.clientX - element.getBoundingClientRect().left - xaxis._offset);
        this.#hand(nearest(this.thresholds, value));
      };
      element.addEventListener("pointerdown", (event) => {
        if (!event.target.classList.contains("nsewdrag")) return;
        element.setPointerCapture(event.pointerId);
        element.addEventListener("pointermove", move);
        move(event);
      });
      const stop = () => element.removeEventListener("pointermove", move);
      element.addEventListener("pointerup", stop);
      element.addEventListener("pointercancel", stop);
    }

    /** Show the partition at a threshold in the labelled picture. @param {number} index */
    #hand(index) {
      this.byHand = true;
      this.slider.value = String(index);
      const { low, high } = this.data;
      const labels = new Uint8Array(this.shape[0] * this.shape[1]);
      for (let i = 0; i < this.order.length; i += 1) {
        labels[this.nodes[this.order[i]]] = 1 + (i < this.counts[index] ? low : high);
      }
      const text = `threshold ${fixed(this.thresholds[index])}, Ncut ${fixed(this.ncut[index])}`;
      this.painter.suppose(labels, `Labels by hand: ${text}`);
      this.told.textContent = `Shown: ${text}, ${this.counts[index].toLocaleString("en")} pixels below.`;
      this.back.removeAttribute("disabled");
      const at = this.thresholds[index];
      window.Plotly.relayout(this.chart.element, { "shapes[0].x0": at, "shapes[0].x1": at, "shapes[0].visible": true });
    }

    #release() {
      if (!this.byHand) return;
      this.painter.suppose(null);
      this.#forget();
    }

    /** The pictures show the state's own labels again. */
    #forget() {
      if (!this.byHand) return;
      this.byHand = false;
      this.back.setAttribute("disabled", "");
      this.told.textContent = "";
      if (this.chart.element.data) window.Plotly.relayout(this.chart.element, { "shapes[0].visible": false });
    }

    closed() {
      this.#release();
    }
  }

  /** Where a sorted array comes nearest to a value. */
  function nearest(sorted, value) {
    let [low, high] = [0, sorted.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle;
      else high = middle;
    }
    return Math.abs(sorted[low] - value) <= Math.abs(sorted[high] - value) ? low : high;
  }

  class Methods {
    constructor(place, config, painter, { change }) {
      this.tiles = new Tiles(place, painter);
      this.tiles.row.classList.add("methods");
      this.regions = packedAll(config.regions);
      this.change = change;
    }

    draw({ data }, { nodes, labels }, shape, state) {
      const { h } = window.cutlab;
      const { tiles } = this;
      const n = nodes.length;
      tiles.grid(nodes, shape);
      tiles.tell = (i, node) => `region ${labels[i * n + node] + 1}`;
      tiles.ensure(data.methods.length, (i) => {
        const button = h("button", { type: "button", class: "method" });
        button.addEventListener("click", () => this.change("assign_labels", this.methods[i].name));
        return button;
      });
      this.methods = data.methods;
      data.methods.forEach(({ name, title, ncut, adjusted_rand: rand, milliseconds, best }, i) => {
        const tile = tiles.tiles[i];
        const button = tile.element.firstChild;
        const inUse = name === state.assign_labels;
        button.setAttribute("aria-pressed", String(inUse));
        button.replaceChildren(
          h("strong", {}, title),
          h("span", {}, inUse ? "in use" : "use it"),
          h("span", { class: best ? "best" : "" }, `Ncut ${fixed(ncut)}${best ? " (least)" : ""}`),
          h("span", {}, rand === null ? "no truth" : `ARI ${rand.toFixed(3)}`),
          h("span", {}, `${milliseconds.toFixed(1)} ms`),
        );
        tile.screen.setAttribute("aria-label", `Labels by ${title}`);
        tile.show(picture(nodes, shape, (node) => this.regions[labels[i * n + node] % this.regions.length]), ...shape);
      });
    }

    view() {
      this.tiles.view();
    }
  }

  /** The sentence that says who is to blame, the numbers behind it, and what to try. */
  class VerdictLine {
    constructor(place, { adopt }) {
      const { h } = window.cutlab;
      this.adopt = adopt;
      this.sentence = h("p", { class: "verdict-sentence", role: "status" });
      this.numbers = h("tbody");
      this.tries = h("div", { class: "verdict-tries" });
      const table = h("table", {}, h("caption", {}, "Ncut of each partition"), h("tbody"));
      table.lastChild?.replaceWith(this.numbers);
      this.details = h("details", {}, h("summary", {}, "The numbers behind it"), table, h("p", { class: "quiet verdict-rule" }));
      this.element = place;
      place.append(
        h("div", { class: "verdict-head" }, h("strong", { class: "verdict-title" }), h("span", { class: "updating-mark" }, "updating…")),
        this.sentence,
        this.tries,
        this.details,
      );
    }

    /** @param {any} verdict null where there is none @param {string} refused */
    show(verdict, refused) {
      const { h } = window.cutlab;
      this.element.dataset.outcome = verdict?.outcome ?? "none";
      this.#write(".verdict-title", verdict?.title ?? "No verdict");
      this.#write(".verdict-sentence", verdict?.sentence ?? refused);
      this.#write(".verdict-rule", verdict?.rule ?? "");
      this.details.hidden = !verdict?.numbers?.length;
      this.numbers.replaceChildren(
        ...(verdict?.numbers ?? []).map(({ name, value }) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value === null ? "–" : value.toFixed(4)))),
      );
      const later = Boolean(verdict && !verdict.suggestions); // they come at rest
      this.tries.classList.toggle("later", later);
      if (later) return;
      const button = ({ text, changes }) => h("button", { type: "button", class: "button try", onclick: () => this.adopt(changes) }, text);
      const suggestions = verdict?.suggestions ?? [];
      this.tries.replaceChildren(...(suggestions.length ? [h("span", {}, "What to try: "), ...suggestions.map(button)] : []));
    }

    #write(selector, text) {
      const element = this.element.querySelector(selector);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  const VIEW_BODIES = {
    spectrum: Spectrum,
    eigenvectors: Eigenvectors,
    embedding: Embedding,
    graph: Graph,
    cuts: Cuts,
    threshold: Threshold,
    methods: Methods,
  };
  window.cutlab = Object.assign(window.cutlab ?? {}, { VIEW_BODIES, VerdictLine });
})();
