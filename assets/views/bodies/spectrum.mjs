/** The smallest eigenvalues. */

import { Chart } from "../drawing/chart.mjs";

/** @import { Content } from "../bodies.mjs" */

export class SpectrumView {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.chart = new Chart("The smallest eigenvalues in ascending order");
    place.append(this.chart.element);
  }

  /** @param {Content} content */
  draw({ figures }) {
    return this.chart.draw(figures.spectrum);
  }
}
