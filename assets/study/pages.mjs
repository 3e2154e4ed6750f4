/**
 * The pages of studies: the list under /study, one study under /study/ID. They ask the server twice a
 * second while something runs and the page is in sight, else not at all.
 */

import { describeError, find, h, write } from "../page/dom.mjs";
import { api, LostError } from "./api_client.mjs";
import { StudyEditor } from "./study_editor.mjs";
import { StudyList } from "./study_list.mjs";
import { StudyPage } from "./study_page.mjs";

/** @import { StudyRow, StudySpec } from "./api_client.mjs" */

const POLL_MS = 500;
const AWAY_MS = 3000; // before a server that does not answer is asked again
const DELETED = "cutlab.deleted";

/** Whether the page's address is that of studies, as its own first script says. */
export const isStudyAddress = () => document.documentElement.dataset.page === "study";

/** @typedef {Pick<StudyRow, "id" | "name">} Named a study */

export class StudyPages {
  #timer = 0;
  #asking = false;
  #again = false;
  #lost = false;

  /** @param {HTMLElement} root @param {string | undefined} id of a study, none for the list */
  constructor(root, id) {
    this.id = id;
    /** @type {Record<string, string>} */
    this.titles = JSON.parse(root.dataset.outputs ?? "{}");
    this.rates = (root.dataset.rates ?? "").split(" ");
    this.notice = h("p", { class: "notice", role: "alert" });
    this.status = h("span", { role: "status" });
    this.undo = h("button", { type: "button", class: "button", hidden: "" }, "Undo");
    this.editor = new StudyEditor(this);
    this.view = id ? new StudyPage(this, id) : new StudyList(this);
    const studies = h("a", { href: "/study", "aria-current": id ? undefined : "page" }, "Studies");
    const explorer = h("a", { href: "/" }, "Explorer");
    root.append(
      h("nav", { class: "study-nav", "aria-label": "Pages" }, explorer, studies),
      h("div", { class: "study-said" }, this.status, this.undo),
      this.notice,
      this.view.element,
      this.editor.dialog,
    );
    document.addEventListener("visibilitychange", () => this.now());
    const recolour = () => this.view instanceof StudyPage && this.view.redraw();
    const scheme = { attributeFilter: ["data-mantine-color-scheme"] };
    new MutationObserver(recolour).observe(document.documentElement, scheme);
    this.#begin();
  }

  async #begin() {
    try {
      await this.view.start();
      this.showProblem("");
      this.now();
    } catch (error) {
      this.showProblem(describeError(error));
      if (error instanceof LostError) setTimeout(() => this.#begin(), AWAY_MS);
    }
  }

  /** Ask now, and go on asking as long as something is going on. */
  async now() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    let wait = 0;
    try {
      wait = (await this.view.refresh()) ? POLL_MS : 0;
      if (this.#lost) this.showProblem("");
      this.#lost = false;
    } catch (error) {
      this.showProblem(describeError(error));
      this.#lost = error instanceof LostError;
      wait = this.#lost ? AWAY_MS : 0;
    }
    this.#asking = false;
    if (this.#again) this.now();
    else if (wait) this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Act, and show why it failed if it did. @param {() => Promise<void>} act */
  async attempt(act) {
    try {
      this.showProblem("");
      await act();
    } catch (error) {
      this.showProblem(describeError(error));
    }
  }

  /** @param {string} problem */
  showProblem(problem) {
    write(this.notice, problem);
  }

  /** @param {string} text @param {(() => void) | null} [undo] */
  announce(text, undo = null) {
    this.status.textContent = text;
    this.undo.hidden = !undo;
    this.undo.onclick = undo;
  }

  /** The outputs of a study that can be looked at. @param {StudySpec} study */
  outputsOf({ evaluator, outputs }) {
    const { rates, titles } = this;
    const own = Object.keys(titles).filter((name) => name !== "y" && !rates.includes(name));
    const all = evaluator === "ishigami" ? ["y", "seconds"] : [...own, "verdict"];
    const names = outputs?.length ? outputs : all;
    const numbers = names.filter((name) => name !== "verdict" && name !== "seconds");
    return [...numbers, ...(names.includes("verdict") ? rates : []), "seconds"];
  }

  /** @param {StudySpec} study @param {boolean} start */
  async add(study, start) {
    const { id } = await api.add({ study, start });
    location.assign(`/study/${id}`);
  }

  /** @param {Named} study */
  remove({ id, name }) {
    return this.attempt(async () => {
      await api.act(id, "delete");
      if (this.id) {
        sessionStorage.setItem(DELETED, JSON.stringify({ id, name }));
        location.assign("/study");
      } else this.removed({ id, name });
    });
  }

  /** @param {Named} study */
  removed(study) {
    this.announce(`${study.name} was deleted.`, () => this.undelete(study));
    document.getElementById("studies-title")?.focus();
    this.now();
  }

  /** @param {Named} study */
  undelete({ id, name }) {
    return this.attempt(async () => {
      await api.act(id, "undelete");
      this.announce(`${name} is back.`);
      document.getElementById("studies-title")?.focus();
      this.now();
    });
  }
}

/** Show the page of the address. */
export function openStudies() {
  const [, id] = /^\/study\/(\d+)/.exec(location.pathname) ?? [];
  const pages = new StudyPages(find("main.study"), id);
  const deleted = sessionStorage.getItem(DELETED);
  if (!deleted || id) return;
  sessionStorage.removeItem(DELETED);
  pages.removed(JSON.parse(deleted));
}
