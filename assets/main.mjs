/**
 * Entry of the scripts: the functions that Dash calls (components/page/modules.py), and the assembly of
 * the explorer. A change of a control goes through the store to the live loop, and its frame is drawn
 * on the canvases under Plotly's axes.
 */

import { connectBeginning } from "./beginning/beginning.mjs";
import { connectDragHint } from "./beginning/drag_hint.mjs";
import { connectTour } from "./beginning/tour.mjs";
import { CircleEdits } from "./circles/edits.mjs";
import { CircleHandles } from "./circles/handles.mjs";
import { AnimationPanel } from "./controls/animation_panel.mjs";
import { Limits } from "./controls/limits.mjs";
import { connectPinning } from "./compare/connect.mjs";
import { ControlPanel } from "./controls/panel.mjs";
import { PointerState } from "./controls/pointer_state.mjs";
import { connectFigures, saveFigure } from "./export/figure/dialog.mjs";
import { followFramingPage, share } from "./export/share.mjs";
import { LookTools } from "./labels/look_tools.mjs";
import { RegionTools } from "./labels/region_tools.mjs";
import { connectSelection, Selection } from "./labels/selection.mjs";
import { connectLesson, lesson, lessonLoaded, openLesson, visitLesson } from "./lesson/connect.mjs";
import { lessonStore } from "./lesson/storage.mjs";
import { CanvasRenderer } from "./live/canvas_renderer.mjs";
import { connectModeBar } from "./live/mode_bar.mjs";
import { LiveLoop } from "./live/live_loop.mjs";
import { connectTouch } from "./live/touch.mjs";
import { connectAnnouncer } from "./page/announcer.mjs";
import { DeferredClicks, reportFailures } from "./page/callbacks.mjs";
import { urlOf } from "./page/browser/address.mjs";
import { connectCopying, connectCopyLink } from "./page/browser/clipboard.mjs";
import { setProps } from "./page/dash.mjs";
import { connectKeysDialog, connectMoreMenu } from "./page/dialogs.mjs";
import { find, onAction, write } from "./page/browser/dom.mjs";
import { describeMenus } from "./page/menus.mjs";
import { followFaults, noteConnection, noteProblems, showFacts } from "./page/notices.mjs";
import { mountPlaceholder, removePlaceholder } from "./page/placeholder.mjs";
import { connectPrinting } from "./page/print.mjs";
import { connectReturnLink } from "./page/return_link.mjs";
import { connectTooltips } from "./page/tooltips.mjs";
import { Undo } from "./page/undo.mjs";
import { ViewModes } from "./page/view_modes.mjs";
import { connectPictures } from "./pictures/connect.mjs";
import { MenuTitle, Presets } from "./state/presets.mjs";
import { Store } from "./state/store.mjs";
import { LinkReader } from "./state/url.mjs";
import { PlanEdits } from "./study/plan/plan_edits.mjs";
import { Views } from "./views/views.mjs";

/** @import { Config, ExplorerState } from "./state/model.mjs" */
/** @import { OwnPictures } from "./pictures/own_pictures.mjs" */
/** @import { Opened } from "./state/url.mjs" */

/** @typedef {{picture: string, button: string | Record<string, string>, clicks: number, prop: string, problem: string}} Needed components/page/panels/export.py makes it */

export { showPlan, showPlanProblems, varyDerived } from "./study/plan/plan_edits.mjs";
export { showChanged } from "./study/list_address.mjs";
export { pollStudies } from "./study/poll.mjs";

/** The only global, `window.cutlab`, for browser tests, benchmarks, and curious readers at the console. */
const hook = {};
Object.assign(window, { cutlab: hook });

let started = false;
/** The explorer, once it has started, for the functions that Dash calls. @type {{presets: Presets, store: Store, own: OwnPictures, samples: Config["samples"]} | undefined} */
let explorer;

/** Start the page, once Dash has built it. @param {Config} config */
export function start(config) {
  if (started || self.origin === "null") return; // a sandbox has the picture alone
  started = true;
  reportFailures();
  connectPrinting();
  connectCopying();
  describeMenus();
  if (document.documentElement.dataset.page !== "study") startExplorer(config);
}

export { lessonLoaded, lessonStore, openLesson, saveFigure, share };

/** Show the preset that was chosen in the menu. @param {string} name */
export function choosePreset(name) {
  explorer?.presets.report(name);
}

