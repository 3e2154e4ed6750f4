// @ts-check
/// <reference path="../types.d.ts" />
/** What the scripts of the study page ask the server, and small things they share. */
(() => {
  const ROOT = "/api/studies";
  const AGAIN_MS = 3000; // before a plan whose time is not known yet is asked for again

  /**
   * The server's answer; what it has against a question is thrown as its sentence.
   * @param {string} path below /api/studies @param {any} [body] posted, if there is one
   */
  async function ask(path, body) {
    const post = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    let response;
    try {
      response = await fetch(ROOT + path, post);
    } catch {
      throw new Lost("The server does not answer; trying again. Studies go on where it runs them.");
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.problem ?? `The server could not answer (status ${response.status}).`);
    return answer;
  }

  /** The server is away, which may pass. */
  class Lost extends Error {}

  /** @param {unknown} error */
  const sentence = (error) => (error instanceof Error ? error.message : String(error));

  /** @param {number} n @param {string} one */
  const count = (n, one) => `${n.toLocaleString("en")} ${n === 1 ? one : `${one}s`}`;

  /** @param {number | null | undefined} value */
  const digits = (value) => (value === null || value === undefined ? "–" : value.toFixed(3).replace("-", "−"));

  /** A length of time in words. @param {number} seconds */
  function duration(seconds) {
    if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
    if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
    return `${(seconds / 3600).toFixed(1)} h`;
  }

  const STATES = {
    queued: "waiting",
    running: "running",
    paused: "paused",
    done: "done",
    cancelled: "cancelled",
    failed: "stopped by an error",
  };

  /** Whether the server is at it, so that it is worth asking again. @param {any} row */
  const busy = (row) => row.state === "queued" || row.state === "running";

  /** How far a study is, in words. @param {any} row */
  function progress(row) {
    const { recorded, n_trials: n, failed, rate, seconds_left: left } = row;
    const parts = [recorded === n ? count(n, "trial") : `${recorded.toLocaleString("en")} of ${count(n, "trial")}`];
    if (failed) parts.push(`${failed.toLocaleString("en")} failed`);
    if (row.state === "running" && rate) parts.push(`${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} a second`);
    if (row.state === "running" && left) parts.push(`${duration(left)} left`);
    return parts.join(" · ");
  }

  /** @param {Blob | string} content @param {string} file */
  function save(content, file) {
    const url = typeof content === "string" ? content : URL.createObjectURL(content);
    Object.assign(document.createElement("a"), { href: url, download: file }).click();
    if (typeof content !== "string") setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /**
   * The scene that a study varies: both pictures, and the way to it.
   * @param {string | null} query none if the explorer cannot show it @param {string} name the study's @param {string} [hash]
   */
  function scene(query, name, hash = "") {
    const { h } = window.cutlab;
    if (query === null) return "";
    const picture = h("img", { src: `/first.svg?${query}`, alt: "", loading: "lazy" });
    const link = h("a", { class: "study-scene", href: `/?${query}${hash}`, title: "Open the base scene in the explorer",
      "aria-label": `Base scene of ${name}` }, picture);
    picture.addEventListener("error", () => link.remove()); // it is too large to be drawn at once
    return link;
  }

  const study = { AGAIN_MS, ROOT, STATES, Lost, ask, busy, count, digits, duration, progress, save, scene, sentence };
  window.cutlab = Object.assign(window.cutlab ?? {}, { study });
})();
