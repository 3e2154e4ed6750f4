/** Edits of the list of circles, by button, key and double click. */

import { besideCircle, describeCircle, freestCircle, newCircle } from "./geometry.mjs";

/** @import { CircleState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

/** Each method says whether it could be done. */
export class CircleEdits {
  /**
   * @param {Pick<Store, "state" | "merge">} store
   * @param {(text: string) => void} announce
   * @param {number} limit of their number
   */
  constructor(store, announce, limit) {
    this.store = store;
    this.announce = announce;
    this.limit = limit;
  }

  /** While there are as many clusters as circles, it stays so. @param {CircleState[]} circles */
  #put(circles) {
    const { circles: before, n_clusters: k } = this.store.state;
    this.store.merge({ circles, n_clusters: k === before.length ? circles.length : k });
  }

  /** @param {CircleState} circle */
  #append(circle) {
    const { circles } = this.store.state;
    const possible = circles.length < this.limit;
    if (possible) this.#put([...circles, circle]);
    this.announce(
      possible
        ? `Circle ${circles.length + 1} added: ${describeCircle(circle)}.`
        : `There are ${this.limit} circles, and no more can be.`,
    );
    return possible;
  }

  /** @param {{row: number, col: number}} [where] without it: where there is room */
  add(where) {
    const { circles, size } = this.store.state;
    return this.#append(
      where ? newCircle(where.row, where.col, circles, size) : freestCircle(circles, size),
    );
  }

  /** @param {number} i */
  duplicate(i) {
    const { circles, size } = this.store.state;
    return this.#append(besideCircle(circles[i], size));
  }

  /** @param {number} i */
  remove(i) {
    const left = this.store.state.circles.filter((_, j) => j !== i);
    if (left.length) this.#put(left);
    this.announce(left.length ? `Circle ${i + 1} removed, ${left.length} left.` : "The last circle stays.");
    return left.length > 0;
  }
}
