/** Lessons within links: the steps, deflated, after the address's "#"; components/export/lesson_link.py writes them. */

import { MOST_STEPS } from "./lesson.mjs";
import { isPrediction } from "./prediction.mjs";

/** @import { LessonStep } from "./lesson.mjs" */

const MOST_BYTES = 2 * 2 ** 20; // of the text; a link may come from anywhere

/** The name of a lesson of Cutlab's own in an address, which is shorter than any list. @param {string} hash */
export const namedLesson = (hash) => /^#lesson=([a-z-]{1,20})$/.exec(hash)?.[1];

/** Take the name of a lesson out of the address. */
export function dropLessonName() {
  const { hash, pathname, search } = location;
  if (namedLesson(hash)) history.replaceState(history.state, "", pathname + search);
}

/** True if the part of an address after "#" has a lesson. @param {string} hash */
export const hasLesson = (hash) => /^#lesson=[\w-]+$/.test(hash);

/**
 * Read the lesson of a link.
 * @param {string} hash
 * @returns {Promise<LessonStep[] | null>} null if it cannot be read
 */
export async function stepsInLink(hash) {
  try {
    const [, encoded = ""] = /^#lesson=([\w-]+)$/.exec(hash) ?? [];
    const bytes = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return stepsOf(JSON.parse(await inflated(bytes)));
  } catch {
    return null;
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST_BYTES) throw new Error("too long");
  }
}

/** @param {unknown} listed @returns {LessonStep[]} */
function stepsOf(listed) {
  const isStep = (/** @type {unknown} */ step) =>
    Array.isArray(step) &&
    [3, 4, 5].includes(step.length) &&
    step.slice(0, 3).every((text) => typeof text === "string") &&
    (step.length === 3 || (step.length === 5 && step[3] === null) || isPrediction(step[3])) &&
    ["string", "undefined"].includes(typeof step[4]);
  if (!Array.isArray(listed) || !listed.length || listed.length > MOST_STEPS || !listed.every(isStep)) {
    throw new Error("no steps");
  }
  return listed.map(([title, note, query, prediction, figure]) => ({
    title,
    note,
    query,
    ...(prediction && { prediction }),
    ...(figure && { figure }),
  }));
}