/** Show a sample of the gallery. @param {(number | null)[]} clicks @param {{name: string}} [sample] the button's id */
export function openSample(clicks, sample) {
  if (!explorer || !sample || !clicks.some(Boolean)) return; // the buttons were added to the page
  setProps("gallery", { opened: false });
  explorer.presets.open(explorer.samples[sample.name]);
}

/** Send a picture that a callback of the server lacks, and press its button again. @param {Needed | null} needed */
export async function sendAgain(needed) {
  if (!needed || !explorer) return;
  const { picture, button, clicks, prop, problem: place } = needed;
  const [problem] = await explorer.own.supply(picture, explorer.store.state);
  if (problem) setProps(place, { children: problem.message });
  if (problem) setProps("export-status", { children: "" });
  else setProps(button, { [prop]: clicks + 1 });
}

/** Use the dialog's choice on this page. @param {number} clicks @param {import("./export/share.mjs").Choice} choice */
export function useShared(clicks, choice) {
  if (!clicks) return; // the button was added to the page, not pressed
  const { state } = choice;
  setProps("share", { opened: false });
  explorer?.store.merge({ view: state.view, hide: state.hide });
}

/** @param {Config} config */
async function startExplorer(config) {
  connectTooltips();
  mountPlaceholder();
  const link = new LinkReader(config.link_path, config.state);
  const linked = location.search.length > 1;
  const opened = linked ? await link.read(location.search) : null;
  if (linked && !opened) removePlaceholder();
  explore(config, link, opened);
}

/**
 * Assemble the explorer.
 * @param {Config} config @param {LinkReader} link
 * @param {Opened | null} opened state of the address; null if it has none, or if the server did not answer
 */
