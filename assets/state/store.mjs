/** The one state of the explorer in the browser: controls write it, the page follows it. */

import { getAt, putAt } from "./model.mjs";

/** @import { ExplorerState } from "./model.mjs" */

export class Store {
  /** Circles and size as they were set, which a change of the size scales, there and back. */
  #base;
  /** @type {((state: ExplorerState) => void)[]} */
  #followers = [];

  /** @param {ExplorerState} state */
  constructor(state) {
    this.state = state;
    this.#base = { circles: state.circles, size: state.size };
  }

  /** Call with every new state; earlier followers are called first. @param {(state: ExplorerState) => void} follower */
  follow(follower) {
    this.#followers.push(follower);
  }

  /** @param {string} path such as "beta" or "circles.0.row" */
  get(path) {
    return getAt(this.state, path);
  }

  /** Set one field, right or wrong: the rules are the server's. @param {string} path @param {unknown} value */
  change(path, value) {
    if (Object.is(this.get(path), value)) return;
    if (path === "size") this.#resize(/** @type {number} */ (value));
    else this.adopt(putAt(this.state, path, value));
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

  /** Circles keep their place in the picture when its size changes. @param {number} size */
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
    for (const follower of this.#followers) follower(next);
  }
}
