/** Where a lesson is kept: by Dash, in this browser. Lists that older versions kept are taken over. */

import { setProps } from "../page/dash.mjs";
import { tryStorage } from "../page/storage.mjs";

const KEY = "lesson"; // the store's id
const OLD = "cutlab.lesson"; // the text of a file
const ASIDE = "cutlab.lesson.unread";

/** Whether this browser keeps lists. */
export const keepsLessons = () =>
  tryStorage(() => {
    localStorage.setItem(`${KEY}-probe`, "");
    localStorage.removeItem(`${KEY}-probe`);
    return true;
  }) ?? false;

/** The store of the list, as Dash describes a component, with the list of an older version if there is one. */
export function lessonStore() {
  const open = tryStorage(() => {
    if (localStorage.getItem(KEY) === null) migrate(); // nothing is written else, which other pages would hear
    return true;
  });
  addEventListener("storage", ({ key }) => {
    // Once Dash's store has followed the other page's list.
    if (key === KEY) setTimeout(() => setProps("lesson-other", { data: Date.now() }));
  });
  const props = { id: KEY, storage_type: open ? "local" : "memory" };
  return { namespace: "dash_core_components", type: "Store", props };
}

/** Take over the list of an older version; one that can't be read is put aside, and told. */
function migrate() {
  const text = localStorage.getItem(OLD);
  if (text === null) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(stepsOf(JSON.parse(text))));
  } catch (error) {
    localStorage.setItem(ASIDE, text);
    const children = `The list kept in this browser can't be read (${error}): it was put aside.`;
    setProps("lesson-problem", { children });
    document.querySelector(".lesson details")?.setAttribute("open", "");
  }
  localStorage.removeItem(OLD); // only once it is kept elsewhere
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
