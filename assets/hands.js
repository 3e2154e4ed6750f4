// @ts-check
/// <reference path="./types.d.ts" />
/**
 * Hands on the original picture: a circle's inside moves it, its rim resizes it, by pointer and by
 * key. An SVG over the picture, in its coordinates; beside the circles the pointer is Plotly's.
 */
(() => {
  const SLACK = 3; // pixels of the screen that a pointer moves before it is a drag
  const CURSORS = ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"];
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  class Hands {
    /**
     * @param {any} painter @param {Config} config
     * @param {object} actions
     * @param {(path: string, value: any) => void} actions.change
     * @param {(at: {row: number, col: number}) => boolean} actions.addCircle
     * @param {(i: number) => boolean} actions.duplicateCircle
     * @param {(i: number) => boolean} actions.removeCircle
     * @param {(i: number) => void} actions.openCircle
     */
    constructor(painter, config, actions) {
      const { h, s } = window.cutlab;
      this.painter = painter;
      this.config = config;
      this.actions = actions;
      /** @type {CircleState[]} */
      this.circles = [];
      this.size = config.state.size;
      this.off = false; // a link can hide the hands
      /** @type {{i: number, rim: boolean, pointer: number, from: CircleState, at: any, moved: boolean} | null} */
      this.drag = null;
      const name = "Circles of the original picture";
      this.svg = /** @type {SVGSVGElement} */ (
        s("svg", { class: "picture-hands", role: "group", "aria-label": name, preserveAspectRatio: "none" })
      );
      this.readout = h("div", { class: "hand-readout", "aria-hidden": "true" });
      this.said = h("div", { class: "hand-said", role: "status" });
      painter.host.append(this.svg, this.readout, this.said);
      // Fingers are thicker than arrows. What is near a rim takes the pointer, and nothing else.
      this.reach = matchMedia("(any-pointer: coarse)").matches ? 14 : 7;
      this.svg.style.setProperty("--reach", `${2 * this.reach}px`);
      this.#listen();
    }

    #listen() {
      const { svg, painter } = this;
      svg.addEventListener("pointerdown", (event) => this.#down(event));
      svg.addEventListener("pointermove", (event) => this.#move(event));
      svg.addEventListener("pointerup", (event) => this.#up(event));
      svg.addEventListener("pointercancel", (event) => this.#up(event));
      svg.addEventListener("pointerleave", (event) => this.#leave(event));
      svg.addEventListener("mousedown", (event) => event.preventDefault()); // the focus is set by hand
      // A finger on a circle scrolls nothing; Chromium heeds touch-action on HTML alone.
      svg.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
      svg.addEventListener("dblclick", () => painter.whole || painter.zoom(null));
      svg.addEventListener("keydown", (event) => this.#key(event));
      svg.addEventListener("focusin", ({ target }) => this.#focused(this.#index(target)));
      svg.addEventListener("focusout", () => this.#read(-1));
      painter.host.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => (this.pressed = event), true);
      painter.onDoubleClick = () => this.#background();
      document.addEventListener("cutlab:view", () => this.#place());
    }

    /** Lie where the picture lies; be out of the way of a brush. */
    #place() {
      const { over } = this.painter.pictures[0];
      const box = over.getAttribute("viewBox");
      if (!box) return;
      this.svg.setAttribute("viewBox", box);
      for (const side of ["left", "top", "width", "height"]) this.svg.style[side] = over.style[side];
      const brushing = this.painter.brushing;
      if (this.svg.classList.contains("away") !== brushing) this.svg.classList.toggle("away", brushing);
    }

    /** @param {ExplorerState} state */
    show({ circles, size, hide }) {
      this.off = hide.includes("hands");
      this.svg.classList.toggle("gone", this.off);
      const before = size === this.size ? this.circles : [];
      this.circles = circles;
      this.size = size;
      const { svg } = this;
      if (this.drag && this.drag.i >= circles.length) this.drag = null;
      while (svg.childElementCount > circles.length) svg.lastChild?.remove();
      while (svg.childElementCount < circles.length) svg.append(window.cutlab.hand(svg.childElementCount));
      circles.forEach((circle, i) => {
        if (circle !== before[i]) window.cutlab.drawHand(svg.children[i], circle, size);
      });
      const focused = svg.classList.contains("keys") ? this.#index(document.activeElement) : -1;
      this.#read(this.drag?.i ?? focused);
    }

    // --- where the pointer is ------------------------------------------------------------------

    /** In the picture's coordinates, and how many pixels of the screen one of its pixels has. */
    #data(/** @type {MouseEvent} */ { clientX, clientY }) {
      const box = this.svg.getBoundingClientRect();
      const { left, top, width, height } = this.painter.view;
      const [across, down] = [box.width / width, box.height / height];
      return { col: left + (clientX - box.left) / across, row: top + (clientY - box.top) / down, scale: across };
    }

    /** What a pointer takes. @param {MouseEvent} event */
    #under(event) {
      const { row, col, scale } = this.#data(event);
      return window.cutlab.circles.under(this.circles, row, col, this.reach / scale);
    }

    #index(target) {
      return Number(target?.closest("[data-hand]")?.dataset.hand ?? -1);
    }

    /** Show what the pointer would take. @param {MouseEvent} event */
    #hover(event) {
      const { i, rim } = this.#under(event);
      [...this.svg.children].forEach((hand, j) => hand.classList.toggle("near", i === j));
      if (i < 0) return;
      const { row, col } = this.#data(event);
      const turn = Math.atan2(row - this.circles[i].row, col - this.circles[i].col) / (Math.PI / 4);
      this.svg.style.cursor = rim ? CURSORS[(Math.round(turn) + 4) % 4] : "move";
    }

    /** Plotly's readout and crosshair, over the circles as beside them. @param {string} type */
    #tellPlotly(type, /** @type {MouseEvent} */ { clientX, clientY }) {
      this.painter.surface?.dispatchEvent(new MouseEvent(type, { clientX, clientY, view: window }));
    }

    // --- by pointer ------------------------------------------------------------------------------

    /** @param {PointerEvent} event */
    #down(event) {
      if (event.button !== 0 || !event.isPrimary || this.drag) return;
      const { i, rim } = this.#under(event);
      if (i < 0) return;
      this.said.textContent = "";
      this.byPointer = true;
      this.focus(i);
      this.byPointer = false;
      this.svg.classList.remove("keys");
      this.#tellPlotly("mouseout", event);
      this.svg.setPointerCapture(event.pointerId);
      this.drag = { i, rim, pointer: event.pointerId, from: this.circles[i], at: event, moved: false };
      this.svg.children[i].classList.add("taken");
    }

    /** @param {PointerEvent} event */
    #move(event) {
      const { drag } = this;
      if (!drag) {
        if (event.pointerType === "touch") return;
        this.#hover(event);
        this.#tellPlotly("mousemove", event);
        return;
      }
      if (event.pointerId !== drag.pointer) return;
      drag.moved ||= Math.hypot(event.clientX - drag.at.clientX, event.clientY - drag.at.clientY) >= SLACK;
      if (!drag.moved) return;
      const [begin, now] = [this.#data(drag.at), this.#data(event)];
      const { row, col, radius } = drag.from;
      if (drag.rim) {
        const away = (/** @type {typeof now} */ at) => Math.hypot(at.row - row, at.col - col);
        this.#set(drag.i, { row, col, radius: radius + away(now) - away(begin) });
      } else this.#set(drag.i, { row: row + now.row - begin.row, col: col + now.col - begin.col, radius });
    }

    /** @param {PointerEvent} event */
    #up(event) {
      if (event.pointerId !== this.drag?.pointer) return;
      this.#drop();
      if (event.pointerType === "touch") this.#leave(event);
      else this.#hover(event);
    }

    #drop() {
      this.#read(-1);
      this.drag = null;
      for (const hand of this.svg.children) hand.classList.remove("taken");
    }

    /** @param {PointerEvent} event */
    #leave(event) {
      if (this.drag) return;
      for (const hand of this.svg.children) hand.classList.remove("near");
      const to = /** @type {Node | null} */ (event.relatedTarget);
      if (!this.painter.graph?.contains(to)) this.#tellPlotly("mouseout", event);
    }

    /** A double click beside the circles: a circle there, unless it leads back from a zoom. */
    #background() {
      const { pressed, painter } = this;
      if (!painter.whole || painter.brushing || !pressed || this.off) return;
      const { row, col } = this.#data(pressed);
      if (row < -0.5 || col < -0.5 || row > this.size || col > this.size) return;
      if (this.actions.addCircle({ row, col })) this.focus(this.circles.length - 1);
    }

    // --- by key --------------------------------------------------------------------------------

    /** @param {KeyboardEvent} event */
    #key(event) {
      const i = this.#index(event.target);
      if (i < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      this.svg.classList.toggle("keys", !this.drag);
      if (this.drag) {
        // The keys wait for the drag; Escape takes it back.
        if (event.key === "Escape") {
          const { i: taken, from } = this.drag;
          this.#drop();
          this.actions.change(`circles.${taken}`, from);
        }
        event.preventDefault();
        return;
      }
      const { row, col, radius } = this.circles[i];
      const step = event.shiftKey ? 10 : 1;
      const [down, right] = ARROWS[event.key] ?? [0, 0];
      if (down || right) this.#set(i, { row: row + step * down, col: col + step * right, radius });
      else if (event.key === "+" || event.key === "=") this.#set(i, { row, col, radius: radius + 1 });
      else if (event.key === "-" || event.key === "_") this.#set(i, { row, col, radius: radius - 1 });
      else if (event.key === "Delete" || event.key === "Backspace") this.#remove(i);
      else if (event.key === "Insert" || event.key.toLowerCase() === "d") this.#duplicate(i);
      else if (event.key === "Enter") this.actions.openCircle(i);
      else return;
      event.preventDefault();
    }

    #remove(/** @type {number} */ i) {
      if (this.actions.removeCircle(i)) this.focus(Math.min(i, this.circles.length - 1));
    }

    #duplicate(/** @type {number} */ i) {
      if (this.actions.duplicateCircle(i)) this.focus(this.circles.length - 1);
    }

    // --- what comes of it ------------------------------------------------------------------------

    /** @param {number} i @param {CircleState} wanted */
    #set(i, wanted) {
      const { row, col, radius } = this.circles[i];
      const next = window.cutlab.circles.held(this.circles[i], wanted, this.size, this.config.circle_knobs);
      if (next.row === row && next.col === col && next.radius === radius) return;
      this.actions.change(`circles.${i}`, next);
      this.#reveal(i);
    }

    /** Put the keyboard's focus on a circle. @param {number} i */
    focus(i) {
      /** @type {SVGElement} */ (this.svg.children[i]).focus({ preventScroll: true });
    }

    /** The keyboard's focus is on a circle. @param {number} i */
    #focused(i) {
      if (this.byPointer) return;
      this.svg.classList.add("keys");
      this.#reveal(i);
      this.#read(i);
    }

    /** A circle that a zoom left out is brought into sight, at the same zoom. @param {number} i */
    #reveal(i) {
      const { view } = this.painter;
      const circle = this.circles[i];
      if (this.drag || !view || !circle || this.painter.whole) return;
      const { row, col, radius } = circle;
      const { left, top, width, height } = view;
      const out = col + radius < left || col - radius > left + width || row + radius < top || row - radius > top + height;
      if (!out) return;
      const [right, bottom] = [col + width / 2, row + height / 2];
      this.painter.zoom({ left: right - width, right, top: bottom - height, bottom });
    }

    /** Tell in words, to eyes and ears. @param {string} text */
    say(text) {
      this.said.textContent = text;
      this.said.animate({ opacity: [1, 1, 0] }, { duration: 5000, fill: "forwards" });
    }

    /** Where the circle in the hand is; -1 for none. @param {number} i */
    #read(i) {
      const text = i < 0 ? "" : `Circle ${i + 1}: ${window.cutlab.circles.place(this.circles[i])}`;
      this.readout.textContent = text;
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Hands });
})();
