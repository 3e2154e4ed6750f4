// @ts-check
/// <reference path="../types.d.ts" />
/** Every label assignment; a click uses it. */
(() => {
  const { Tiles, fixed, picture } = window.cutlab;

  class Methods {
    constructor(place, config, painter, { change }) {
      this.tiles = new Tiles(place, painter);
      this.tiles.row.classList.add("methods");
      this.regions = window.cutlab.packed(config.regions);
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

  window.cutlab.VIEW_BODIES.methods = Methods;
})();
