/** A layer: a canvas of one pixel per cell, and one that shows it exactly on the axes of the figure. */

/** @typedef {{left: number, top: number, width: number, height: number}} View part of a picture, in its pixels */
/** @typedef {{left: number, top: number, width: number, height: number}} Box in pixels of the window */

/** @typedef {{scale: number, from: number}} Along pixels of the window per cell, and the first cell */

export class Layer {
  /** @type {{origin: number[], inside: number[], across: Along, down: Along} | undefined} */
  #placed;

  /** @param {HTMLElement} host @param {string} name @param {string} style class of the canvas */
  constructor(host, name, style) {
    this.cells = document.createElement("canvas"); // one pixel per cell
    this.cells.dataset.cells = name;
    this.cells.hidden = true;
    this.screen = document.createElement("canvas"); // the screen's pixels
    this.screen.dataset.picture = name;
    this.screen.className = style;
    host.prepend(this.cells, this.screen);
  }

  /**
   * Place the canvas at whole pixels of the screen, where browsers put canvases anyway. Its content
   * begins where Plotly's image does.
   * @param {Box} frame the axes
   * @param {View} view their ranges
   * @param {DOMRect} host
   * @param {number} unit CSS pixels that are a whole number of screen pixels
   */
  place(frame, view, host, unit) {
    const ratio = devicePixelRatio;
    const down = (/** @type {number} */ value) => Math.floor(value / unit) * unit;
    const up = (/** @type {number} */ value) => Math.ceil(value / unit) * unit;
    const [left, top] = [down(frame.left), down(frame.top)];
    const [width, height] = [up(frame.left + frame.width) - left, up(frame.top + frame.height) - top];
    [this.screen.width, this.screen.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    placeAt(this.screen, { left: left - host.left, top: top - host.top, width, height });
    this.#placed = {
      origin: [(frame.left - left) * ratio, (frame.top - top) * ratio],
      inside: [frame.width * ratio, frame.height * ratio],
      across: { scale: frame.width / view.width, from: view.left },
      down: { scale: frame.height / view.height, from: view.top },
    };
    this.#show();
  }

  /** @param {ImageData} image a pixel per cell */
  put(image) {
    const { width, height } = image;
    if (this.cells.width !== width || this.cells.height !== height) {
      this.cells.width = width;
      this.cells.height = height;
    }
    this.cells.getContext("2d")?.putImageData(image, 0, 0);
    this.#show();
  }

  /** Scale the cells to the screen as Plotly scales its image: whole widths, no smoothing. */
  #show() {
    const context = this.screen.getContext("2d");
    if (!context || !this.#placed) return;
    const { origin, inside, across, down } = this.#placed;
    const ratio = devicePixelRatio;
    const along = (/** @type {Along} */ { scale, from }, /** @type {number} */ cells) => [
      (-0.5 - from) * scale * ratio,
      Math.round(cells * scale) * ratio,
    ];
    const [left, width] = along(across, this.cells.width);
    const [top, height] = along(down, this.cells.height);
    const [dx, dy] = origin;
    context.clearRect(0, 0, this.screen.width, this.screen.height);
    context.save();
    context.beginPath();
    context.rect(dx, dy, inside[0], inside[1]);
    context.clip();
    context.imageSmoothingEnabled = false;
    context.drawImage(this.cells, left + dx, top + dy, width, height);
    context.restore();
  }
}

/** @param {HTMLElement | SVGElement} element @param {Box} box relative to its container */
export function placeAt({ style }, { left, top, width, height }) {
  style.left = `${left}px`;
  style.top = `${top}px`;
  style.width = `${width}px`;
  style.height = `${height}px`;
}
