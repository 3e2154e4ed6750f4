/**
 * Browser side of the rows of a lesson: mark the row on screen, move rows by keys, and keep the focus
 * on a moved row after components/page/panels/lesson.py has built the rows anew.
 */

import { setProps } from "../page/dash.mjs";
import { find, findAll, onAction } from "../page/browser/dom.mjs";

/** @import { Lesson } from "./lesson.mjs" */

const STEPS = /** @type {Record<string, number>} */ ({ up: -1, down: 1, remove: 0, replace: 0 });
const KEYS = /** @type {Record<string, string>} */ ({ ArrowUp: "up", ArrowDown: "down" });

/** Scroll an element to the top, below the pictures where they stay in sight. @param {HTMLElement} element @param {HTMLElement} pictures */
function scrollBelow(element, pictures) {
  const sticky = getComputedStyle(pictures).position === "sticky";
  element.style.scrollMarginTop = sticky ? `${pictures.offsetHeight}px` : "";
  element.scrollIntoView({ block: "start" });
}

/** @param {HTMLElement} root the panel @param {Lesson} lesson */
export function connectRows(root, lesson) {
  /** Row and element that get the focus once the new rows are there. */
  let [aim, selector] = [-1, ""];
  let opening = false;
  const details = /** @type {HTMLDetailsElement} */ (root.querySelector("details"));
  const scroll = () => scrollBelow(details, find(".in-sight"));
  const rows = () => findAll(".lesson-steps > li", root);

  const mark = () => rows().forEach((row, i) => row.setAttribute("aria-current", String(i === lesson.at)));
  const update = () => {
    mark();
    // dcc.Upload has no property for the label of its file field.
    root.querySelector("input[type=file]")?.setAttribute("aria-label", "File of a lesson");
    if (opening && root.querySelector("#lesson-list")) {
      opening = false;
      requestAnimationFrame(scroll); // after the new content has moved the page
    }
    if (aim < 0) return;
    const row = rows()[Math.min(aim, rows().length - 1)];
    const next = row?.querySelector(selector) ?? row?.querySelector("input");
    /** @type {HTMLElement | null} */ (next ?? root.querySelector("#lesson-add"))?.focus();
    aim = -1;
  };
  lesson.follow(mark);
  new MutationObserver(update).observe(root, { childList: true, subtree: true });

  root.addEventListener("click", ({ target }) => {
    const element = /** @type {HTMLElement} */ (target);
    lesson.leave(); // the panel has the list of this browser
    if (element.matches(".lesson-present")) lesson.present();
    const row = element.closest("li");
    const { do: act = "" } = element.dataset;
    if (!row) return;
    const i = rows().indexOf(row);
    if (act === "show") lesson.go(i);
    else if (act in STEPS) [aim, selector] = [i + STEPS[act], `[data-do=${act}]:not(:disabled)`];
  });

  root.addEventListener("keydown", (event) => {
    const element = /** @type {HTMLElement} */ (event.target);
    const act = event.altKey && KEYS[event.key];
    const row = act && element.closest("li");
    if (!row) return;
    event.preventDefault();
    /** @type {HTMLElement | null} */ (row.querySelector(`[data-do=${act}]:not(:disabled)`))?.click();
    const { do: own } = element.dataset;
    if (aim >= 0) selector = own ? `[data-do=${own}]:not(:disabled)` : element.localName;
  });

  // dcc.Upload does not report a file that is too large.
  root.addEventListener(
    "change",
    ({ target }) => {
      const [file] = /** @type {HTMLInputElement} */ (target).files ?? [];
      const largest = Number(root.dataset.largestFile);
      if (!file || file.size <= largest) return;
      const rule = `The file must be at most ${largest} bytes long. Got ${file.size} instead.`;
      const children = `${file.name} could not be read; the list is unchanged. ${rule}`;
      setProps("lesson-problem", { children });
    },
    true,
  );

  onAction("lesson", () => {
    opening = details.open = true;
    details.querySelector("summary")?.focus({ preventScroll: true });
    scroll();
  });
}
