/** Storage of a lesson: Dash's store in this browser, which takes over the list of an older version. */

import { setProps } from "../page/dash.mjs";
import { tryStorage } from "../page/browser/storage.mjs";
import { MOST_STEPS } from "./lesson.mjs";

/** @import { LessonStep } from "./lesson.mjs" */

const KEY = "lesson"; // the store's id
const OLD = "cutlab.lesson"; // the text of a file
const ASIDE = "cutlab.lesson.unread";

/** True if this browser stores lists. */
export const keepsLessons = () =>
  tryStorage(() => {
    localStorage.setItem(`${KEY}-probe`, "");
    localStorage.removeItem(`${KEY}-probe`);
    return true;
  }) ?? false;

/** The store of the list, as Dash describes a component, with the list of an older version if there is one. */
export function lessonStore() {
  const open = tryStorage(() => {
    if (localStorage.getItem(KEY) === null) migrate(); // only then, because other pages are notified of a write
    return true;
  });
  addEventListener("storage", ({ key }) => {
    // After Dash's store has read the other page's list.
    if (key === KEY && document.getElementById("lesson-list")) {
      setTimeout(() => setProps("lesson-other", { data: Date.now() })); // the rows are on the page
    }
  });
  const props = { id: KEY, storage_type: open ? "local" : "memory" };
  return { namespace: "dash_core_components", type: "Store", props };
}

/**
 * Add steps to the list of this browser, and let an open panel show them.
 * @param {LessonStep[]} own @param {LessonStep[]} steps
 * @returns {boolean} false if there is no room for them all: then none is added
 */
export function keepSteps(own, steps) {
  if (own.length + steps.length > MOST_STEPS) return false;
  setProps(KEY, { data: [...own, ...steps] });
  if (document.getElementById("lesson-list")) setTimeout(() => setProps("lesson-other", { data: Date.now() }));
  else setProps("lesson-before", { data: { lists: [own], edited: "" } });
  return true;
}

/** Take over the list of an older version; set aside and report one that cannot be read. */
function migrate() {
  const text = localStorage.getItem(OLD);
  if (text === null) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(stepsOf(JSON.parse(text))));
  } catch (error) {
    localStorage.setItem(ASIDE, text);
    const children = `The list kept in this browser can't be read (${error}); it was put aside.`;
    setProps("lesson-problem", { children });
    document.querySelector(".lesson details")?.setAttribute("open", "");
  }
  localStorage.removeItem(OLD); // only after it is stored elsewhere
}

/** @param {{steps: {title: unknown, note: unknown, link: unknown}[]}} list */
function stepsOf({ steps }) {
  return steps.map(({ title, note, link }) => {
    if (typeof title !== "string" || typeof note !== "string" || typeof link !== "string") {
      throw new Error("a step has no text");
    }
    return { title, note, query: link.replace(/^\?/, "") };
  });
}
