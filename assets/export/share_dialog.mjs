/** The dialog that makes links: how the page opens, with which controls, and the code to embed it. */

import { copyText } from "../page/clipboard.mjs";
import { covered, dialog } from "../page/dialogs.mjs";
import { button, h, onAction } from "../page/dom.mjs";
import { without } from "../state/url.mjs";
import { Preview } from "./preview.mjs";

/** @import { Config, ExplorerState } from "../state/model.mjs" */

const VIEWS = {
  full: ["The whole page", "for a class that works with it"],
  embed: ["Embedded", "pictures and controls in a frame of your own page"],
  present: ["Presentation", "large, for the beamer"],
};
// Sections that only the whole page has.
const OF_THE_PAGE = ["presets", "views", "facts", "export", "lesson"];
const FRAME = { width: 640, height: 480 };

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** @param {"width" | "height"} side */
const sizeField = (side) =>
  h("input", {
    type: "number",
    min: 100,
    max: 4000,
    value: FRAME[side],
    "aria-label": `${side} of the frame in pixels`,
  });

/** @param {string} text @param {HTMLElement} input */
const textField = (text, input) => h("label", { class: "share-text" }, text, input);

export class ShareDialog {
  #fitted = true; // the frame's height is that of its content, until another is typed

  /**
   * @param {Config} config
   * @param {object} explorer
   * @param {() => ExplorerState} explorer.state
   * @param {(changes: Partial<ExplorerState>) => void} explorer.merge
   * @param {() => string} explorer.query of the state at rest
   * @param {() => string} explorer.title
   */
  constructor(config, explorer) {
    this.config = config;
    this.explorer = explorer;
    this.dialog = dialog(".share-dialog");
    this.radios = Object.entries(VIEWS).map(([value, [title, what]]) => {
      const input = h("input", { type: "radio", name: "share-view", value });
      return { input, label: h("label", {}, input, h("span", {}, h("b", {}, title), `: ${what}`)) };
    });
    const late = (/** @type {string} */ name) => Number(OF_THE_PAGE.includes(name));
    const names = Object.keys(config.sections).sort((a, b) => late(a) - late(b));
    this.boxes = names.map((name) => {
      const input = h("input", { type: "checkbox", value: name });
      return { name, input, label: h("label", {}, input, config.sections[name]) };
    });
    this.width = sizeField("width");
    this.height = sizeField("height");
    this.height.addEventListener("input", () => (this.#fitted = false));
    this.link = h("input", { type: "text", readonly: "" });
    this.code = h("textarea", { readonly: "", rows: 3 });
    this.status = h("span", { class: "quiet", role: "status" });
    this.preview = new Preview();
    const copyCode = () => this.#copy(this.code.value, "Embed code copied.");
    this.embedOnly = [
      h(
        "div",
        { class: "share-size" },
        h("label", {}, "Width", this.width),
        h("label", {}, "Height", this.height),
        "pixels",
      ),
      textField("Embed code", this.code),
      button("Copy embed code", copyCode, { class: "share-copy-code" }),
    ];
    this.#build();
    onAction("share", () => this.open());
    this.dialog.addEventListener("close", () => this.preview.forget());
    this.dialog.addEventListener("input", () => this.#update());
  }

  #build() {
    const all = (/** @type {boolean} */ on) => () => {
      for (const { input, label } of this.boxes) if (!label.hidden) input.checked = on;
      this.#update();
    };
    const [frame, code, copyCode] = this.embedOnly;
    const views = h("fieldset", {}, h("legend", {}, "It opens as"), ...this.radios.map(({ label }) => label));
    const controls = h(
      "fieldset",
      {},
      h("legend", {}, "With these controls"),
      h("div", { class: "buttons" }, button("All", all(true)), button("None", all(false))),
      h("div", { class: "share-parts" }, ...this.boxes.map(({ label }) => label)),
    );
    const copyLink = () => this.#copy(this.link.value, "Link copied.");
    this.dialog.append(
      h(
        "div",
        { class: "dialog-head" },
        h("h2", { id: "share-title" }, "Share what is on screen"),
        button("Close", () => {}, { class: "dialog-close" }),
      ),
      h(
        "div",
        { class: "share-body" },
        h("div", { class: "share-choices" }, views, controls),
        h("div", { class: "share-sight" }, h("p", {}, "What the reader sees"), this.preview.element),
      ),
      textField("Link", this.link),
      frame,
      code,
      h(
        "div",
        { class: "dialog-tools" },
        button("Copy link", copyLink, { class: "share-copy-link" }),
        copyCode,
        button("Use on this page", () => this.#use(), { class: "share-use" }),
        this.status,
      ),
    );
  }

  open() {
    if (covered()) return;
    const { view, hide } = this.explorer.state();
    for (const { input } of this.radios) input.checked = input.value === view;
    for (const { name, input } of this.boxes) input.checked = !hide.includes(name);
    this.#fitted = true;
    this.status.textContent = "";
    this.dialog.showModal();
    this.#update();
  }

  get #view() {
    const chosen = this.radios.find(({ input }) => input.checked)?.input.value ?? "full";
    return /** @type {ExplorerState["view"]} */ (chosen);
  }

  /** Names that are not ticked, in the state's order, without those that the view lacks anyway. */
  get #hide() {
    const off = this.boxes.filter(({ input, label }) => !input.checked && !label.hidden);
    const names = new Set(off.map(({ name }) => name));
    return Object.keys(this.config.sections).filter((name) => names.has(name));
  }

  #update() {
    const view = this.#view;
    for (const { name, label } of this.boxes) {
      label.hidden = view !== "full" && OF_THE_PAGE.includes(name);
    }
    for (const element of this.embedOnly) element.hidden = view !== "embed";
    const hide = this.#hide;
    const scene = without(this.explorer.query(), ["view", "hide"]);
    const fields = [scene, view !== "full" && `view=${view}`, hide.length && `hide=${hide.join(",")}`];
    const query = fields.filter(Boolean).join("&");
    this.link.value = location.origin + location.pathname + (query && `?${query}`);
    this.status.textContent = "";
    this.#writeCode();
    this.preview.show({
      link: this.link.value,
      state: { ...this.explorer.state(), view, hide },
      size: [this.width.valueAsNumber || FRAME.width, this.height.valueAsNumber || FRAME.height],
      fit: view === "embed" && this.#fitted ? (height) => this.#fit(height) : null,
    });
  }

  /** @param {number} height of the frame's content */
  #fit(height) {
    this.height.value = String(height);
    this.#writeCode();
  }

  /** The code, by the frame's size. */
  #writeCode() {
    const name = `Cutlab: ${this.explorer.title()}`;
    const style = "border: 0; max-width: 100%";
    this.code.value =
      `<iframe src="${escaped(this.link.value)}" title="${escaped(name)}" width="${this.width.value}" ` +
      `height="${this.height.value}" style="${style}" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`;
  }

  /** @param {string} text @param {string} done */
  async #copy(text, done) {
    const copied = await copyText(text, this.dialog);
    this.status.textContent = copied ? done : "The browser does not allow it: select the text and copy it.";
  }

  #use() {
    this.dialog.close();
    this.explorer.merge({ view: this.#view, hide: this.#hide });
  }
}
