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
import { chartPart } from "./export/figure/chart.mjs";
import { save } from "./export/figure/save.mjs";
import { requestView, viewParts } from "./export/figure/view_parts.mjs";
import { followFramingPage, share } from "./export/share.mjs";
import { LookTools } from "./labels/look_tools.mjs";
import { RegionTools } from "./labels/region_tools.mjs";
import { connectSelection, Selection } from "./labels/selection.mjs";
import { StepFigure } from "./lesson/figure.mjs";
import { Lesson } from "./lesson/lesson.mjs";
import { hasLesson, namedLesson, stepsInLink } from "./lesson/link.mjs";
import { connectRows } from "./lesson/rows.mjs";
import { keepsLessons, lessonStore } from "./lesson/storage.mjs";
import { Presentation } from "./lesson/presentation.mjs";
import { connectTakeAway } from "./lesson/take_away.mjs";
import { CanvasRenderer } from "./live/canvas_renderer.mjs";
import { connectModeBar } from "./live/mode_bar.mjs";
import { LiveLoop } from "./live/live_loop.mjs";
import { connectTouch } from "./live/touch.mjs";
import { connectAnnouncer } from "./page/announcer.mjs";
import { DeferredClicks, reportFailures } from "./page/callbacks.mjs";
import { connectCopying, connectCopyLink } from "./page/browser/clipboard.mjs";
import { setProps } from "./page/dash.mjs";
import { connectKeysDialog, connectMoreMenu } from "./page/dialogs.mjs";
import { find, onAction, write } from "./page/browser/dom.mjs";
import { describeMenus } from "./page/menus.mjs";
import { noteConnection, noteProblems, showFacts, writeAll } from "./page/notices.mjs";
import { mountPlaceholder, removePlaceholder } from "./page/placeholder.mjs";
import { connectPrinting } from "./page/print.mjs";
import { connectReturnLink } from "./page/return_link.mjs";
import { connectTooltips } from "./page/tooltips.mjs";
import { Undo } from "./page/undo.mjs";
import { ViewModes } from "./page/view_modes.mjs";
import { keepFile, keptFile } from "./pictures/files.mjs";
import { connectGestures } from "./pictures/gestures.mjs";
import { fileOf, Paintings } from "./pictures/mask/keeping.mjs";
import { MaskTools } from "./pictures/mask/mask_tools.mjs";
import { OwnPictures } from "./pictures/own_pictures.mjs";
import { storedFile, upload } from "./pictures/upload.mjs";
import { Presets } from "./state/presets.mjs";
import { Store } from "./state/store.mjs";
import { LinkReader } from "./state/url.mjs";
import { PlanEdits } from "./study/plan/plan_edits.mjs";
import { Views } from "./views/views.mjs";

/** @import { Config, ExplorerState } from "./state/model.mjs" */
/** @import { Opened } from "./state/url.mjs" */

/** @typedef {{picture: string, button: string | Record<string, string>, clicks: number, prop: string, problem: string}} Needed components/page/panels/export.py makes it */

export { showPlan, showPlanProblems, varyDerived } from "./study/plan/plan_edits.mjs";
export { pollStudies } from "./study/poll.mjs";

/** The only global, `window.cutlab`, for browser tests, benchmarks, and curious readers at the console. */
const hook = {};
Object.assign(window, { cutlab: hook });

let started = false;
const lesson = new Lesson();
/** The explorer, once it has started, for the functions that Dash calls. @type {{presets: Presets, store: Store, own: OwnPictures, samples: Config["samples"], renderer: CanvasRenderer, config: Config} | undefined} */
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

export { lessonStore, share };

/** Load the list of the lesson, and return the text beside its name. @param {unknown} steps */
export function lessonLoaded(steps) {
  lesson.load(steps);
  const { length } = lesson.own;
  if (length && !keepsLessons()) {
    const children = "This browser cannot store the list: export it before you leave the page.";
    setProps("lesson-problem", { children });
  }
  return length === 1 ? "1 step" : `${length} steps`;
}

/**
 * Present a lesson of Cutlab's own; one that the address names begins only in the view of presentations.
 * @param {{key: string, steps: import("./lesson/lesson.mjs").LessonStep[], opened: number} | null} chosen `opened` is 0 for an address
 */
export function openLesson(chosen) {
  if (!chosen) return;
  setProps("lessons", { opened: false });
  lesson.visit(chosen.steps, chosen.key);
  const { view = "full" } = explorer?.store.state ?? {};
  // An address without a state has that of the tutorial, which may be a later step's.
  const first = lesson.at < 0 || location.search === "?view=present";
  if (chosen.opened || (view === "present" && first)) lesson.present();
}

