/** Notices of problems, beside the control at fault and under the pictures; and the line of facts. */

import { findAll, write } from "./browser/dom.mjs";

/** @import { FrameHeader } from "../live/codec.mjs" */
/** @import { Problem } from "../state/model.mjs" */

const CONNECTION = {
  ready: "",
  lost: "The server does not answer; trying again. What you set is kept.",
};

/** @param {string} selector @param {string} text */
function writeAll(selector, text) {
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

/** Notices of texts that are no numbers, by field: each stays as long as its text. @type {Map<string, string>} */
const unread = new Map();

/** Messages of the server on the present state, if it refuses it, by field. @type {Map<string, string>} */
let refusals = new Map();
/** @type {((messages: string[]) => void) | undefined} */
let follow;

/** Call a function with what is wrong at the controls, whenever it changes. @param {(messages: string[]) => void} follower */
export function followFaults(follower) {
  let before = "";
  follow = (messages) => {
    const now = messages.join("\n");
    if (now !== before) follower(messages);
    before = now;
  };
}

const tellFaults = () => follow?.([...new Map([...refusals, ...unread]).values()]);

/** Write the notice of a text that is no number; an empty one removes it. @param {string} field @param {string} message */
export function noteUnread(field, message) {
  if ((unread.get(field) ?? "") === message) return;
  if (message) unread.set(field, message);
  else unread.delete(field);
  writeAll(`[data-notice="${field}"]`, message);
  for (const element of findAll(`[data-field="${field}"]`)) element.classList.toggle("wrong", Boolean(message));
  tellFaults();
}

/**
 * Write a notice while something moves, which must not move what is held: one that goes keeps its place,
 * and a new one waits for the rest, unless it stands at the moved control itself.
 * @param {HTMLElement} element @param {string} text @param {boolean} own whether it is at the moved control
 */
function writeInPlace(element, text, own) {
  const placed = element.textContent !== "";
  element.classList.toggle("passed", placed && !text);
  if (text && (placed || own)) write(element, text);
}

/**
 * @param {Problem[]} linked problems of the link
 * @param {Problem[]} refused problems of the present state
 * @param {Problem[]} [hints] notices at controls that are not wrong
 * @param {string | null} [moved] field that is being moved, "" for what has no control; null at rest
 */
export function noteProblems(linked, refused, hints = [], moved = null) {
  refusals = new Map(refused.map(({ field, message }) => [field, message]));
  tellFaults();
  const at = new Map([...linked, ...refused].map(({ field, message }) => [field, message]));
  for (const [field, message] of unread) at.set(field, message);
  const beside = new Map([...hints.map(({ field, message }) => /** @type {const} */ ([field, message])), ...at]);
  const together = (/** @type {Problem[]} */ some) => some.map(({ message }) => message).join(" ");
  // Once is enough: under the pictures only what has no control on the page.
  const homeless = refused.filter(({ field }) => !findAll(`[data-field="${field}"]`).some((at) => at.checkVisibility()));
  /** @type {Record<string, string>} */
  const collected = { all: together(homeless), link: together(linked) };
  for (const element of findAll("[data-notice]")) {
    const { notice = "" } = element.dataset;
    if (notice === "connection" || notice === "warnings") continue;
    const text = collected[notice] ?? beside.get(notice) ?? "";
    if (moved !== null && !(notice in collected)) {
      writeInPlace(element, text, notice === moved);
      continue;
    }
    element.classList.toggle("passed", false);
    write(element, text);
  }
  for (const element of findAll("[data-field]")) {
    element.classList.toggle("wrong", at.has(element.dataset.field ?? ""));
  }
}
