/**
 * Lessons as single files: the server computes the frames and tells how far it is; closing the dialog or
 * "Cancel" ends that. components/export/takeaway/ makes the files.
 */

import { plotly } from "../live/plotly.mjs";
import { button, h, write } from "../page/browser/dom.mjs";
import { saveFile } from "../page/browser/download.mjs";
import { viewer } from "../pictures/upload.mjs";
import { fetchFigure } from "./figure.mjs";

/** @import { Lesson } from "./lesson.mjs" */
/** @typedef {{progress?: string, share?: number, problem?: string, html?: string, filename?: string, note?: string, needs?: string}} Told a line of the answer */

const MOST_FILES = 60; // that the server may ask for: three of each step, and a few again
const SIZE = { width: 1000, height: 620 }; // of a figure
const FIGURE = new RegExp('"cutlab-figure:([a-z]+)"', "g"); // where a file has the address of a figure
const LOST = "The server does not answer. Try again in a moment.";
const CUT = "The server's answer ended too early, so nothing was saved. Try again in a moment.";
const UNDRAWN = "The figures of the studies could not be drawn, so nothing was saved. Try again in a moment.";

/**
 * Read the lines of an answer while they come.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body @param {(line: Told) => void} tell
 */
export async function readLines(body, tell) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value = "" } = await reader.read();
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) tell(JSON.parse(line));
    if (done) return;
  }
}

/** Sentences on a saved file. @param {string} filename @param {number} size in bytes @param {string} [note] */
export function savedText(filename, size, note = "") {
  const shown = size > 2 ** 20 ? `${(size / 2 ** 20).toFixed(1)} MB` : `${Math.round(size / 2 ** 10)} kB`;
  return `Saved ${filename}, ${shown}. ${note}`.trim();
}

/** Put the figures of studies into a file, drawn by Plotly in this browser. @param {string} html @param {string} address of the figures' route */
async function withFigures(html, address) {
  const names = new Set([...html.matchAll(FIGURE)].map(([, name]) => name));
  const drawn = new Map();
  for (const name of names) {
    const { figure } = await fetchFigure(address, name);
    const font = { .../** @type {object} */ (figure.layout.font), color: "#222222", size: 16, family: "sans-serif" };
    const layout = { ...figure.layout, ...SIZE, font, paper_bgcolor: "#ffffff", meta: null };
    const place = document.createElement("div");
    await plotly().newPlot(place, figure.data, layout, { staticPlot: true });
    const source = await plotly().toImage(place, { format: "svg", ...SIZE });
    plotly().purge(place);
    drawn.set(name, JSON.stringify(source).replaceAll("<", "\\u003c"));
  }
  return html.replaceAll(FIGURE, (_, name) => drawn.get(name));
}

/**
 * Connect the buttons: `data-take` names a lesson of Cutlab's own, and is empty for the list of this browser.
 * @param {Lesson} lesson @param {string} address of the route @param {string} figures of that of the figures
 * @param {(picture: string) => Promise<string>} give sends the server a file that it lacks; a sentence if it cannot
 */
export function connectTakeAway(lesson, address, figures, give) {
  document.addEventListener("click", ({ target }) => {
    const pressed = /** @type {Element} */ (target).closest?.("[data-take]");
    if (!(pressed instanceof HTMLButtonElement)) return;
    const status = pressed.closest(".lesson, [role=dialog]")?.querySelector(".take-status");
    const name = pressed.dataset.take ?? "";
    if (!(status instanceof HTMLElement) || status.querySelector("progress")) return; // one at a time
    take(status, pressed, name ? { name } : { steps: lesson.own });
  });

  /**
   * Ask for a file and save it. Progress is the bar's to tell: a status would read every text of it aloud.
   * @param {HTMLElement} status @param {HTMLElement} pressed takes the focus of "Cancel" @param {object} asked
   */
  async function take(status, pressed, asked) {
    const stop = new AbortController();
    const said = h("span", { role: "status" }, "Asking the server …");
    const text = h("span", {});
    const bar = h("progress", { max: 1, value: 0, "aria-label": "Frames that are computed" });
    const cancel = button("Cancel", () => stop.abort());
    status.replaceChildren(said, text, bar, cancel);
    const told = (/** @type {string} */ sentence) => {
      const focused = document.activeElement === cancel;
      for (const each of [text, bar, cancel]) each.remove();
      write(said, sentence);
      if (focused) pressed.focus({ preventScroll: true });
    };
    let failure = LOST;
    const show = (/** @type {Told} */ line) => {
      if (!status.isConnected) stop.abort(); // the dialog was closed
      if (line.progress) {
        write(said, "");
        write(text, line.progress);
      }
      if (line.share !== undefined) bar.value = line.share;
    };
    /** Ask once; the last line of the answer. @returns {Promise<Told>} */
    const ask = async () => {
      failure = LOST;
      const headers = { "Content-Type": "application/json" };
      const request = { method: "POST", headers, body: JSON.stringify(asked), signal: stop.signal };
      const answer = await fetch(`${address}?viewer=${viewer}`, request);
      if (!answer.ok || !answer.body) return { problem: `The server could not make the file (status ${answer.status}).` };
      failure = CUT;
      /** @type {Told} */
      let last = { problem: CUT };
      await readLines(answer.body, (line) => {
        show(line);
        last = line.progress ? last : line;
      });
      return last;
    };
    try {
      let last = await ask();
      for (let i = 0; last.needs && i < MOST_FILES; i += 1) {
        const refused = await give(last.needs);
        if (refused) return told(`${last.problem} ${refused}`);
        last = await ask();
      }
      const { html, filename = "", note, problem } = last;
      if (!html) return told(problem ?? CUT);
      failure = UNDRAWN;
      const file = new Blob([await withFigures(html, figures)], { type: "text/html" });
      stop.signal.throwIfAborted();
      saveFile(file, filename);
      told(savedText(filename, file.size, note));
    } catch {
      told(stop.signal.aborted ? "Cancelled; nothing was saved." : failure);
    }
  }
}
