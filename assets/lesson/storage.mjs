/** Storage of a lesson: in this browser, as the text of a file. */

import { describeError } from "../page/dom.mjs";

/** @typedef {{title: string, note: string, query: string}} LessonStep */

const KEY = "cutlab.lesson";
const PUT_ASIDE = "cutlab.lesson.unread";
const NOT_KEPT = "This browser does not keep the list: export it before you leave the page.";

/** The list as a file. @param {LessonStep[]} list */
export function textOf(list) {
  const steps = list.map(({ title, note, query }) => ({ title, note, link: `?${query}` }));
  return JSON.stringify({ cutlab: "lesson", version: 1, steps }, null, 1);
}

/** Call when another page of this browser has changed the list. @param {() => void} follower */
export function followOtherPages(follower) {
  addEventListener("storage", ({ key }) => key === KEY && follower());
}

/**
 * Keep the list.
 * @param {LessonStep[]} list @returns {string} what is wrong with that, "" if nothing is
 */
export const save = (list) => (keep(KEY, textOf(list)) ? "" : NOT_KEPT);

/**
 * Load the list; null, with a problem, if it can't be read.
 * @returns {{steps: LessonStep[] | null, problem: string}}
 */
export function load() {
  let text = null;
  try {
    text = localStorage.getItem(KEY);
    return { steps: text === null ? [] : stepsOf(JSON.parse(text)), problem: "" };
  } catch (error) {
    // A closed storage is a problem only once there is something to keep.
    if (text === null) return { steps: null, problem: "" };
    const aside = keep(PUT_ASIDE, text) ? "it was put aside" : "and there is no room to put it aside";
    const why = describeError(error);
    return { steps: null, problem: `The list kept in this browser can't be read (${why}): ${aside}.` };
  }
}

/** Whether the browser keeps a text: it may be full, or closed to this page. @param {string} key @param {string} text */
function keep(key, text) {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

/** The steps of a list that this page wrote. @param {{steps: {title: unknown, note: unknown, link: unknown}[]}} list @returns {LessonStep[]} */
function stepsOf({ steps }) {
  return steps.map(({ title, note, link }) => {
    if (typeof title !== "string" || typeof note !== "string" || typeof link !== "string") {
      throw new Error("a step has no text");
    }
    return { title, note, query: link.replace(/^\?/, "") };
  });
}
