/** Assembly of lessons: the one of this page, which Dash loads and opens, and what shows and edits it. */

import { urlOf } from "../page/browser/address.mjs";
import { find } from "../page/browser/dom.mjs";
import { setProps } from "../page/dash.mjs";
import { StepFigure } from "./figure.mjs";
import { Lesson } from "./lesson.mjs";
import { hasLesson, namedLesson, stepsInLink } from "./link.mjs";
import { Presentation } from "./presentation.mjs";
import { connectRows } from "./rows.mjs";
import { keepsLessons } from "./storage.mjs";
import { connectTakeAway } from "./take_away.mjs";

/** @import { Config } from "../state/model.mjs" */
/** @import { OwnPictures } from "../pictures/own_pictures.mjs" */
/** @import { LessonActions, LessonStep } from "./lesson.mjs" */

export const lesson = new Lesson();

/** Load the list of the lesson, and return the text beside its name. @param {unknown} steps */
export function lessonLoaded(steps) {
  lesson.load(steps);
  const { length } = lesson.own;
  if (length && !keepsLessons()) {
    const children = "This browser cannot store the list: export it before you leave the page.";
    setProps("lesson-problem", { children });
  }
  return length === 1 ? "1 step" : `${length} steps`;
}

/**
 * Present a lesson of Cutlab's own; one that the address names begins only in the view of presentations.
 * @param {{key: string, steps: LessonStep[], opened: number} | null} chosen `opened` is 0 for an address
 */
export function openLesson(chosen) {
  if (!chosen) return;
  setProps("lessons", { opened: false });
  lesson.visit(chosen.steps, chosen.key);
  const { view = "full" } = lesson.explorer?.store.state ?? {};
  // An address without a state has that of the tutorial, which may be a later step's.
  const first = lesson.at < 0 || location.search === "?view=present";
  if (chosen.opened || (view === "present" && first)) lesson.present();
}

/** Show the lesson of the address, if there is one. */
export async function visitLesson() {
  if (!hasLesson(location.hash)) return;
  const name = namedLesson(location.hash);
  if (name) return setProps("lessons-linked", { data: name });
  const steps = await stepsInLink(location.hash);
  if (!steps) {
    setProps("lesson-problem", { children: "The lesson in the link could not be read; the link may have been cut." });
    return;
  }
  lesson.visit(steps);
  if (lesson.explorer?.store.state.view === "present" && lesson.at < 0) lesson.present();
}

/**
 * Connect the lesson with the explorer, and return what shows it.
 * @param {Config} config @param {LessonActions} explorer @param {string} query of the state on screen
 * @param {() => boolean} playing whether an animation runs @param {Promise<unknown>} ready kept once Plotly is there
 * @param {OwnPictures} own
 */
export function connectLesson(config, explorer, query, playing, ready, own) {
  const figures = urlOf(config.figure_path);
  lesson.explorer = explorer;
  lesson.settled(query);
  connectRows(find(".lesson"), lesson);
  connectTakeAway(lesson, urlOf(config.take_away_path), figures, (picture) => own.give(picture));
  const presentation = new Presentation(lesson, explorer.store, playing);
  return [presentation, new StepFigure(lesson, find(".page"), find(".column"), figures, ready)];
}
