// What the benchmark sees from inside the page, the same code for both apps. It is installed
// before any script of the page and keeps three lists, all in performance.now() milliseconds:
//
//   visits  the slider took another value: when, the pointermove that caused it, the value
//   frames  the picture changed and the browser drew it: when it changed, when the frame was
//           drawn, the state's value, a digest of the labelled picture, the app's own number
//   beats   every frame of the browser, to tell a blocked page from a slow server
//
// "Drawn" is the end of the first frame whose rendering includes the change: a message posted
// from that frame's requestAnimationFrame arrives after style, layout and paint. A change made
// inside a requestAnimationFrame belongs to that very frame, any other to the next one.
(() => {
  const probe = { visits: [], frames: [], beats: [], moves: 0, sampling: 0, digests: 0 };
  window.cutlabProbe = probe;

  // --- frames of the browser -------------------------------------------------------------
  let inCallback = false;
  let waiting = []; // changes made since the last frame began
  let current = []; // changes that the frame now under way shows
  const closing = [];
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      inCallback = true;
      try {
        callback(time);
      } finally {
        inCallback = false;
      }
    });
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    const now = performance.now();
    probe.beats.push(now);
    // Of several changes in one frame only the last was ever on screen.
    const change = closing.shift().at(-1);
    if (change) probe.frames.push({ ...change, drawn: now, visible: visible() });
  };
  request(function beat() {
    current = waiting;
    waiting = [];
    closing.push(current);
    channel.port2.postMessage(0);
    request(beat);
  });

  // --- the labelled picture ----------------------------------------------------------------
  let field = "";
  const scratch = document.createElement("canvas");
  scratch.width = scratch.height = 128; // more than the picture's 100 pixels: none is missed
  const pen = scratch.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingEnabled = false;

  /** The element on screen: a hidden canvas only holds the cells for the one beside it. */
  function picture() {
    const marked = document.querySelector('canvas[data-picture="labels"]');
    if (!marked) return document.querySelectorAll(".js-plotly-plot .heatmaplayer image")[1];
    return marked.hidden ? marked.nextElementSibling : marked;
  }

  /** Digest of the pixels: of a canvas, or of the PNG that Plotly hands the browser. */
  function digest() {
    const element = picture();
    if (!(element instanceof HTMLCanvasElement)) return element?.getAttribute("href") ?? "";
    pen.clearRect(0, 0, 128, 128);
    pen.drawImage(element, 0, 0, 128, 128);
    const words = new Uint32Array(pen.getImageData(0, 0, 128, 128).data.buffer);
    let hash = 0x811c9dc5;
    for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
    return String(hash >>> 0);
  }

  const visible = () => {
    const element = picture();
    return Boolean(element?.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
  };

  function changed(value, number, rest) {
    const at = performance.now();
    const change = { at, value, number, rest, digest: digest() };
    probe.sampling += performance.now() - at;
    probe.digests += 1;
    (inCallback ? current : waiting).push(change);
  }

  const valueAt = (state, path) => path.split(".").reduce((node, key) => node?.[key], state);

  document.addEventListener("cutlab:painted", ({ detail }) => {
    if (field) changed(valueAt(detail.state, field), detail.seq, Boolean(detail.rest));
  });

  function watchPlotly() {
    const graph = document.querySelector(".js-plotly-plot");
    if (!graph?.layout?.meta || graph.watched) return;
    graph.watched = true;
    graph.on("plotly_afterplot", () => changed(graph.layout.meta[field], null, false));
  }

  // --- the slider --------------------------------------------------------------------------
  let lastMove = 0;
  let observer = null;
  let slider = null;
  window.addEventListener(
    "pointermove",
    () => {
      lastMove = performance.now();
      probe.moves += 1;
    },
    { capture: true, passive: true },
  );

  // A slider is the browser's own <input type=range> or, from a library, an element with ARIA.
  const sliderOf = (name) => document.querySelector(`[data-field="${name}"] [role=slider]`);
  const valueOf = (slider) =>
    Number(slider instanceof HTMLInputElement ? slider.value : slider.getAttribute("aria-valuenow"));

  /** Begin a drag: empty the lists and watch this field's slider, or the state that a hand changes. */
  probe.start = (name, picture) => {
    field = name;
    watchPlotly();
    Object.assign(probe, { visits: [], frames: [], beats: [], moves: 0, sampling: 0, digests: 0 });
    probe.first = { digest: digest(), now: performance.now() };
    observer?.disconnect();
    // Last of all listeners, so that the picture's own has changed the state.
    if (picture) window.addEventListener("pointermove", () => note(valueAt(window.cutlab.state(), name)));
    slider = sliderOf(name);
    observer = new MutationObserver(visit);
    if (!picture) observer.observe(slider, { attributes: true, attributeFilter: ["aria-valuenow"] });
  };

  const visit = () => note(valueOf(slider));
  function note(value) {
    if (value !== probe.visits.at(-1)?.value)
      probe.visits.push({ at: performance.now(), moved: lastMove, value });
  }
  window.addEventListener("input", ({ target }) => target === slider && visit(), { capture: true });

  /** Where to take the thumb, and its track's ends, in the viewport's pixels. */
  probe.geometry = (name, picture) => {
    if (picture) {
      const area = document.querySelector(".handle-area").getBoundingClientRect();
      const { left, right } = document.querySelector(".circle-handles").getBoundingClientRect();
      return { x: area.x + area.width / 2, y: area.y + area.height / 2, left, right };
    }
    const handle = sliderOf(name);
    handle.scrollIntoView({ block: "center" });
    const box = handle.getBoundingClientRect();
    const y = box.y + box.height / 2;
    if (!(handle instanceof HTMLInputElement)) {
      let track = handle.parentElement;
      while (track.getBoundingClientRect().width < 4 * box.width) track = track.parentElement;
      const { left, right } = track.getBoundingClientRect();
      return { x: box.x + box.width / 2, y, left, right };
    }
    const [left, right] = [box.left + 8, box.right - 8]; // half a thumb, give or take a pixel
    const fraction = (handle.value - handle.min) / (handle.max - handle.min);
    return { x: left + fraction * (right - left), y, left, right };
  };

  /** Everything seen since `start`, plus what Cutlab's own page counts. */
  probe.read = () => ({
    visits: probe.visits,
    frames: probe.frames,
    beats: probe.beats,
    moves: probe.moves,
    sampling: probe.sampling,
    digests: probe.digests,
    first: probe.first,
    stats: window.cutlab?.stats ? { ...window.cutlab.stats } : null,
  });
})();
