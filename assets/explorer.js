// @ts-check
/// <reference path="./types.d.ts" />
/**
 * The explorer's state in the browser. Controls write it, the pump carries it, controls and
 * pictures follow it. At rest it is committed to the Dash store, which everything else reads.
 */
(() => {
  const REST_MS = 80; // stillness after which the hoverable heatmaps come back
  const BUSY_MS = 250; // an answer that takes longer is announced

  /** @type {Config} */
  let config;
  /** @type {ExplorerState} */
  let state;
  /** Circles and size as they were set: what a change of the size scales, there and back. */
  let base = { circles: /** @type {CircleState[]} */ ([]), size: 100 };
  /** The state last sent, that which the heatmaps show, the last good one, that which Dash has. @type {ExplorerState} */
  let sent, rested, good, committed;
  /** What the server has against the present state. @type {Problem[]} */
  let refusal = [];
  let pump, painter, controls, views, hands, play, hold, link, steps, keep, modes, lesson, present, vary;
  let restTimer = 0;
  let busyTimer = 0;
  /** @type {string | null} */
  let preset = null;
  /** The preset that a reset goes back to. */
  let origin = "";

  // --- the state ---------------------------------------------------------------------------

  /** @param {string} path such as "beta" or "circles.0.row" */
  const get = (path) => path.split(".").reduce((part, key) => part?.[key], /** @type {any} */ (state));

  /** A copy of the tree with one leaf changed. @param {any} tree @param {string[]} path */
  function put(tree, path, value) {
    const [key, ...rest] = path;
    const copy = Array.isArray(tree) ? [...tree] : { ...tree };
    copy[key] = rest.length ? put(tree[key], rest, value) : value;
    return copy;
  }

  /** @param {string} path @param {any} value */
  function change(path, value) {
    if (Object.is(get(path), value)) return;
    if (path === "size") resize(value);
    else adopt(put(state, path.split("."), value));
  }

  /** Circles keep their place in the picture when its size changes. @param {number} size */
  function resize(size) {
    const factor = size >= 1 ? size / base.size : 1;
    const scaled = (/** @type {number} */ v) => Math.round(v * factor * 100) / 100;
    const circles = base.circles.map(({ row, col, radius }) => ({
      row: scaled(row),
      col: scaled(col),
      radius: scaled(radius),
    }));
    adopt({ ...state, size, circles }, base);
  }

  /** @param {ExplorerState} next @param {typeof base} [scaledFrom] */
  function adopt(next, scaledFrom) {
    base = scaledFrom ?? { circles: next.circles, size: next.size };
    state = next;
    steps.touch();
    show();
    send(false);
  }

  /** Whatever shows the state as it is set; the pictures show it once it is computed. */
  function show() {
    for (const part of [controls, views, hands, modes, present, vary]) part.show(state);
  }

  /** Whether two states differ at most in what is looked at. */
  const alike = (a, b) => {
    const rest = (whole) => Object.entries(whole).filter(([field]) => !config.view_fields.includes(field));
    return JSON.stringify(rest(a)) === JSON.stringify(rest(b));
  };

  /**
   * The menu names the preset that is on screen, if one is. Only at rest: Dash reports the change
   * back some time later, and a hand that moved on meanwhile must not be taken back to it.
   */
  function showPreset() {
    const names = Object.keys(config.presets);
    const name = names.find((key) => alike(config.presets[key], state)) ?? null;
    origin = name ?? origin;
    if (name === preset) return;
    write("[data-point]", name === null ? "" : config.points[name]);
    preset = name;
    window.dash_clientside.set_props("presets", { value: name });
  }

  // --- the live path -----------------------------------------------------------------------

  /** @param {boolean} rest */
  function send(rest) {
    clearTimeout(restTimer);
    if (hold.on && !state.follow && state !== sent) return; // until it is let go
    sent = state;
    if (!busyTimer) busyTimer = setTimeout(() => busy(true), BUSY_MS);
    pump.send(state, rest);
  }

  /** The hand let go. */
  function released() {
    if (state !== sent) send(false);
    else commit();
  }

  /** Dash has the state at rest: not every stop on the way of a drag, or of what plays. */
  function commit() {
    if (hold.on || play.playing || committed === rested || rested !== (refused() ? good : state)) return;
    committed = rested;
    window.dash_clientside.set_props("state", { data: rested });
  }

  /** @param {Frame} frame @param {FrameRequest} request */
  function onFrame(frame, request) {
    if (pump.quiet) busy(false);
    const { problems } = frame.header;
    // A rest on the last good state says nothing of the present one.
    if (problems || !request.rest || request.state === state) refuse(problems ?? []);
    if (problems) {
      // What can't be shown leaves the last good picture, with its hover.
      if (pump.quiet && rested !== good) pump.send(good, true);
      link.shown();
      views.follow(request.state, true); // which tell why there is nothing to explain
      return;
    }
    facts(frame.header);
    if (request.rest) settle(frame, request);
    else {
      good = request.state;
      painter.paint(frame, good);
      views.follow(good, false);
      if (pump.quiet) restTimer = setTimeout(() => send(true), REST_MS);
    }
    const detail = { seq: request.seq, state: request.state, rest: request.rest };
    document.dispatchEvent(new CustomEvent("cutlab:painted", { detail }));
  }

  const refused = () => refusal.length > 0;

  /** @param {Problem[]} problems none if the present state is fine */
  function refuse(problems) {
    refusal = problems;
    if (refused()) showPreset();
    notices();
    painter.host.classList.toggle("stale", refused());
    keep.enable(!refused());
  }

  /** The hand is still: the heatmaps come back, the state is committed. */
  async function settle(frame, request) {
    const still = () => pump.quiet && request.state === (refused() ? good : state);
    if (!still()) return;
    await painter.draw(frame);
    if (!still()) return; // it moved meanwhile
    painter.rest();
    link.shown();
    rested = good = request.state;
    painter.outline(rested);
    if (!refused()) views.follow(rested, true);
    showPreset();
    steps.commit(rested, frame.header.query);
    modes.settled(frame.header.query);
    lesson.settled(frame.header.query);
    commit();
  }

  /** @param {boolean} on */
  function busy(on) {
    clearTimeout(busyTimer);
    busyTimer = 0;
    painter.host.classList.toggle("busy", on);
    painter.host.setAttribute("aria-busy", String(on));
  }

  /** @param {"ready" | "lost" | "refused"} status @param {string} detail */
  function onStatus(status, detail) {
    const text = {
      ready: "",
      lost: "The server does not answer; trying again. What you set is kept.",
      refused: `The server refused: ${detail}`,
    }[status];
    write('[data-notice="connection"]', text);
  }

  // --- what stands beside the pictures --------------------------------------------------------

  /** @param {string} selector @param {string} text */
  function write(selector, text) {
    for (const element of document.querySelectorAll(selector)) {
      if (element.textContent !== text) element.textContent = text;
    }
  }

  /** Beside the control at fault, and under the pictures, which it may be scrolled away from. */
  function notices() {
    const linked = link.standing(state);
    const at = new Map([...linked, ...refusal].map(({ field, message }) => [field, message]));
    const together = (/** @type {Problem[]} */ some) => some.map(({ message }) => message).join(" ");
    for (const element of document.querySelectorAll("[data-notice]")) {
      const { notice = "" } = /** @type {HTMLElement} */ (element).dataset;
      if (notice === "connection" || notice === "warnings") continue;
      const text = { all: together(refusal), link: together(linked) }[notice] ?? at.get(notice) ?? "";
      if (element.textContent !== text) element.textContent = text;
    }
    for (const element of document.querySelectorAll("[data-field]")) {
      const { field = "" } = /** @type {HTMLElement} */ (element).dataset;
      element.classList.toggle("wrong", at.has(field));
    }
  }

  /** @param {Frame["header"]} header */
  function facts({ facts, warnings }) {
    const { milliseconds, adjusted_rand: rand, ...counts } = facts;
    const stages = Object.entries(milliseconds);
    const total = stages.reduce((sum, [, ms]) => sum + ms, 0);
    const texts = {
      n_nodes: counts.n_nodes.toLocaleString("en"),
      n_edges: counts.n_edges.toLocaleString("en"),
      n_components: counts.n_components.toLocaleString("en"),
      ncut: counts.ncut.toFixed(4),
      adjusted_rand: rand === null ? "–" : rand.toFixed(3),
      total: `${total.toFixed(1)} ms`,
      stages: stages.map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`).join(" · "),
    };
    for (const [name, text] of Object.entries(texts)) write(`[data-fact="${name}"]`, text);
    write('[data-notice="warnings"]', warnings.join(" "));
  }

  /** @param {Config} loaded */
  async function start(loaded) {
    config = loaded;
    link = new window.cutlab.Link(config, notices);
    const opened = await link.open();
    state = opened?.state ?? config.state;
    sent = rested = good = committed = config.state; // which the page comes with
    preset = config.preset;
    origin = config.preset;
    base = { circles: state.circles, size: state.size };
    const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
    painter = new window.cutlab.Painter(find(".pictures"), config);
    painter.outline(rested);
    pump = new window.cutlab.Pump({
      path: config.path,
      onFrame,
      onStatus,
    });
    // For whoever looks on: tests, benchmarks, a curious reader at the console.
    Object.assign(window.cutlab, {
      stats: pump.stats,
      state: () => state,
      adopt,
      at_rest: () => pump.quiet && rested === state,
      explained: () => pump.quiet && rested === state && views.upToDate,
    });
    Object.defineProperty(pump.stats, "painted", { get: () => painter.painted, enumerable: true });
    hold = new window.cutlab.Hold(released);
    play = new window.cutlab.Play({ get, change, stopped: released });
    const say = (/** @type {string} */ text) => hands.say(text);
    const circles = window.cutlab.circles.edits(() => state, adopt, say, config.max_circles);
    controls = new window.cutlab.Controls(find(".controls"), config, play, {
      change,
      newNoise: () => change("seed", Math.floor(Math.random() * 1_000_000)),
      ...circles,
    });
    hands = new window.cutlab.Hands(painter, config, { change, openCircle: (i) => controls.openCircle(i), ...circles });
    views = new window.cutlab.Views(find(".views"), find(".verdict"), config, painter, {
      change,
      adopt: (changes) => adopt({ ...state, ...changes }),
    });
    steps = new window.cutlab.Steps(opened?.query ?? location.search.slice(1), { adopt, refused, state: () => state });
    find('[data-action="reset"]').addEventListener("click", () => choose(origin));
    keep = new window.cutlab.Keep(find(".keep"), config, () => state);
    teach();
    show();
    notices();
    if (opened) painter.ready.then(() => send(true));
    else {
      painter.ready.then(() => link.shown());
      views.follow(state, true);
    }
  }

  /** What makes links and lists of them, and what they make of the page. */
  function teach() {
    const { Lesson, LessonPanel, Modes, Present, Share, Vary } = window.cutlab;
    const find = (selector) => document.querySelector(selector);
    const explorer = {
      state: () => state,
      adopt,
      query: () => steps.query ?? location.search.slice(1),
      title: () => (preset === null ? "normalized cuts" : config.titles[preset]),
      playing: () => play.playing,
    };
    modes = new Modes(config, painter, () => adopt({ ...state, hide: [] }));
    lesson = new Lesson(config, {
      ...explorer,
      query: () => (pump.quiet && rested === state && !refused() ? steps.query : undefined),
      read: (/** @type {string} */ search) => link.read(search),
      words: () => ({ title: config.titles[preset ?? ""] ?? "", note: config.points[preset ?? ""] ?? "" }),
    });
    new LessonPanel(find(".lesson"), lesson, config);
    present = new Present(lesson, explorer);
    new Share(config, explorer);
    vary = new Vary(config, () => state);
    window.cutlab.back();
    window.cutlab.keys();
    window.cutlab.more();
  }

  // --- what Dash calls -------------------------------------------------------------------------

  window.dash_clientside = Object.assign(window.dash_clientside ?? {}, {
    explorer: {
      /** @param {Config} loaded */
      start(loaded) {
        if (!config && document.documentElement.dataset.page !== "study") start(loaded);
      },
      /** What the hand chose in the menu; what `showPreset` put there is no choice. */
      preset(name) {
        const chosen = config?.presets[name];
        if (!chosen || name === preset) return;
        preset = name;
        write("[data-point]", config.points[name]);
        choose(name);
      },
    },
  });

  /** What is looked at stays. @param {string} name of a preset */
  function choose(name) {
    origin = name;
    const looked = Object.fromEntries(config.view_fields.map((field) => [field, state[field]]));
    adopt({ ...config.presets[name], ...looked });
  }
})();
