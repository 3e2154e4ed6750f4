// @ts-check
/// <reference path="./types.d.ts" />
/** What can be taken away: a menu of files, and the code of what is on screen. */
(() => {
  class Keep {
    /**
     * @param {HTMLElement} root @param {Config} config
     * @param {() => ExplorerState} state what is on screen
     */
    constructor(root, config, state) {
      this.config = config;
      this.state = state;
      this.status = find(root, ".keep-status");
      this.problem = find(root, ".keep-problem");
      this.openers = [...root.querySelectorAll(".keep-open, .code-open")];
      this.menu = find(root, ".keep-menu");
      const opener = /** @type {HTMLButtonElement} */ (find(root, ".keep-open"));
      this.menu.popover = "auto"; // Escape and a click elsewhere close it
      opener.popoverTargetElement = this.menu;
      this.menu.addEventListener("toggle", () => this.#place(opener));
      for (const entry of /** @type {NodeListOf<HTMLElement>} */ (this.menu.querySelectorAll("[data-export]"))) {
        entry.addEventListener("click", () => this.#export(entry.dataset.export ?? ""));
      }
      this.code = new Code(window.cutlab.dialog(".code-dialog"), this);
      find(root, ".code-open").addEventListener("click", () => this.#showCode());
    }

    /** Whether there is something to take away. @param {boolean} possible */
    enable(possible) {
      for (const opener of this.openers) opener.toggleAttribute("disabled", !possible);
      if (!possible && this.menu.matches(":popover-open")) this.menu.hidePopover();
    }

    /** Beside its button, and within the window. @param {HTMLElement} opener */
    #place(opener) {
      const at = opener.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = this.menu;
      const below = at.bottom + height + 8 < innerHeight || at.top < height + 8;
      this.menu.style.left = `${scrollX + Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
      this.menu.style.top = `${scrollY + (below ? at.bottom + 4 : at.top - height - 4)}px`;
    }

    /** @param {string} name of a kind of file */
    async #export(name) {
      const file = this.config.files[name];
      this.menu.hidePopover();
      this.#tell(`Making ${file} …`);
      try {
        save(await this.ask(name).then((response) => response.blob()), file);
        this.#tell(`Saved ${file}.`);
      } catch (error) {
        this.#tell("", `${file} could not be made: ${sentence(error)}`);
      }
    }

    async #showCode() {
      this.#tell("");
      try {
        await this.code.open();
      } catch (error) {
        this.#tell("", `The code could not be written: ${sentence(error)}`);
      }
    }

    /** @param {string} status @param {string} [problem] */
    #tell(status, problem = "") {
      this.status.textContent = status;
      this.problem.textContent = problem;
    }

    /** A file of what is on screen. @param {string} name @returns {Promise<Response>} */
    async ask(name) {
      const body = JSON.stringify({ file: name, state: this.state() });
      let response;
      try {
        response = await fetch(this.config.export_path, { method: "POST", body });
      } catch {
        throw new Error("The server does not answer. Try again in a moment.");
      }
      if (!response.ok) throw new Error(await response.text());
      return response;
    }
  }

  /** The dialog with a script a tab. */
  class Code {
    /** @param {HTMLDialogElement} dialog @param {Keep} keep */
    constructor(dialog, keep) {
      this.dialog = dialog;
      this.keep = keep;
      this.text = find(dialog, ".code-text");
      this.status = find(dialog, ".code-status");
      this.tabs = /** @type {HTMLElement[]} */ ([...dialog.querySelectorAll("[data-code]")]);
      /** @type {Record<string, string>} */
      this.scripts = {};
      this.chosen = this.tabs[0];
      for (const tab of this.tabs) tab.addEventListener("click", () => this.#choose(tab));
      find(dialog, ".code-tabs").addEventListener("keydown", (event) => this.#step(/** @type {KeyboardEvent} */ (event)));
      find(dialog, ".code-copy").addEventListener("click", () => this.#copy());
      find(dialog, ".code-download").addEventListener("click", () => this.#download());
    }

    async open() {
      const names = this.tabs.map((tab) => tab.dataset.code ?? "");
      const texts = await Promise.all(names.map((name) => this.keep.ask(name).then((answer) => answer.text())));
      this.scripts = Object.fromEntries(names.map((name, i) => [name, texts[i]]));
      this.#choose(this.chosen);
      this.dialog.showModal();
      this.chosen.focus();
    }

    /** @param {HTMLElement} tab */
    #choose(tab) {
      this.chosen = tab;
      for (const other of this.tabs) {
        other.setAttribute("aria-selected", String(other === tab));
        other.tabIndex = other === tab ? 0 : -1;
      }
      this.text.textContent = this.scripts[tab.dataset.code ?? ""];
      this.text.scrollTo(0, 0);
      this.text.setAttribute("aria-labelledby", tab.id);
      this.status.textContent = "";
    }

    /** @param {KeyboardEvent} event */
    #step({ key }) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (!step) return;
      const at = this.tabs.indexOf(this.chosen) + step + this.tabs.length;
      this.#choose(this.tabs[at % this.tabs.length]);
      this.chosen.focus();
    }

    async #copy() {
      const copied = await copy(this.text);
      this.status.textContent = copied ? "Copied." : "The browser does not allow it: select the text and copy it.";
    }

    #download() {
      const name = this.chosen.dataset.code ?? "";
      const file = this.keep.config.files[name];
      save(new Blob([this.scripts[name]], { type: "text/x-python" }), file);
      this.status.textContent = `Saved ${file}.`;
    }
  }

  /** @param {ParentNode} root @param {string} selector */
  const find = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));

  /** @param {unknown} error */
  const sentence = (error) => (error instanceof Error ? error.message : String(error));

  /** @param {Blob} blob @param {string} file */
  function save(blob, file) {
    const url = URL.createObjectURL(blob);
    const link = Object.assign(document.createElement("a"), { href: url, download: file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser reads it a little later
  }

  /** Copy an element's text; browsers keep the clipboard itself from pages without HTTPS. @param {HTMLElement} element */
  async function copy(element) {
    try {
      await navigator.clipboard.writeText(element.textContent ?? "");
      return true;
    } catch {
      getSelection()?.selectAllChildren(element);
      return document.execCommand("copy");
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Keep, find, save, sentence });
})();
