/** Edits of the list of circles, by button, key and double click. */

import { besideCircle, broughtBack, describeCircle, freestCircle, newCircle } from "./geometry.mjs";

/** @import { CircleState } from "../state/model.mjs" */
/** @import { Store } from "../state/store.mjs" */

/** Edits; each method returns whether it was possible. */
export class CircleEdits {
  /**
   * @param {Pick<Store, "state" | "merge">} store
   * @param {(text: string) => void} announce
   * @param {number} limit maximum number of circles
   */
  constructor(store, announce, limit) {
    this.store = store;
    this.announce = announce;
    this.limit = limit;
  }

  /** Replace the circles; k follows their number if it was equal to it. @param {CircleState[]} circles */
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
        : `There are already ${this.limit} circles, the maximum.`,
    );
    return possible;
  }

  /** @param {{row: number, col: number}} [where] default: where there is most room */
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

  /** Move a circle that lies outside into the picture. @param {number} i */
  bringBack(i) {
    const { circles, size } = this.store.state;
    const circle = broughtBack(circles[i], size);
    this.#put(circles.map((other, j) => (j === i ? circle : other)));
    this.announce(`Circle ${i + 1} is back: ${describeCircle(circle)}.`);
    return true;
  }

  /** @param {number} i */
  remove(i) {
    const left = this.store.state.circles.filter((_, j) => j !== i);
    if (left.length) this.#put(left);
    this.announce(left.length ? `Circle ${i + 1} removed, ${left.length} left.` : "The last circle cannot be removed.");
    return left.length > 0;
  }
}
