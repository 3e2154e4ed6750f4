// @ts-check
/// <reference path="../types.d.ts" />
/** The eigenvectors on the picture. */
(() => {
  const { Tiles, fixed, picture } = window.cutlab;

  /** @typedef {{sentence: string, nothing: boolean, data: any, figures: Record<string, any>}} Content */

  class Eigenvectors {
    constructor(place, config, painter) {
      this.tiles = new Tiles(place, painter);
      this.table = window.cutlab.packed(config.tables.diverging);
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

  window.cutlab.VIEW_BODIES.eigenvectors = Eigenvectors;
})();
