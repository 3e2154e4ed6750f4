// @ts-check
/// <reference path="../types.d.ts" />
/**
 * The study page: the list under /study, one study under /study/ID. It asks the server twice a
 * second while something runs and the page is in sight, else not at all.
 */
(() => {
  const POLL_MS = 500;
  const AWAY_MS = 3000; // before a server that does not answer is asked again
  const { h, study } = window.cutlab;
  const path = location.pathname.match(/^\/study(?:\/(\d+))?\/?$/);
  if (!path) return;
  document.documentElement.dataset.page = "study";

  class StudyPage {
    /** @param {HTMLElement} root */
    constructor(root) {
      this.titles = JSON.parse(root.dataset.outputs ?? "{}");
      this.rates = (root.dataset.rates ?? "").split(" ");
      this.notice = h("p", { class: "notice", role: "alert" });
      this.said = h("span", { role: "status" });
      this.undo = h("button", { type: "button", class: "button", hidden: true }, "Undo");
      this.editor = new window.cutlab.StudyEditor(this);
      this.view = path?.[1] ? new window.cutlab.StudyOne(this, path[1]) : new window.cutlab.StudyList(this);
      const bar = h("div", { class: "study-said" }, this.said, this.undo);
      const top = h("nav", { class: "study-nav", "aria-label": "Pages" }, h("a", { href: "/" }, "Explorer"), h("a", { href: "/study" }, "Studies"));
      if (!path?.[1]) top.lastElementChild?.setAttribute("aria-current", "page");
      root.append(top, bar, this.notice, this.view.element, this.editor.dialog);
      this.timer = 0;
      this.asking = false;
      this.again = false;
      document.addEventListener("visibilitychange", () => this.now());
      new MutationObserver(() => this.view.redraw?.()).observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
      this.#begin();
    }

    async #begin() {
      try {
        await this.view.start();
        this.tell("");
        this.now();
      } catch (error) {
        this.tell(study.sentence(error));
        if (error instanceof study.Lost) setTimeout(() => this.#begin(), AWAY_MS);
      }
    }

    /** Ask now, and go on asking as long as something is going on. */
    async now() {
      clearTimeout(this.timer);
      if (document.hidden) return;
      this.again = this.asking;
      if (this.asking) return;
      this.asking = true;
      let wait = 0;
      try {
        wait = (await this.view.refresh()) ? POLL_MS : 0;
        if (this.lost) this.tell("");
        this.lost = false;
      } catch (error) {
        this.tell(study.sentence(error));
        this.lost = error instanceof study.Lost;
        wait = this.lost ? AWAY_MS : 0;
      }
      this.asking = false;
      if (this.again) this.now();
      else if (wait) this.timer = setTimeout(() => this.now(), wait);
    }

    /** Try what may fail; why it did is told. @param {() => Promise<void>} act */
    async attempt(act) {
      try {
        this.tell("");
        await act();
      } catch (error) {
        this.tell(study.sentence(error));
      }
    }

    /** @param {string} problem */
    tell(problem) {
      if (this.notice.textContent !== problem) this.notice.textContent = problem;
    }

    /** @param {string} text @param {(() => void) | null} [undo] */
    say(text, undo = null) {
      this.said.textContent = text;
      this.undo.hidden = !undo;
      this.undo.onclick = undo;
    }

    /** The outputs of a study that can be looked at. */
    outputsOf(spec) {
      const test = spec.evaluator === "ishigami";
      const all = test ? ["y", "seconds"] : [...Object.keys(this.titles).filter((name) => name !== "y" && !this.rates.includes(name)), "verdict"];
      const names = spec.outputs?.length ? spec.outputs : all;
      const numbers = names.filter((name) => name !== "verdict" && name !== "seconds");
      return [...numbers, ...(names.includes("verdict") ? this.rates : []), "seconds"];
    }

    /** @param {any} spec @param {boolean} start */
    async add(spec, start) {
      const { id } = await study.ask("", { study: spec, start });
      location.assign(`/study/${id}`);
    }

    remove(row) {
      return this.attempt(async () => {
        await study.ask(`/${row.id}/delete`, {});
        if (path?.[1]) {
          sessionStorage.setItem("cutlab.deleted", JSON.stringify({ id: row.id, name: row.name }));
          location.assign("/study");
        } else this.removed(row);
      });
    }

    /** @param {{id: number, name: string}} row */
    removed(row) {
      this.say(`${row.name} was deleted.`, () => this.undelete(row));
      document.getElementById("studies-title")?.focus();
      this.now();
    }

    undelete(row) {
      return this.attempt(async () => {
        await study.ask(`/${row.id}/undelete`, {});
        this.say(`${row.name} is back.`);
        document.getElementById("studies-title")?.focus();
        this.now();
      });
    }
  }

  /** Dash builds the page some time after the scripts have come. */
  function begin() {
    const root = /** @type {HTMLElement | null} */ (document.querySelector("main.study"));
    if (!root) {
      requestAnimationFrame(begin);
      return;
    }
    const page = new StudyPage(root);
    const deleted = sessionStorage.getItem("cutlab.deleted");
    if (deleted && !path?.[1]) {
      sessionStorage.removeItem("cutlab.deleted");
      page.removed(JSON.parse(deleted));
    }
  }

  begin();
})();
