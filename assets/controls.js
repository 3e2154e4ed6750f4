// @ts-check
/// <reference path="./types.d.ts" />
/**
 * The controls, made from the state's fields. They are the browser's own: a component of
 * Dash tells the whole page of every step of a drag, which costs more than the frame it asks for
 * (docs/decisions/0002-native-controls.md has the figures).
 */
(() => {
  let ids = 0;

  /** An element. @param {string} tag @param {Record<string, any>} [props] @param {...any} children */
  function h(tag, props = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
    }
    element.append(...children);
    return element;
  }

  /** A mark that shows a sentence, see tips.js. @param {string} title @param {string} help */
  const helpMark = (title, help) =>
    h("button", { type: "button", class: "help", "aria-label": `${title}: ${help}`, "data-help": help }, "?");

  /** Where a value stands on its slider, and back: a slider of scale "cubic" holds the root. */
  const position = (/** @type {Knob} */ knob, value) =>
    knob.scale === "cubic" ? Math.cbrt(value / knob.maximum) : value;
  /** Next to 0 a cubic scale is all decimals: there it leaps, `up` to the least or down to 0. */
  function valueAt(/** @type {Knob} */ knob, place, up = false) {
    if (knob.scale !== "cubic") return place;
    const [value, least] = [knob.maximum * place ** 3, knob.step / 10];
    if (value < least) return up && place > 0 ? least : 0;
    return Number(value.toPrecision(3));
  }

  /**
   * One control. It has its element and `show(value)`; `change(value)` is called with what the
   * hand put in, right or wrong: the rules are the server's. `tools` stand beside its name.
   */
  function control(/** @type {Knob} */ knob, field, name, change, ...tools) {
    const id = `control-${(ids += 1)}`;
    const { input, extra, show } = { number, choice, switch: toggle }[knob.kind](knob, id, name, change);
    const element = h(
      "div",
      { class: `control control-${knob.kind}`, "data-field": field },
      h("div", { class: "control-head" }, h("label", { for: id }, knob.title), helpMark(name, knob.help), ...tools, input),
      ...extra,
      h("div", { class: "notice", "data-notice": field }),
    );
    return { element, show };
  }

  /** @param {Knob} knob */
  function number(knob, id, name, change) {
    const cubic = knob.scale === "cubic";
    const label = knob.unit ? `${name}, ${knob.unit}` : name;
    const bounds = { min: knob.minimum, max: knob.maximum, step: knob.step };
    const box = /** @type {HTMLInputElement} */ (
      h("input", { type: "number", id, ...bounds, "aria-label": label, inputmode: "decimal" })
    );
    box.addEventListener("input", () => change(box.value === "" ? null : box.valueAsNumber));
    const ends = cubic ? { min: 0, max: 1, step: 0.001 } : bounds;
    const slider = /** @type {HTMLInputElement} */ (
      h("input", { type: "range", role: "slider", ...ends, "aria-label": label })
    );
    slider.addEventListener("input", () => change(valueAt(knob, slider.valueAsNumber)));
    slider.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!way || !(event.shiftKey || cubic)) return;
      event.preventDefault();
      slider.valueAsNumber += way * (event.shiftKey ? 10 : 1) * Number(slider.step);
      change(valueAt(knob, slider.valueAsNumber, way > 0));
    });
    /** @param {number} value @param {number} [maximum] */
    const show = (value, maximum) => {
      if (maximum) slider.max = String(maximum);
      if (value === null) return; // an emptied field: the slider stays where it was
      if (box.valueAsNumber !== value) box.value = String(value);
      slider.value = String(position(knob, value));
      slider.style.setProperty("--fill", `${(100 * (slider.valueAsNumber - Number(slider.min))) / (Number(slider.max) - Number(slider.min))}%`);
      if (cubic) slider.setAttribute("aria-valuetext", String(value));
    };
    const unit = h("span", { class: "unit" }, knob.unit);
    const input = h("span", { class: "number" }, box, unit);
    if (!knob.slider) return { input, extra: [], show };
    return { input, extra: [slider, ...(cubic ? [ticks(knob)] : [])], show };
  }

  /** Values along a slider that is not even. @param {Knob} knob */
  function ticks(knob) {
    const row = h("div", { class: "ticks", "aria-hidden": "true" });
    for (const value of [0, knob.maximum / 100, knob.maximum / 10, knob.maximum / 2, knob.maximum]) {
      row.append(h("span", { style: `--at: ${position(knob, value)}` }, String(value)));
    }
    return row;
  }

  /** @param {Knob} knob */
  function choice(knob, id, name, change) {
    const options = Object.entries(knob.labels).map(([value, text]) => h("option", { value }, text));
    const input = /** @type {HTMLSelectElement} */ (h("select", { id, "aria-label": name }, ...options));
    input.addEventListener("input", () => change(input.value));
    return { input, extra: [], show: (value) => (input.value = value) };
  }

  /** @param {Knob} knob */
  function toggle(knob, id, name, change) {
    const input = /** @type {HTMLInputElement} */ (
      h("input", { type: "checkbox", role: "switch", id, "aria-label": name })
    );
    input.addEventListener("input", () => change(input.checked));
    return { input, extra: [], show: (value) => (input.checked = value) };
  }

  class Controls {
    /**
     * @param {HTMLElement} root
     * @param {Config} config
     * @param {any} play
     * @param {object} actions
     * @param {(path: string, value: any) => void} actions.change
     * @param {() => void} actions.newNoise
     * @param {() => boolean} actions.addCircle
     * @param {(i: number) => boolean} actions.duplicateCircle
     * @param {(i: number) => boolean} actions.removeCircle
     */
    constructor(root, config, play, actions) {
      this.config = config;
      this.play = play;
      this.actions = actions;
      /** @type {Record<string, {element: HTMLElement, show: Function}>} */
      this.fields = {};
      for (const [name, knob] of Object.entries(config.knobs)) {
        if (knob.group === "embedding") continue; // that view has them
        this.fields[name] = this.#control(knob, name, knob.title);
      }
      /** @type {{element: HTMLDetailsElement, summary: HTMLElement, remove: HTMLElement, duplicate: HTMLElement, fields: Record<string, any>}[]} */
      this.cards = [];
      const button = (/** @type {string} */ text, part, onclick) =>
        h("button", { type: "button", class: "button", "data-part": part, onclick }, text);
      this.circles = h("div", { "data-part": "circles" });
      this.add = button("Add a circle", "circles", () => actions.addCircle());
      const newNoise = button("New noise", "seed", actions.newNoise);
      const section = (title, ...children) => h("section", {}, h("h2", {}, title), ...children);
      const of = (group) =>
        Object.values(config.knobs).filter((knob) => knob.group === group).map(({ field }) => this.fields[field].element);
      root.replaceChildren(
        section("Method", ...of("method")),
        section("Noise", ...of("noise"), newNoise),
        section(
          "Circles",
          h("div", { class: "notice", "data-notice": "circles" }),
          this.circles,
          this.add,
          ...of("circles"),
        ),
        h("details", { class: "more" }, h("summary", {}, "More"), ...of("more")),
      );
    }

    /** A control, and what plays it. @param {Knob} knob @param {string} path @param {string} name */
    #control(knob, path, name) {
      const tools = knob.kind === "number" ? [this.play.button(knob, path, name)] : [];
      return control(knob, path, name, (/** @type {any} */ value) => this.actions.change(path, value), ...tools);
    }

    /** Let every control show the state. @param {ExplorerState} state */
    show(state) {
      for (const [name, { show }] of Object.entries(this.fields)) show(state[name]);
      while (this.cards.length > state.circles.length) this.cards.pop()?.element.remove();
      while (this.cards.length < state.circles.length) this.#addCard(this.cards.length);
      const { length } = state.circles;
      const full = length >= this.config.max_circles;
      this.cards.forEach(({ summary, remove, duplicate, fields }, i) => {
        const { row, col, radius } = state.circles[i];
        summary.textContent = `row ${row} · col ${col} · r ${radius}`;
        remove.toggleAttribute("disabled", length === 1);
        duplicate.toggleAttribute("disabled", full);
        for (const [name, knob] of Object.entries(this.config.circle_knobs)) {
          fields[name].show(state.circles[i][name], window.cutlab.circles.most(knob, state.size));
        }
      });
      this.add.toggleAttribute("disabled", full);
    }

    /** Where the focus goes when its own place is gone. @param {number} i */
    focusCircle(i) {
      this.cards[i].element.querySelector("summary")?.focus();
    }

    /** Show a circle's numbers. @param {number} i */
    openCircle(i) {
      this.cards[i].element.open = true;
      this.focusCircle(i);
    }

    /** @param {number} i */
    #addCard(i) {
      const title = `Circle ${i + 1}`;
      const summary = h("span", { class: "circle-summary" });
      /** @type {Record<string, any>} */
      const fields = {};
      for (const [name, knob] of Object.entries(this.config.circle_knobs)) {
        const path = `circles.${i}.${name}`;
        fields[name] = this.#control(knob, path, `${title}, ${knob.title}`);
      }
      const button = (/** @type {string} */ text, name, onclick) =>
        h("button", { type: "button", class: `button ${name}`, onclick }, `${text} circle ${i + 1}`);
      const duplicate = button("Duplicate", "duplicate", () => this.actions.duplicateCircle(i));
      const remove = button("Remove", "remove", () => {
        if (this.actions.removeCircle(i)) this.focusCircle(Math.min(i, this.cards.length - 1));
      });
      const swatch = h("span", { class: "swatch", style: `background: ${this.config.regions[i]}` });
      const element = /** @type {HTMLDetailsElement} */ (h(
        "details",
        { class: "circle", "data-circle": i, open: i === 0 },
        h("summary", {}, swatch, h("span", { class: "circle-name" }, title), summary),
        ...Object.values(fields).map(({ element: field }) => field),
        h("div", { class: "buttons" }, duplicate, remove),
      ));
      this.circles.append(element);
      this.cards.push({ element, summary, remove, duplicate, fields });
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Controls, control, h, position, valueAt });
})();
