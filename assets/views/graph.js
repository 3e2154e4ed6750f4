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

    async draw({ data, figures }, { nodes, mean, pixel, down, weight }, shape) {
      const { tiles, table } = this;
      tiles.grid(nodes, shape);
      tiles.tell = (_, node) => `mean affinity ${fixed(mean[node])}`;
      const top = data.largest || 1;
      const lines = [];
      for (let e = 0; e < pixel.length; e += 1) {
        const [x0, y0] = [pixel[e] % shape[1], Math.floor(pixel[e] / shape[1])];
        lines.push({ x0, y0, x1: x0 + 1 - down[e], y1: y0 + down[e], color: this.color(weight[e] / top) });
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