/** Show the preset that was chosen in the menu. @param {string} name */
export function choosePreset(name) {
  explorer?.presets.choose(name);
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

/**
 * Save what the dialog of figures is open for.
 * @param {(number | null)[]} clicks on the buttons
 * @param {import("./export/figure/save.mjs").Subject} subject
 * @param {string} width @param {string} font @param {string} dots
 * @param {import("./live/plotly.mjs").Figure[]} figures of the study's page @param {{name: string}[]} charts their ids
 * @param {{format: "png" | "svg" | "csv"}} [pressed]
 */
export function saveFigure(clicks, subject, width, font, dots, figures, charts, pressed) {
  if (!subject || !pressed || !clicks.some(Boolean)) return ""; // the buttons were added to the page
  return save(subject, pressed.format, width, font, dots, async (size) => {
    if (subject.kind === "study") {
      const figure = figures[charts.findIndex(({ name }) => name === subject.name)];
      return { tiles: [], charts: [chartPart(figure, size)], bar: null };
    }
    if (!explorer || !subject.state) throw new Error("the page is not ready yet");
    const { config, own, renderer } = explorer;
    const url = urlOf(config.explanation_path);
    const answer = await requestView(url, subject.name, subject.state, (...missing) => own.supply(...missing));
    return viewParts(answer, subject.name, config, renderer.axes.view, size);
  });
}

/** Use the dialog's choice on this page. @param {number} clicks @param {import("./export/share.mjs").Choice} choice */
export function useShared(clicks, choice) {
  if (!clicks) return; // the button was added to the page, not pressed
  const { state } = choice;
  setProps("share", { opened: false });
  explorer?.store.merge({ view: state.view, hide: state.hide });
}

/** Show the lesson of the address. @param {Store} store */
async function visitLesson(store) {
  const name = namedLesson(location.hash);
  if (name) return setProps("lessons-linked", { data: name });
  const steps = await stepsInLink(location.hash);
  if (!steps) {
    setProps("lesson-problem", { children: "The lesson in the link could not be read; the link may have been cut." });
    return;
  }
  lesson.visit(steps);
  if (store.state.view === "present" && lesson.at < 0) lesson.present();
}

/** The url of a live route. @param {string} path */
const urlOf = (path) => new URL(path, location.href).href;

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
      controls.showPages(header.pages);
    },
    onProblems: () => {
      if (loop.refused) presets.settled(null);
      note();
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
  const note = () => noteProblems(link.standing(store.state), loop.problems, limits.standing(store.state));

  const edits = new CircleEdits(store, (text) => handles.announce(text), config.max_circles);
  const controls = new ControlPanel(find(".controls"), config, animation, edits, store);
  const open = (/** @type {number} */ i) => controls.circles.open(i);
  const handles = new CircleHandles(renderer, config, store, edits, open);
  connectTouch(renderer.host, renderer.axes, () => {
    if (handles.drag.current) handles.drag.drop();
    mask.drop();
  });
  const url = urlOf(config.explanation_path);
  const context = { config, renderer, store, swap: () => pin.pinning.swap() };
  const views = new Views(find(".views"), find(".verdict"), url, context, (picture, state) => own.supply(picture, state));
  const undo = new Undo(opened?.query ?? location.search.slice(1), store, () => loop.refused);

  const named = (/** @type {string | null} */ name) => {
    setProps("presets", { value: name });
    writeAll("[data-point]", config.points[name ?? ""] ?? "");
  };
  const presets = new Presets(config, store, named, opened !== null);
  const sharedParts = {
    upload: (/** @type {Blob} */ blob, /** @type {string} */ name) => upload(config.picture_path, blob, name),
    say: (/** @type {string} */ text) => write(find(".picture-problem"), text),
  };
  const own = new OwnPictures({
    ...sharedParts,
    mostBytes: config.most_bytes,
    keptFile,
    keepFile,
    storedFile: (name) => storedFile(config.stored_path, origin, name),
    unmask: () => store.merge({ mask: "none", painted: "" }),
    show: (fields) => {
      undo.history.beginGesture();
      presets.open(fields);
    },
    again: () => loop.send(false),
  });
  explorer = { presets, store, own, samples: config.samples, renderer, config };
  const paintings = new Paintings({
    ...sharedParts,
    fileOf,
    keepFile: (hash, file) => keepFile(hash, file, "mask"),
    paint: (painted, picture) => {
      if (picture !== store.state.picture) return; // another one was opened meanwhile
      undo.history.beginGesture(); // each stroke is a step
      store.merge({ mask: "painted", painted, use_mask: true });
    },
  });
  const mask = new MaskTools(renderer, store, paintings);
  find('.controls [data-field="mask"]').after(mask.element);
  store.follow((state) => own.follow(state));
  connectGestures((file) => {
    setProps("gallery", { opened: false });
    own.open(file);
  });
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
  lesson.explorer = { store, read };
  lesson.settled(undo.query ?? "");
  connectRows(find(".lesson"), lesson);
  connectTakeAway(lesson, urlOf(config.take_away_path), urlOf(config.figure_path));
  const presentation = new Presentation(lesson, store, () => animation.playing);
  const figure = new StepFigure(lesson, find(".page"), find(".column"), urlOf(config.figure_path), renderer.axes.ready);
  const plan = new PlanEdits(config);

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
  if (hasLesson(location.hash)) visitLesson(store);

  const followers = [controls, renderer, look, pin, mask, views, handles, modes, presentation, figure, plan];
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
