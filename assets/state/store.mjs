/** Store of the explorer's state in the browser: controls write it, and the page follows it. */

import { getAt, putAt } from "./model.mjs";

/** @import { ExplorerState } from "./model.mjs" */

export class Store {
  /** Circles and size as they were set; scaling them anew for each size avoids rounding errors. */
  #base;
  /** @type {((state: ExplorerState) => void)[]} */
  #followers = [];
  /** Field that was changed last, if a slider or an animation did. @type {string | undefined} */
  slid;
  /** Value that a slider or an animation may set. @type {(state: ExplorerState, path: string, value: number) => number} */
  cap = (...[, , value]) => value;

  /** @param {ExplorerState} state */
  constructor(state) {
    this.state = state;
    this.#base = { circles: state.circles, size: state.size };
  }

  /** Call a function with every new state, after earlier followers. @param {(state: ExplorerState) => void} follower */
  follow(follower) {
    this.#followers.push(follower);
  }

  /** @param {string} path such as "beta" or "circles.0.row" */
  get(path) {
    return getAt(this.state, path);
  }

  /** Set one field, valid or not; the server checks it. @param {string} path @param {unknown} value */
  change(path, value) {
    if (Object.is(this.get(path), value)) return;
    if (path === "size") this.#resize(/** @type {number} */ (value));
    else this.adopt(putAt(this.state, path, value));
  }

  /** Set a number by a slider or an animation, as far as its limit. @param {string} path @param {number} value */
  slide(path, value) {
    const taken = this.cap(this.state, path, value);
    this.change(path, taken);
    this.slid = path;
    return taken;
  }

  /** Set the whole state. @param {ExplorerState} next */
  adopt(next) {
    this.#base = { circles: next.circles, size: next.size };
    this.#show(next);
  }

  /** Set several fields. @param {Partial<ExplorerState>} changes */
  merge(changes) {
    this.adopt({ ...this.state, ...changes });
  }

  /** Set the size, and scale the circles with it. @param {number} size */
  #resize(size) {
    const factor = size >= 1 ? size / this.#base.size : 1;
    const scaled = (/** @type {number} */ value) => Math.round(value * factor * 100) / 100;
    const circles = this.#base.circles.map(({ row, col, radius }) => ({
      row: scaled(row),
      col: scaled(col),
      radius: scaled(radius),
    }));
    this.#show({ ...this.state, size, circles });
  }

  /** @param {ExplorerState} next */
  #show(next) {
    this.state = next;
    this.slid = undefined;
    for (const follower of this.#followers) follower(next);
  }
}
