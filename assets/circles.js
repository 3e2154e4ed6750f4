// @ts-check
/// <reference path="./types.d.ts" />
/** Where circles may be, where new ones go, and what is done to their list. */
(() => {
  const { max, min, round, hypot } = Math;
  const between = (/** @type {number} */ low, value, high) => min(high, max(low, value));

  /**
   * The largest value that a hand can give a field: a circle stays in its picture.
   * @param {Knob} knob @param {number} size
   */
  const most = ({ field, maximum }, size) => ({ row: size, col: size, radius: size / 2 })[field] ?? maximum;

  /**
   * What a hand makes of a circle: whole pixels, within what the sliders reach. What it leaves
   * alone stays to the last digit.
   * @param {CircleState} circle @param {CircleState} wanted @param {number} size
   * @param {Record<string, Knob>} knobs of a circle
   */
  function held(circle, wanted, size, knobs) {
    const next = { ...circle };
    for (const [name, value] of Object.entries(wanted)) {
      const knob = knobs[name];
      if (value !== circle[name]) next[name] = between(knob.minimum, round(value), most(knob, size));
    }
    return next;
  }

  /**
   * What a pointer takes: the nearest rim within reach, or else the smallest circle that it is in.
   * So a circle within another can be had, and of circles that overlap each.
   * @param {CircleState[]} circles @param {number} reach
   */
  function under(circles, row, col, reach) {
    let rim = { i: -1, far: Infinity };
    let inside = { i: -1, radius: Infinity };
    circles.forEach((circle, i) => {
      const { radius } = circle;
      const edge = hypot(circle.row - row, circle.col - col) - radius;
      const far = Math.abs(edge);
      const near = far <= (edge > 0 ? reach : min(reach, radius / 3)); // a small one has an inside too
      if (near && far <= rim.far) rim = { i, far };
      if (edge <= 0 && radius <= inside.radius) inside = { i, radius };
    });
    return rim.i >= 0 ? { i: rim.i, rim: true } : { i: inside.i, rim: false };
  }

  /** How far the nearest circle's rim is. */
  const room = (/** @type {CircleState[]} */ circles, row, col) =>
    min(...circles.map((c) => hypot(c.row - row, c.col - col) - c.radius));

  /**
   * A circle of usual size that touches no other, or nearly.
   * @param {CircleState[]} circles @param {number} size @returns {CircleState}
   */
  function at(row, col, circles, size) {
    const radius = between(0.06 * size, room(circles, row, col) + 2, 0.14 * size);
    return { row: round(row), col: round(col), radius: round(radius) };
  }

  /** The one with most room around it. @param {CircleState[]} circles @param {number} size */
  function freest(circles, size) {
    let best = { row: size / 2, col: size / 2, room: -Infinity };
    for (let row = size * 0.15; row <= size * 0.85; row += size * 0.05) {
      for (let col = size * 0.15; col <= size * 0.85; col += size * 0.05) {
        const here = room(circles, row, col);
        if (here > best.room) best = { row, col, room: here };
      }
    }
    return at(best.row, best.col, circles, size);
  }

  /** Its like, a little to the lower right, or where the picture ends, the upper left. */
  function beside(/** @type {CircleState} */ circle, /** @type {number} */ size) {
    const step = round(0.06 * size);
    const along = (/** @type {number} */ value) => (value + step > size ? value - step : value + step);
    return { ...circle, row: along(circle.row), col: along(circle.col) };
  }

  const place = (/** @type {CircleState} */ { row, col, radius }) => `row ${row}, column ${col}, radius ${radius}`;

  /**
   * What controls and hands do to the list; each says whether it could be done.
   * @param {() => ExplorerState} state @param {(next: ExplorerState) => void} adopt
   * @param {(text: string) => void} say @param {number} limit
   */
  function edits(state, adopt, say, limit) {
    /** While there are as many clusters as circles, it stays so. @param {CircleState[]} circles */
    const put = (circles) => {
      const linked = state().n_clusters === state().circles.length;
      adopt({ ...state(), circles, n_clusters: linked ? circles.length : state().n_clusters });
    };
    /** @param {CircleState} circle */
    const add = (circle) => {
      const { circles } = state();
      if (circles.length < limit) put([...circles, circle]);
      const told = `Circle ${circles.length + 1} added: ${place(circle)}.`;
      say(circles.length < limit ? told : `There are ${limit} circles, and no more can be.`);
      return circles.length < limit;
    };
    return {
      /** @param {{row: number, col: number}} [where] without it: where there is room */
      addCircle(where) {
        const { circles, size } = state();
        return add(where ? at(where.row, where.col, circles, size) : freest(circles, size));
      },
      duplicateCircle: (/** @type {number} */ i) => add(beside(state().circles[i], state().size)),
      /** @param {number} i */
      removeCircle(i) {
        const left = state().circles.filter((_, j) => j !== i);
        if (left.length) put(left);
        say(left.length ? `Circle ${i + 1} removed, ${left.length} left.` : "The last circle stays.");
        return left.length > 0;
      },
    };
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { circles: { most, held, under, place, edits } });
})();