function explore(config, link, opened) {
  const { hash: origin } = location; // which may name a study; a plan takes it away
  const store = new Store(opened?.state ?? config.state);
  const limits = new Limits(config.control_specs, config.view_fields);
  store.cap = (state, field, value) => limits.cap(state, field, value);
  const { state: shown } = config; // drawn by the server
  const renderer = new CanvasRenderer(find(".pictures"), config);
  renderer.outline(shown);

  // Nothing is committed while something is held or animated.
  const released = () => {
    note();
    const { state, edits } = gone;
    if (state !== store.state || !regions.dropGone(state, edits)) loop.released();
  };
  /** Edits that stand, of a state that came to rest while something was held or animated. */
  let gone = { state: store.state, edits: store.state.edits };
  const pointer = new PointerState(released);
  const animation = new AnimationPanel(store, released);
  const loop = new LiveLoop(urlOf(config.frame_path), shown, store, renderer, {
    onStatus: noteConnection,
    onProgress: (text) => write(find(".busy-mark"), text),
    onFacts: (header) => {
      showFacts(header);
      showFile(header);
    },
    onProblems: () => {
      if (loop.refused) presets.settled(null);
      note();
      undo.offer();
      clicks.refuse(loop.refused);
    },
    onLimits: ({ limits: found = {}, problems }, state) => {
      limits.take(found, problems, state);
      const { slid = "" } = store;
      if (!(slid in found)) return false;
      store.slide(slid, /** @type {number} */ (store.get(slid)));
      return true;
    },
    onPictures: (state, rest) => {
      if (rest) regions.showRegions(renderer.regions);
      selection.light();
      views.follow(state, rest);
    },
    onShown: removePlaceholder,
    onRest: (state, { query, preset = null, edits }) => {
      gone = { state, edits };
      // Dropped once nothing moves any more; the state without them comes to rest next.
      if (!pointer.held && !animation.playing && regions.dropGone(state, edits)) return;
      presets.settled(loop.refused ? null : preset);
      undo.commit(state, query);
      modes.settled(query);
      lesson.settled(query);
      pin.pinning.settled(state, query);
    },
    onCommit: (state) => {
      setProps("state", { data: state });
      clicks.release();
    },
    supply: (picture, state) => own.supply(picture, state),
    isHeld: () => pointer.held,
    isPlaying: () => animation.playing,
  });
  const clicks = new DeferredClicks(() => loop.committed, () => animation.stop());
  const moved = () => (pointer.held || animation.playing ? (store.slid ?? "") : null);
  const note = () => noteProblems(link.standing(store.state), loop.problems, limits.standing(store.state), moved());

  const edits = new CircleEdits(store, (text) => handles.announce(text), config.max_circles);
  const controls = new ControlPanel(find(".controls"), config, animation, edits, store);
  const handles = new CircleHandles(renderer, config, store, edits, (i) => controls.circles.open(i));
  connectTouch(renderer.host, renderer.axes, () => {
    if (handles.drag.current) handles.drag.drop();
    mask.drop();
  });
  const url = urlOf(config.explanation_path);
  const context = { config, renderer, store, swap: () => pin.pinning.swap() };
  const views = new Views(find(".views"), find(".verdict"), url, context, (picture, state) => own.supply(picture, state));
  const undo = new Undo(opened?.query ?? location.search.slice(1), store, () => loop.problems.map(({ field }) => field));

  const named = (/** @type {string | null} */ name, /** @type {boolean} */ opening) => {
    setProps("presets", { value: name });
    const point = find("[data-point]");
    point.classList.toggle("of-another", !name);
    if (name || opening) write(point, config.points[name ?? ""] ?? "");
  };
  const presets = new Presets(config, store, named, opened !== null);
  presets.onLeft = (left) => document.body.classList.toggle("preset-left", left);
  const menu = new MenuTitle(config.sample_titles, (placeholder) => setProps("presets", { placeholder }));
  for (const kind of ["pointerdown", "keydown"]) find(".presets-menu").addEventListener(kind, () => presets.attend());
  const { own, mask, beside, showFile } = connectPictures(config, origin, store, renderer, controls, {
    beginGesture: () => undo.history.beginGesture(),
    open: (fields) => presets.open(fields),
    again: () => loop.send(false),
  });
  explorer = { presets, store, own, samples: config.samples };
  connectFigures(config, own, renderer);
  const modes = new ViewModes(config, renderer, store);
  const peek = (/** @type {boolean} */ on) => {
    if (!renderer.peek(on)) loop.send(false);
  };
  const tools = find(".picture-tools");
  const look = new LookTools(tools, config, store, peek);
  connectModeBar(renderer.host, tools, renderer.axes);
  const selection = new Selection(renderer, (one, other) => regions.merge(one, other));
  const regions = new RegionTools(tools, selection, store);
  connectSelection(selection, renderer, store);
  const pin = connectPinning(config, store, tools);
  pin.pinning.settled(store.state, opened?.query ?? "");
  const read = async (/** @type {string} */ search) => {
    const found = await link.read(search);
    if (!found) note();
    return found;
  };
  const playing = () => animation.playing;
  const shownLesson = connectLesson(config, { store, read }, undo.query ?? "", playing, renderer.axes.ready, own);
  const plan = new PlanEdits(config);
  followFaults((messages) => setProps("plan-refused", { data: messages }));

  onAction("skip", () => {
    const circle = /** @type {SVGElement | null} */ (document.querySelector(".circle-handles:not(.gone) [tabindex]"));
    (circle ?? find(".pictures")).focus();
  });
  connectAnnouncer(config);
  onAction("reset", () => presets.reset());
  onAction("dismiss", () => {
    link.dismiss();
    note();
  });
  connectCopyLink();
  connectReturnLink();
  connectKeysDialog();
  connectMoreMenu();
  connectDragHint(renderer, handles, store);
  connectBeginning((scene) => {
    if (scene in config.samples) presets.open(config.samples[scene]);
    else presets.choose(scene);
  });
  connectTour();
  followFramingPage((state, steps) => {
    store.adopt(state);
    if (steps) lesson.visit(steps);
  });
  visitLesson();

  const followers = [menu, presets, controls, renderer, look, pin, ...beside, views, handles, modes, ...shownLesson, plan];
  store.follow(() => undo.history.touch());
  for (const follower of followers) store.follow((state) => follower.show(state));
  store.follow(() => loop.send(false)); // the pictures follow once their frame is there
  for (const follower of followers) follower.show(store.state);
  note();
  if (opened) renderer.axes.ready.then(() => loop.send(true));
  else {
    renderer.axes.ready.then(() => {
      removePlaceholder();
      renderer.adopt();
      regions.showRegions(renderer.regions);
    });
    views.follow(store.state, true);
  }
  const forget = () => {
    link.dismiss();
    note();
    undo.forget();
  };
  Object.assign(hook, {
    state: () => store.state,
    adopt: (/** @type {ExplorerState} */ state) => store.adopt(state),
    at_rest: () => loop.atRest,
    explained: () => loop.atRest && views.upToDate,
    stats: loop.client.stats,
    forget,
  });
}
