/** The list of studies: those that there are, those deleted, and those ready to be run. */

import { button, h } from "../page/dom.mjs";
import { AGAIN_MS, api, count, describeKind, describeProgress, digits, duration, isBusy, sceneLink, STATES } from "./api_client.mjs";

/** @import { Example, StudyRow } from "./api_client.mjs" */
/** @import { StudyPages } from "./pages.mjs" */

const STATE_ORDER = Object.keys(STATES);

/** @type {Record<string, {title: string, by: (a: StudyRow, b: StudyRow) => number}>} */
const ORDERS = {
  newest: { title: "newest first", by: (a, b) => b.id - a.id },
  name: { title: "by name", by: (a, b) => a.name.localeCompare(b.name) },
  state: {
    title: "by state",
    by: (a, b) => STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) || b.id - a.id,
  },
  size: { title: "by size", by: (a, b) => b.n_trials - a.n_trials },
  best: { title: "by best result", by: (a, b) => (b.best ?? -2) - (a.best ?? -2) },
};

export class StudyList {
  #order = "newest";
  /** @type {StudyRow[]} */
  #rows = [];

  /** @param {StudyPages} pages */
  constructor(pages) {
    this.pages = pages;
    this.items = h("ul", { class: "study-items" });
    this.gone = h("ul", { class: "study-items" });
    this.deleted = h("details", { class: "study-deleted", hidden: "" }, h("summary", {}, "Deleted"), this.gone);
    this.empty = h(
      "p",
      { class: "study-empty", hidden: "" },
      "There are no studies yet. Make one of the scene you look at ",
      h("a", { href: "/" }, "in the explorer"),
      ", or run one of those below.",
    );
    const options = Object.entries(ORDERS).map(([value, { title }]) => h("option", { value }, title));
    const sort = h("select", { id: "study-order", onchange: () => this.#sort(sort.value) }, ...options);
    this.sorting = h("span", { hidden: "" }, h("label", { for: "study-order" }, "Sort "), sort);
    const fromFile = button("From a file…", () => pages.editor.open(null));
    const title = h("h2", { id: "studies-title", tabindex: "-1" }, "Studies");
    this.ready = h("div", { class: "study-ready" });
    this.element = h(
      "section",
      { class: "study-list", "aria-labelledby": "studies-title" },
      h("div", { class: "study-head" }, title, h("div", { class: "study-tools" }, this.sorting, fromFile)),
      this.empty,
      this.items,
      this.deleted,
      h("h2", {}, "Ready to run"),
      this.ready,
    );
  }

  async start() {
    this.#examples();
    await this.refresh();
  }

  /** @returns {Promise<boolean>} whether something is going on */
  async refresh() {
    const { studies, deleted } = await api.list();
    this.#rows = studies;
    this.empty.hidden = studies.length > 0;
    this.sorting.hidden = studies.length < 2;
    this.deleted.hidden = deleted.length === 0;
    this.#show();
    sync(this.gone, deleted, (row) => this.#goneItem(row));
    return studies.some(isBusy);
  }

  /** @param {string} order */
  #sort(order) {
    this.#order = order;
    this.#show();
  }

  #show() {
    const rows = this.#rows.toSorted(ORDERS[this.#order].by);
    sync(this.items, rows, (row) => this.#item(row));
  }

  /** @param {StudyRow} row */
  #item(row) {
    const facts = [describeProgress(row)];
    if (row.best !== null) facts.push(`best ${digits(row.best)}, worst ${digits(row.worst)}`);
    const act = (/** @type {string} */ text, /** @type {() => void} */ run) =>
      button(text, run, { "aria-label": `${text} ${row.name}` });
    const notes = row.notes ? h("p", { class: "study-notes" }, row.notes) : "";
    const progress = { max: row.n_trials, value: row.recorded, "aria-label": `Progress of ${row.name}` };
    return h(
      "li",
      { class: "study-item", "data-study": row.id },
      h(
        "div",
        { class: "study-item-head" },
        h("a", { href: `/study/${row.id}` }, row.name),
        h("span", { class: "study-state", "data-state": row.state }, STATES[row.state]),
      ),
      h(
        "div",
        { class: "study-item-body" },
        sceneLink(row.query, row.name),
        h("div", {}, notes, h("p", { class: "quiet" }, describeKind(row))),
      ),
      isBusy(row) ? h("progress", progress) : "",
      h(
        "div",
        { class: "study-item-foot" },
        h("span", { class: "study-facts" }, facts.join(" · ")),
        h(
          "span",
          { class: "study-acts" },
          act("Duplicate and change", () => this.pages.editor.open(row.id)),
          act("Delete", () => this.pages.remove(row)),
        ),
      ),
    );
  }

  /** @param {StudyRow} row */
  #goneItem(row) {
    const label = `Bring back ${row.name}`;
    const back = button("Bring back", () => this.pages.undelete(row), { "aria-label": label });
    const head = h("div", { class: "study-item-head" }, h("span", {}, row.name), back);
    return h("li", { class: "study-item", "data-study": row.id }, head);
  }

