// @ts-check
/// <reference path="./types.d.ts" />
/** The dialog that makes links: how the page opens, with which controls, and the code to embed it. */
(() => {
  const VIEWS = {
    full: ["The whole page", "for a class that works with it"],
    embed: ["Embedded", "pictures and controls in a frame of your own page"],
    present: ["Presentation", "large, for the beamer"],
  };
  // Parts that only the whole page has.
  const OF_THE_PAGE = ["presets", "views", "facts", "export", "lesson"];
  const SCREEN = { full: [1280, 800], present: [1280, 720] };
  const FRAME = { width: 640, height: 480 };
  const READY_MS = 100; // between looks whether the preview has come

  const escaped = (/** @type {string} */ text) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

  class Share {
    /**
     * @param {Config} config
     * @param {object} explorer
     * @param {() => ExplorerState} explorer.state
     * @param {(state: ExplorerState) => void} explorer.adopt
     * @param {() => string} explorer.query of the state at rest
     * @param {() => string} explorer.title
     */
    constructor(config, explorer) {
      this.config = config;
      this.explorer = explorer;
      this.dialog = window.cutlab.dialog(".share-dialog");
      this.fitted = true; // the frame's height is that of its content, until another is typed
      this.timer = 0;
      /** @type {{input: HTMLInputElement, label: HTMLElement}[]} */
      this.radios = [];
      /** @type {{name: string, input: HTMLInputElement, label: HTMLElement}[]} */
      this.boxes = [];
      /** @type {HTMLElement[]} */
      this.embedOnly = [];
      this.#build();
      document.querySelector('[data-action="share"]')?.addEventListener("click", () => this.open());
      this.dialog.addEventListener("close", () => this.#forget());
      this.dialog.addEventListener("input", () => this.#update());
    }

    #build() {
      const { h } = window.cutlab;
      const button = (/** @type {string} */ text, onclick, more = "") =>
        h("button", { type: "button", class: `button ${more}`, onclick }, text);
      const field = (/** @type {string} */ text, input, more = "") => h("label", { class: `share-text ${more}` }, text, input);
      this.radios = Object.entries(VIEWS).map(([value, [title, what]]) => {
        const input = h("input", { type: "radio", name: "share-view", value });
        return { input, label: h("label", {}, input, h("span", {}, h("b", {}, title), `: ${what}`)) };
      });
      const names = Object.keys(this.config.parts).sort((a, b) => Number(OF_THE_PAGE.includes(a)) - Number(OF_THE_PAGE.includes(b)));
      this.boxes = names.map((name) => {
        const input = h("input", { type: "checkbox", value: name });
        const label = h("label", {}, input, this.config.parts[name]);
        return { name, input, label };
      });
      const size = (/** @type {"width" | "height"} */ side) =>
        h("input", { type: "number", min: 100, max: 4000, value: FRAME[side], "aria-label": `${side} of the frame in pixels` });
      this.width = size("width");
      this.height = size("height");
      this.height.addEventListener("input", () => (this.fitted = false));
      this.link = h("input", { type: "text", readonly: "" });
      this.code = h("textarea", { readonly: "", rows: 3 });
      this.preview = h("div", { class: "share-preview", inert: "" });
      this.status = h("span", { class: "quiet", role: "status" });
      const all = (/** @type {boolean} */ on) => () => {
        for (const { input, label } of this.boxes) if (!label.hidden) input.checked = on;
        this.#update();
      };
      this.embedOnly = [
        h("div", { class: "share-size" }, h("label", {}, "Width", this.width), h("label", {}, "Height", this.height), "pixels"),
        field("Embed code", this.code),
        button("Copy embed code", () => this.#copy(this.code.value, "Embed code copied."), "share-copy-code"),
      ];
      const [frame, code, copyCode] = this.embedOnly;
      this.dialog.append(
        h("div", { class: "dialog-head" }, h("h2", { id: "share-title" }, "Share what is on screen"), button("Close", () => {}, "dialog-close")),
        h(
          "div",
          { class: "share-body" },
          h(
            "div",
            { class: "share-choices" },
            h("fieldset", {}, h("legend", {}, "It opens as"), ...this.radios.map(({ label }) => label)),
            h(
              "fieldset",
              {},
              h("legend", {}, "With these controls"),
              h("div", { class: "buttons" }, button("All", all(true)), button("None", all(false))),
              h("div", { class: "share-parts" }, ...this.boxes.map(({ label }) => label)),
            ),
          ),
          h("div", { class: "share-sight" }, h("p", {}, "What the reader sees"), this.preview),
        ),
        field("Link", this.link),
        frame,
        code,
        h(
          "div",
          { class: "dialog-tools" },
          button("Copy link", () => this.#copy(this.link.value, "Link copied."), "share-copy-link"),
          copyCode,
          button("Use on this page", () => this.#use(), "share-use"),
          this.status,
        ),
      );
    }

    open() {
      if (window.cutlab.covered()) return;
      const { view, hide } = this.explorer.state();
      for (const { input } of this.radios) input.checked = input.value === view;
      for (const { name, input } of this.boxes) input.checked = !hide.includes(name);
      this.fitted = true;
      this.status.textContent = "";
      this.dialog.showModal();
      this.#update();
    }

    /** @returns {ExplorerState["view"]} */
    get #view() {
      return /** @type {any} */ (this.radios.find(({ input }) => input.checked)?.input.value) ?? "full";
    }

    /** What is not ticked, in the state's order; what the view has not anyway need not be said. */
    get #hide() {
      const off = new Set(this.boxes.filter(({ input, label }) => !input.checked && !label.hidden).map(({ name }) => name));
      return Object.keys(this.config.parts).filter((name) => off.has(name));
    }

    #update() {
      const view = this.#view;
      for (const { name, label } of this.boxes) label.hidden = view !== "full" && OF_THE_PAGE.includes(name);
      const hide = this.#hide;
      for (const element of this.embedOnly) element.hidden = view !== "embed";
      const scene = window.cutlab.without(this.explorer.query(), ["view", "hide"]);
      const parts = [scene, view !== "full" && `view=${view}`, hide.length && `hide=${hide.join(",")}`];
      const query = parts.filter(Boolean).join("&");
      this.link.value = location.origin + location.pathname + (query && `?${query}`);
      this.status.textContent = "";
      this.#preview();
    }

    /** The code, by the frame's size. */
    #write() {
      const name = `Cutlab: ${this.explorer.title()}`;
      const style = "border: 0; max-width: 100%";
      this.code.value =
        `<iframe src="${escaped(this.link.value)}" title="${escaped(name)}" width="${this.width.value}" ` +
        `height="${this.height.value}" style="${style}" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`;
    }

    // --- the preview ---------------------------------------------------------------------------

    #preview() {
      clearTimeout(this.timer);
      const [view, hide] = [this.#view, this.#hide];
      if (!this.frame) {
        const title = "What the reader sees";
        this.frame = /** @type {HTMLIFrameElement} */ (window.cutlab.h("iframe", { title, src: this.link.value, tabindex: -1 }));
        this.preview.replaceChildren(this.frame);
      }
      const inner = this.frame.contentWindow?.cutlab;
      if (inner?.at_rest) {
        inner.adopt({ ...this.explorer.state(), view, hide });
        if (view === "embed" && this.fitted) this.#fit();
      } else this.timer = setTimeout(() => this.#preview(), READY_MS);
      const [width, height] = SCREEN[view] ?? [this.width.valueAsNumber || FRAME.width, this.height.valueAsNumber || FRAME.height];
      const room = this.preview.parentElement?.clientWidth ?? width;
      const scale = Math.min(1, room / width, 400 / height);
      Object.assign(this.frame.style, { width: `${width}px`, height: `${height}px`, scale });
      Object.assign(this.preview.style, { width: `${width * scale}px`, height: `${height * scale}px` });
      this.#write();
    }

    /** As high as what it holds. */
    #fit() {
      const frame = /** @type {HTMLIFrameElement} */ (this.frame);
      Object.assign(frame.style, { width: `${this.width.valueAsNumber || FRAME.width}px`, height: "4000px" });
      const page = /** @type {HTMLElement | null | undefined} */ (frame.contentDocument?.querySelector(".page"));
      if (page) this.height.value = String(Math.min(4000, Math.ceil(page.getBoundingClientRect().height)));
    }

    #forget() {
      clearTimeout(this.timer);
      this.preview.replaceChildren();
      this.frame = undefined;
    }

    // --- what is done with it ------------------------------------------------------------------

    /** @param {string} text @param {string} done */
    async #copy(text, done) {
      const copied = await window.cutlab.copied(text, this.dialog);
      this.status.textContent = copied ? done : "The browser does not allow it: select the text and copy it.";
    }

    #use() {
      this.dialog.close();
      this.explorer.adopt({ ...this.explorer.state(), view: this.#view, hide: this.#hide });
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Share });
})();
