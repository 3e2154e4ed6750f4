// @ts-check
/// <reference path="../types.d.ts" />
/** What each boundary costs. */
(() => {
  const { Tiles, fixed, picture } = window.cutlab;

  class Cuts {
    constructor(place, config, painter) {
      const { h } = window.cutlab;
      this.regions = window.cutlab.packed(config.regions);
      this.names = config.regions;
      this.color = window.cutlab.strokes(config.tables.cost);
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
        const [pixel, down, weight] = ["pixel", "down", "weight"].map((name) => arrays[`${name}${i}`]);
        for (let e = 0; e < pixel.length; e += 1) {
          const [col, row] = [pixel[e] % shape[1], Math.floor(pixel[e] / shape[1])];
          const color = this.color(weight[e] / top);
          lines.push(
            down[e]
              ? { x0: col - 0.5, y0: row + 0.5, x1: col + 0.5, y1: row + 0.5, color }
              : { x0: col + 0.5, y0: row - 0.5, x1: col + 0.5, y1: row + 0.5, color },
          );
        }
        tile.element.firstChild.textContent = `${title} · Ncut ${fixed(ncut)}`;
        tile.screen.setAttribute("aria-label", `${title}: the boundary between regions, Ncut ${fixed(ncut)}`);
        tile.show(picture(nodes, shape, (node) => (this.regions[labels[node] % this.regions.length] & 0xffffff) | 0x50000000), ...shape, lines);
      });
      this.scale.hidden = !data.largest;
      this.scale.replaceChildren(
        h("span", {}, "cheap to cut, 0"),
        h("span", { class: "scale-bar", style: `background: linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map(this.color).join(", ")})` }),
        h("span", {}, `dear, ${fixed(top)}`),
      );
      this.tables.replaceChildren(...data.partitions.map((partition) => this.#table(partition)));
    }

    #table({ title, rows, ncut }) {
      const { h } = window.cutlab;
      const line = ({ region, cut, volume, ratio, parts }) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, h("span", { class: "swatch", style: `background: ${this.names[region]}` }), ` ${region + 1}`),
          ...[cut.toFixed(2), volume.toFixed(1), fixed(ratio), parts].map((value) => h("td", {}, value)),
        );
      return h(
        "table",
        {},
        h("caption", {}, title),
        h("thead", {}, h("tr", {}, ...["region", "cut", "vol", "cut / vol", "parts"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, ...rows.map(line)),
        h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "Ncut"), h("td"), h("td"), h("td", {}, fixed(ncut)), h("td"))),
      );
    }

    view() {
      this.tiles.view();
    }
  }

  window.cutlab.VIEW_BODIES.cuts = Cuts;
})();