  async #examples() {
    const { studies } = await api.examples();
    this.ready.replaceChildren();
    for (const example of studies) {
      const { name, notes, query, study, n_trials: n } = example;
      const run = h("button", { type: "button", class: "button", "aria-label": `Run ${name}` }, "Run");
      run.addEventListener("click", () => this.pages.add(study, true));
      const size = h("p", { class: "quiet" }, count(n, "trial"));
      const article = h(
        "article",
        { class: "study-item" },
        h("div", { class: "study-item-head" }, h("h3", {}, name), run),
        h(
          "div",
          { class: "study-item-body" },
          sceneLink(query, name),
          h("div", {}, h("p", { class: "study-notes" }, notes), size),
        ),
      );
      this.ready.append(article);
      this.#time(example, size);
    }
  }

  /** Say how long it would take, as soon as the server has compiled what it runs. @param {Example} example @param {HTMLElement} size */
  async #time(example, size) {
    const plan = await api.plan({ study: example.study }).catch(() => null);
    if (!plan) return; // the page says elsewhere that the server is away
    if (plan.seconds === null) setTimeout(() => this.#time(example, size), AGAIN_MS);
    else size.textContent = `${count(example.n_trials, "trial")}, about ${duration(plan.seconds)}`;
  }
}

/**
 * Let a list's items be those of the rows; what did not change keeps its element, and the focus.
 * @param {HTMLElement} list @param {StudyRow[]} rows @param {(row: StudyRow) => HTMLElement} make
 */
function sync(list, rows, make) {
  const old = new Map([...list.children].map((item) => [item.getAttribute("data-key"), item]));
  const items = rows.map((row) => {
    const key = JSON.stringify({ ...row, now: 0, updated: 0, lease_until: 0 });
    const kept = old.get(key);
    if (kept) return kept;
    const item = make(row);
    item.setAttribute("data-key", key);
    return item;
  });
  const refocus = focusOf(list);
  const same = items.length === list.children.length && items.every((item, i) => item === list.children[i]);
  if (!same) list.replaceChildren(...items);
  refocus?.();
}

/** A function that gives the focus back to the same button of the same study. @param {HTMLElement} list */
function focusOf(list) {
  const active = document.activeElement;
  const item = active?.closest("[data-study]");
  if (!active || !item || !list.contains(item)) return null;
  const number = [...item.querySelectorAll("a, button")].indexOf(active);
  const id = item.getAttribute("data-study");
  return () => {
    if (document.activeElement === active) return;
    const same = list.querySelector(`[data-study="${id}"]`)?.querySelectorAll("a, button")[number];
    /** @type {HTMLElement | undefined} */ (same)?.focus();
  };
}
