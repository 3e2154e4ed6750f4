/**
 * Predictions of a lesson: the labelled picture is covered until the reader has chosen an option, or has
 * set a mark on a scale. Answers stay in this browser. components/lessons/model.py describes predictions.
 */

import { button, findAll, h } from "../page/browser/dom.mjs";
import { saveFile } from "../page/browser/download.mjs";
import { tryStorage } from "../page/browser/storage.mjs";

/** @typedef {{question: string, options: string[], answer: number, reason: string}} Choice */
/** @typedef {{question: string, low: number, high: number, answer: [number, number], logarithmic: boolean, reason: string}} Estimate */
/** @typedef {Choice | Estimate} Prediction */
/** @typedef {{title: string, question: string, answer: string, right: boolean}} Answer as it is stored and saved */

const KEY = "cutlab.answers";
const STEPS = 200; // of a scale
const TELLING = ".outcome, .verdict, .views, .facts-line, .present-figure"; // what gives an answer away, to screen readers as well

/** True if a value from outside is a prediction. @param {unknown} value @returns {value is Prediction} */
export function isPrediction(value) {
  const { question, reason, options, answer, low, high } = /** @type {Record<string, unknown>} */ (value ?? {});
  if (typeof question !== "string" || typeof reason !== "string") return false;
  if (Array.isArray(options)) return options.every((o) => typeof o === "string") && Number(answer) in options;
  return [low, high, ...(Array.isArray(answer) ? answer : [NaN])].every(Number.isFinite);
}

/** Value at a place from 0 to 1 on a scale, with three digits. @param {Estimate} estimate @param {number} place */
export function valueAt({ low, high, logarithmic }, place) {
  const value = logarithmic ? low * (high / low) ** place : low + (high - low) * place;
  return Number(value.toPrecision(3));
}

/** Whether an answer is right: the place of an option, or a value. @param {Prediction} prediction @param {number} answer */
export function isRight(prediction, answer) {
  if ("options" in prediction) return answer === prediction.answer;
  const [first, last] = prediction.answer;
  return answer >= first && answer <= last;
}

/** What the reader answered, in words. @param {Prediction} prediction @param {number} answer */
const inWords = (prediction, answer) => ("options" in prediction ? prediction.options[answer] : String(answer));

/** What is right, in words. @param {Prediction} prediction */
function solution(prediction) {
  if ("options" in prediction) return prediction.options[prediction.answer];
  const [first, last] = prediction.answer;
  return first === last ? String(first) : `${first} to ${last}`;
}

/** The sentence that follows an answer; none was given if it is null. @param {Prediction} prediction @param {number | null} answer */
export function verdictOn(prediction, answer) {
  if (answer === null) return `Answer: ${solution(prediction)}.`;
  if (isRight(prediction, answer)) return `You said: ${inWords(prediction, answer)}. That is right.`;
  return `You said: ${inWords(prediction, answer)}. It is: ${solution(prediction)}.`;
}

/** Answers of this visit, for a browser that stores none, as in a sandbox. @type {Record<string, Answer>} */
const given = {};

/** The answers of this browser. @returns {Record<string, Answer>} */
export const storedAnswers = () => ({ ...tryStorage(() => JSON.parse(localStorage.getItem(KEY) ?? "{}")), ...given });

/** Store an answer in this browser. @param {Answer} answer */
export function storeAnswer(answer) {
  const question = `${answer.title}: ${answer.question}`;
  const store = () => {
    localStorage.setItem(KEY, JSON.stringify({ ...storedAnswers(), [question]: answer }));
    return true;
  };
  if (!tryStorage(store)) given[question] = answer;
}

/** The answers as a text for a file. @param {Record<string, Answer>} answers */
export function answersText(answers) {
  const given = Object.values(answers);
  const lines = given.map((a) => `${a.title}\n${a.question}\n${a.right ? "✓" : "✗"} ${a.answer}\n`);
  return [`Predictions: ${given.filter((a) => a.right).length} of ${given.length} right.\n`, ...lines].join("\n");
}

export class Predictor {
  /** @type {Prediction | null} */
  #prediction = null;
  #title = "";

  /** @param {HTMLElement} place @param {HTMLElement} page @param {() => void} uncovered called after an answer */
  constructor(place, page, uncovered) {
    this.place = place;
    this.page = page;
    this.uncovered = uncovered;
  }

  /** True while the labelled picture is covered. */
  get waiting() {
    return this.page.classList.contains("predicting");
  }

  /** Show the question of a step, or none. @param {Prediction | undefined} prediction @param {string} title */
  ask(prediction, title) {
    this.#prediction = prediction ?? null;
    this.#title = title;
    this.#cover(Boolean(prediction));
    if (!prediction) return this.place.replaceChildren();
    const answers = "options" in prediction ? this.#options(prediction) : this.#scale(prediction);
    this.place.replaceChildren(h("p", { class: "prediction-question" }, prediction.question), answers);
  }

  /** @param {boolean} on whether the labels, and what tells of them, are covered */
  #cover(on) {
    this.page.classList.toggle("predicting", on);
    for (const each of findAll(TELLING, this.page)) each.inert = on;
  }

  /** Uncover the picture without an answer. */
  reveal() {
    this.#answer(null);
  }

  /** Choose an option by its number, from 1. @param {number} number @returns {boolean} whether there is one */
  choose(number) {
    const prediction = this.#prediction;
    if (!this.waiting || !prediction || !("options" in prediction) || number > prediction.options.length) return false;
    this.#answer(number - 1);
    return true;
  }

  /** @param {Choice} choice */
  #options({ options }) {
    const items = options.map((text, i) => h("li", {}, button(text, () => this.#answer(i), { "aria-keyshortcuts": i + 1 })));
    return h("ol", { class: "prediction-options" }, ...items);
  }

  /** @param {Estimate} estimate */
  #scale(estimate) {
    const mark = h("input", { type: "range", min: 0, max: STEPS, value: STEPS / 2, "aria-label": "Your estimate" });
    const shown = h("output", {});
    const value = () => valueAt(estimate, Number(mark.value) / STEPS);
    const write = () => {
      shown.textContent = String(value());
      mark.setAttribute("aria-valuetext", String(value()));
    };
    mark.addEventListener("input", write);
    write();
    const ends = [h("span", {}, String(estimate.low)), mark, h("span", {}, String(estimate.high))];
    const set = button("This is my estimate", () => this.#answer(value()));
    return h("div", { class: "prediction-scale" }, ...ends, shown, set);
  }

  /** @param {number | null} answer */
  #answer(answer) {
    const prediction = this.#prediction;
    if (!prediction || !this.waiting) return;
    this.#cover(false);
    this.uncovered();
    const held = this.place.contains(document.activeElement);
    const right = answer !== null && isRight(prediction, answer);
    const found = h("p", { class: "prediction-answer", tabindex: "-1", role: "status" }, verdictOn(prediction, answer));
    /** @type {HTMLElement[]} */
    const children = [h("p", { class: "prediction-question" }, prediction.question), found, h("p", {}, prediction.reason)];
    if (answer !== null) {
      found.dataset.right = String(right);
      storeAnswer({ title: this.#title, question: prediction.question, answer: inWords(prediction, answer), right });
      const saveAnswers = () => saveFile(new Blob([answersText(storedAnswers())], { type: "text/plain" }), "cutlab-answers.txt");
      children.push(button("Save answers", saveAnswers, { class: "prediction-save" }));
    }
    this.place.replaceChildren(...children);
    if (held) found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "center" });
  }
}
