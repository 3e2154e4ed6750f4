// @ts-check
/// <reference path="../types.d.ts" />
/**
 * The views beneath the pictures and the verdict: cards that open when wanted. What they show is
 * asked for over a pump of their own, at their own pace, newest state only: the pictures do not
 * wait for them. What is older than the pictures says so.
 */
(() => {
  const SHARE = 4; // while something moves, rest this many times as long as the last answer took
  const LEAST_PAUSE_MS = 100;
  const MARGIN = "200px"; // around the window: a view is asked for shortly before it is in sight

  class Views {
    /**
     * @param {HTMLElement} root place of the cards @param {HTMLElement} verdict place of the verdict
     * @param {Config} config @param {any} painter
     * @param {object} actions
     * @param {(path: string, value: any) => void} actions.change
     * @param {(changes: Record<string, any>) => void} actions.adopt several fields at once
     */
    constructor(root, verdict, config, painter, actions) {
      this.config = config;
      this.actions = actions;
      this.root = root;
      this.state = config.state;
      /** @type {Record<string, Card>} */
      this.cards = {};
      this.verdict = new window.cutlab.VerdictLine(verdict, actions);
      this.pump = new window.cutlab.Pump({
        path: config.reasons_path,
        onFrame: (/** @type {Frame} */ frame, /** @type {FrameRequest} */ request) => this.#answered(frame, request),
        onStatus: () => {}, // the pictures' own pump tells of a lost server
      });
      /** What the pictures show: the newest state to explain. @type {{state: ExplorerState, rest: boolean} | null} */
      this.wanted = null;
      this.asked = 0;
      this.pause = LEAST_PAUSE_MS;
      this.timer = 0;
      this.sight = new IntersectionObserver(() => this.#sighted(), { rootMargin: MARGIN });
      this.#build(painter);
      document.addEventListener("cutlab:view", () => {
        for (const card of this.#open()) card.body.view?.();
      });
    }

    #build(painter) {
      const { h } = window.cutlab;
      const chips = h("div", { class: "chips", role: "group", "aria-label": "Views" });
      const cards = h("div", { class: "cards" });
      for (const [name, view] of Object.entries(this.config.views)) {
        const chip = h("button", { type: "button", class: "chip", "aria-pressed": "false", "data-view": name, title: view.what }, view.title);
        chip.addEventListener("click", () => this.#toggle(name));
        chips.append(chip);
        const card = new Card(name, view, chip, this.config, painter, {
          ...this.actions,
          close: () => {
            this.#toggle(name);
            chip.focus();
          },
        });
        cards.append(card.element);
        this.sight.observe(card.element);
        this.cards[name] = card;
      }
      const choice = h("div", { class: "views-choice", "data-part": "views" }, h("h2", { class: "views-title" }, "Why it came out so"), chips);
      this.root.append(choice, cards);
    }

    /** @param {string} name */
    #toggle(name) {
      const { views } = this.state;
      const open = Object.keys(this.cards).filter((key) => (key === name) !== views.includes(key));
      this.actions.change("views", open);
    }

    #open() {
      return Object.values(this.cards).filter(({ element }) => !element.hidden);
    }

    /** Let the cards follow the state. @param {ExplorerState} state */
    show(state) {
      this.state = state;
      for (const [name, card] of Object.entries(this.cards)) card.show(state, state.views.includes(name));
      document.body.classList.toggle("has-views", state.views.length > 0);
    }

    /** The pictures show this state. @param {ExplorerState} state @param {boolean} rest */
    follow(state, rest) {
      this.wanted = { state, rest };
      this.#mark();
      if (rest) this.#ask();
      else this.#soon();
    }

    /** A card came into sight or left it. */
    #sighted() {
      if (this.wanted && this.#missing().length) this.#ask();
    }

    /** Open views in sight that do not show the wanted state. */
    #missing() {
      return this.#open().filter((card) => card.inSight && card.state !== this.wanted?.state);
    }

    #soon() {
      if (this.timer || !this.pump.quiet) return; // an answer on its way comes back here
      const wait = Math.max(0, this.asked + this.pause - performance.now());
      this.timer = setTimeout(() => {
        this.timer = 0;
        this.#ask();
      }, wait);
    }

    /** At rest ask for all that is in sight; while something moves, for what is oldest alone. */
    #ask() {
      clearTimeout(this.timer);
      this.timer = 0;
      if (!this.wanted) return;
      const { state, rest } = this.wanted;
      const inSight = this.#open().filter((card) => card.inSight);
      const oldest = [this.verdict, ...inSight].reduce((a, b) => (b.drawn < a.drawn ? b : a));
      const asked = rest ? inSight : inSight.filter((card) => card === oldest);
      this.asked = performance.now();
      const views = asked.map(({ name }) => name);
      this.pump.send(state, rest, { views, verdict: rest || oldest === this.verdict });
    }

    /** @param {Frame} frame @param {FrameRequest} request */
    async #answered({ header, arrays }, request) {
      const begun = performance.now();
      const { problems, verdict, views = {} } = header;
      const refused = problems?.map(({ message }) => message).join(" ") ?? "";
      if (verdict || refused) this.verdict.show(verdict, refused, request.state);
      for (const card of this.#open()) {
        const content = views[card.name];
        if (refused) card.refuse(refused);
        else if (content) await card.draw(content, card.arrays(arrays), header.shape, request.state);
      }
      this.pause = Math.max(LEAST_PAUSE_MS, SHARE * (performance.now() - begun + (header.server_ms ?? 0)));
      this.#mark();
      const detail = { state: request.state, rest: request.rest };
      document.dispatchEvent(new CustomEvent("cutlab:explained", { detail }));
      if (!this.pump.quiet || !this.wanted) return;
      if (this.wanted.state === request.state && !this.#missing().length && this.verdict.state === request.state) return;
      if (this.wanted.rest) this.#ask();
      else this.#soon();
    }

    /** Whether verdict and views in sight are those of the pictures at rest. */
    get upToDate() {
      const { wanted } = this;
      return wanted?.rest && this.pump.quiet && !this.timer && this.verdict.state === wanted.state && !this.#missing().length;
    }

    /** Say of what is older than the pictures that it is. */
    #mark() {
      const state = this.wanted?.state;
      for (const shown of [this.verdict, ...this.#open()]) shown.updating(shown.state !== state);
    }
  }

  /** One view: a head that says what one is looking at, and a body that shows it. */
  class Card {
    /** @param {string} name @param {ViewText} text @param {HTMLElement} chip */
    constructor(name, text, chip, config, painter, actions) {
      const { h } = window.cutlab;
      this.name = name;
      this.chip = chip;
      /** The state that it shows, and since when. @type {ExplorerState | null} */
      this.state = null;
      this.drawn = 0;
      this.sentence = h("p", { class: "view-sentence" });
      this.place = h("div", { class: "view-body" });
      const more = h("div", { class: "view-more" });
      more.innerHTML = text.more; // written by components/views, formulas and all
      const close = h("button", { type: "button", class: "close", "aria-label": `Close ${text.title}`, onclick: actions.close }, "✕");
      this.element = h(
        "section",
        { class: "card", "data-card": name, "aria-label": text.title, hidden: true },
        h("header", {}, h("h3", {}, text.title), h("span", { class: "updating-mark", role: "status" }, "updating…"), close),
        h("p", { class: "view-what" }, text.what),
        this.sentence,
        this.place,
        h("details", { class: "view-details" }, h("summary", {}, "What am I looking at?"), more),
      );
      this.body = new window.cutlab.VIEW_BODIES[name](this.place, config, painter, actions);
    }

    /** @param {ExplorerState} state @param {boolean} open */
    show(state, open) {
      if (!open && !this.element.hidden) {
        this.state = null;
        this.body.closed?.();
      }
      this.element.hidden = !open;
      this.chip.setAttribute("aria-pressed", String(open));
      this.body.follow?.(state);
    }

    get inSight() {
      const { top, bottom } = this.element.getBoundingClientRect();
      const margin = parseFloat(MARGIN);
      return bottom > -margin && top < innerHeight + margin;
    }

    /** The arrays of this view, without its name, and the nodes' pixels. @param {Record<string, any>} all */
    arrays(all) {
      /** @type {Record<string, any>} */
      const own = { nodes: all.nodes };
      for (const [key, array] of Object.entries(all)) {
        if (key.startsWith(`${this.name}.`)) own[key.slice(this.name.length + 1)] = array;
      }
      return own;
    }

    async draw(content, arrays, shape, state) {
      this.sentence.textContent = content.sentence;
      this.place.hidden = content.nothing;
      if (!content.nothing) await this.body.draw(content, arrays, shape, state);
      this.state = state;
      this.drawn = performance.now();
    }

    /** @param {boolean} on */
    updating(on) {
      this.element.classList.toggle("updating", on);
    }

    /** @param {string} problem */
    refuse(problem) {
      this.sentence.textContent = `Nothing to show: ${problem}`;
      this.place.hidden = true;
      this.state = null;
    }
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { Views });
})();
