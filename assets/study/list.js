// @ts-check
/// <reference path="../types.d.ts" />
/** The list of studies: what there is, what was deleted, and what is ready to be run. */
(() => {
  const { h, study } = window.cutlab;
  const { AGAIN_MS, ask, busy, count, digits, duration, progress, scene, STATES } = study;

  const ORDERS = {
    newest: { title: "newest first", by: (a, b) => b.id - a.id },
    name: { title: "by name", by: (a, b) => a.name.localeCompare(b.name) },
    state: { title: "by state", by: (a, b) => Object.keys(STATES).indexOf(a.state) - Object.keys(STATES).indexOf(b.state) || b.id - a.id },
    size: { title: "by size", by: (a, b) => b.n_trials - a.n_trials },
    best: { title: "by best result", by: (a, b) => (b.best ?? -2) - (a.best ?? -2) },
  };

  class StudyList {
    /** @param {any} page */
    constructor(page) {
      this.page = page;
      this.order = "newest";
      /** @type {any[]} */
      this.rows = [];
      this.items = h("ul", { class: "study-items" });
      this.gone = h("ul", { class: "study-items" });
      this.deleted = h("details", { class: "study-deleted", hidden: true }, h("summary", {}, "Deleted"), this.gone);
      this.empty = h("p", { class: "study-empty", hidden: true },
        "There are no studies yet. Make one of the scene you look at ", h("a", { href: "/" }, "in the explorer"), ", or run one of those below.");
      const options = Object.entries(ORDERS).map(([value, { title }]) => h("option", { value }, title));
      const sort = h("select", { id: "study-order", onchange: () => this.#sort(sort.value) }, ...options);
      this.sorting = h("span", { hidden: true }, h("label", { for: "study-order" }, "Sort "), sort);
      this.tools = h("div", { class: "study-tools" }, this.sorting,
        h("button", { type: "button", class: "button", onclick: () => page.editor.open(null) }, "From a file…"));
      this.ready = h("div", { class: "study-ready" });
      this.element = h("section", { class: "study-list", "aria-labelledby": "studies-title" },
        h("div", { class: "study-head" }, h("h2", { id: "studies-title", tabindex: "-1" }, "Studies"), this.tools),
        this.empty, this.items, this.deleted,
        h("h2", {}, "Ready to run"), this.ready);
    }

    async start() {
      this.#examples();
      await this.refresh();
    }

    /** @returns {Promise<boolean>} whether something is going on */
    async refresh() {
      const { studies, deleted } = await ask("");
      this.rows = studies;
      this.empty.hidden = studies.length > 0;
      this.sorting.hidden = studies.length < 2;
      this.deleted.hidden = deleted.length === 0;
      this.#show();
      sync(this.gone, deleted, (row) => this.#goneItem(row));
      return studies.some(busy);
    }

    #sort(order) {
      this.order = order;
      this.#show();
    }

    #show() {
      const rows = [...this.rows].sort(ORDERS[this.order].by);
      sync(this.items, rows, (row) => this.#item(row));
    }

    #item(row) {
      const facts = [progress(row)];
      if (row.best !== null) facts.push(`best ${digits(row.best)}, worst ${digits(row.worst)}`);
      const act = (text, what, run) =>
        h("button", { type: "button", class: "button", "aria-label": `${what} ${row.name}`, onclick: run }, text);
      return h("li", { class: "study-item", "data-study": row.id },
        h("div", { class: "study-item-head" },
          h("a", { href: `/study/${row.id}` }, row.name),
          h("span", { class: "study-state", "data-state": row.state }, STATES[row.state])),
        h("div", { class: "study-item-body" }, scene(row.query, row.name),
          h("div", {}, row.notes ? h("p", { class: "study-notes" }, row.notes) : "", h("p", { class: "quiet" }, kind(row)))),
        busy(row) ? h("progress", { max: row.n_trials, value: row.recorded, "aria-label": `Progress of ${row.name}` }) : "",
        h("div", { class: "study-item-foot" },
          h("span", { class: "study-facts" }, facts.join(" · ")),
          h("span", { class: "study-acts" },
            act("Duplicate and change", "Duplicate and change", () => this.page.editor.open(row.id)),
            act("Delete", "Delete", () => this.page.remove(row)))));
    }

    #goneItem(row) {
      return h("li", { class: "study-item", "data-study": row.id },
        h("div", { class: "study-item-head" }, h("span", {}, row.name),
          h("button", { type: "button", class: "button", "aria-label": `Bring back ${row.name}`, onclick: () => this.page.undelete(row) }, "Bring back")));
    }

    async #examples() {
      const { studies } = await ask("/examples");
      this.ready.replaceChildren();
      for (const example of studies) {
        const run = h("button", { type: "button", class: "button", "aria-label": `Run ${example.name}` }, "Run");
        run.addEventListener("click", () => this.page.add(example.study, true));
        const size = h("p", { class: "quiet" }, count(example.n_trials, "trial"));
        this.ready.append(h("article", { class: "study-item" },
          h("div", { class: "study-item-head" }, h("h3", {}, example.name), run),
          h("div", { class: "study-item-body" }, scene(example.query, example.name),
            h("div", {}, h("p", { class: "study-notes" }, example.notes), size))));
        this.#time(example, size);
      }
    }

    /** Say how long it would take, as soon as the server has compiled what it runs. */
    async #time(example, size) {
      const plan = await ask("/plan", { study: example.study }).catch(() => null);
      if (!plan) return; // the page says elsewhere that the server is away
      if (plan.seconds === null) setTimeout(() => this.#time(example, size), AGAIN_MS);
      else size.textContent = `${count(example.n_trials, "trial")}, about ${duration(plan.seconds)}`;
    }
  }

  const DESIGNS = {
    sweep: "Sweep",
    grid: "Grid",
    latin_hypercube: "Latin hypercube",
    sobol_sample: "Sobol sample",
    morris: "Morris screening",
    saltelli: "Sobol indices",
  };

  /** What is varied, and how. @param {any} row */
  function kind(row) {
    const design = DESIGNS[row.design?.kind ?? row.design] ?? row.design;
    return `${design}: ${row.parameters.join(", ")}`;
  }

  /** Let a list's items be those of the rows; what did not change keeps its element, and the focus. */
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
    const focused = focusOf(list);
    if (items.length !== list.children.length || items.some((item, i) => item !== list.children[i])) list.replaceChildren(...items);
    if (focused) focused();
  }

  /** How to give the focus back to the same button of the same study. */
  function focusOf(list) {
    const active = document.activeElement;
    const item = active?.closest("[data-study]");
    if (!active || !item || !list.contains(item)) return null;
    const number = [...item.querySelectorAll("a, button")].indexOf(active);
    const id = item.getAttribute("data-study");
    return () => {
      if (document.activeElement === active) return;
      list.querySelector(`[data-study="${id}"]`)?.querySelectorAll("a, button")[number]?.focus();
    };
  }

  Object.assign(study, { kind, DESIGNS });
  window.cutlab.StudyList = StudyList;
})();
