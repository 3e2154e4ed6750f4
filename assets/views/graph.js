// @ts-check
/// <reference path="../types.d.ts" />
/** The affinity where it lies, and where it comes from. */
(() => {
  const { Chart, Tiles, fixed, picture } = window.cutlab;

  class Graph {
    constructor(place, config, painter) {
      const { h } = window.cutlab;
      this.tiles = new Tiles(place, painter);
      this.table = window.cutlab.packed(config.tables.affinity);
      this.color = window.cutlab.strokes(config.tables.affinity);
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
        if (right[i] >= 0) lines.push({ x0, y0, x1: x0 + 1, y1: y0, color: this.color(right[i] / top) });
        if (down[i] >= 0) lines.push({ x0, y0, x1: x0, y1: y0 + 1, color: this.color(down[i] / top) });
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

  window.cutlab.VIEW_BODIES.graph = Graph;
})();
