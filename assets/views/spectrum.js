// @ts-check
/// <reference path="../types.d.ts" />
/** The smallest eigenvalues. */
(() => {
  const { Chart } = window.cutlab;

  /** @typedef {{sentence: string, nothing: boolean, data: any, figures: Record<string, any>}} Content */

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

  window.cutlab.VIEW_BODIES.spectrum = Spectrum;
})();
