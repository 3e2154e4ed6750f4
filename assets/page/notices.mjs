/** Notices of problems, beside the control at fault and under the pictures; and the line of facts. */

import { findAll, write } from "./browser/dom.mjs";

/** @import { FrameHeader } from "../live/codec.mjs" */
/** @import { Problem } from "../state/model.mjs" */

const CONNECTION = {
  ready: "",
  lost: "The server does not answer; trying again. What you set is kept.",
};

/** @param {string} selector @param {string} text */
export function writeAll(selector, text) {
  for (const element of findAll(selector)) write(element, text);
}

/** Write the facts of a frame, and the service's warnings. @param {FrameHeader} header */
export function showFacts({ texts, warnings }) {
  for (const [name, text] of Object.entries(texts)) writeAll(`[data-fact="${name}"]`, text);
  writeAll('[data-notice="warnings"]', warnings.join(" "));
}

/** Write the notice of the connection. @param {"ready" | "lost" | "refused"} status @param {string} detail */
export function noteConnection(status, detail) {
  const text = status === "refused" ? `The server refused: ${detail}` : CONNECTION[status];
  writeAll('[data-notice="connection"]', text);
}

/**
 * @param {Problem[]} linked problems of the link
 * @param {Problem[]} refused problems of the present state
 */
export function noteProblems(linked, refused) {
  const at = new Map([...linked, ...refused].map(({ field, message }) => [field, message]));
  const together = (/** @type {Problem[]} */ some) => some.map(({ message }) => message).join(" ");
  /** @type {Record<string, string>} */
  const collected = { all: together(refused), link: together(linked) };
  for (const element of findAll("[data-notice]")) {
    const { notice = "" } = element.dataset;
    if (notice === "connection" || notice === "warnings") continue;
    write(element, collected[notice] ?? at.get(notice) ?? "");
  }
  for (const element of findAll("[data-field]")) {
    element.classList.toggle("wrong", at.has(element.dataset.field ?? ""));
  }
}
