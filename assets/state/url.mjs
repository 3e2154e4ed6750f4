/**
 * Links. The server reads and writes their queries (components/state/link.py).
 */

import { getAt } from "./model.mjs";

/** @import { ExplorerState, Problem } from "./model.mjs" */

/** @typedef {{state: ExplorerState, query: string}} Opened what a link opens */

/** Remove fields from a query. @param {string} query @param {string[]} fields */
export const without = (query, fields) =>
  query
    .split("&")
    .filter((field) => field && !fields.includes(field.split("=")[0]))
    .join("&");

/** Value of a field as text; a constant if the field is empty. @param {ExplorerState} state @param {string} field */
const textAt = (state, field) => JSON.stringify(field && getAt(state, field)) ?? "";

export class LinkReader {
  /** Problems of the last link, each with the value that the field got. @type {(Problem & {value: string})[]} */
  #problems = [];

  /**
   * @param {string} path of the route that reads links
   * @param {ExplorerState} fallback state on screen if the server does not answer
   * @param {typeof globalThis.fetch} [fetch]
   */
  constructor(path, fallback, fetch = (...request) => globalThis.fetch(...request)) {
    this.path = path;
    this.fallback = fallback;
    this.fetch = fetch;
  }

  /**
   * Let the server read a link. @param {string} search with its question mark
   * @returns {Promise<Opened | null>} null if the server does not answer
   */
  async read(search) {
    try {
      const answer = await this.fetch(this.path + search);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const { problems, ...opened } = await answer.json();
      this.#keep(problems, opened.state);
      return opened;
    } catch (error) {
      const message = `The link could not be read (${error}). Try again, or reload the page.`;
      this.#keep([{ field: "", message }], this.fallback);
      return null;
    }
  }

  /** @param {Problem[]} problems @param {ExplorerState} state */
  #keep(problems, state) {
    this.#problems = problems.map((problem) => ({
      ...problem,
      value: textAt(state, problem.field),
    }));
  }

  /** Problems that remain: those of fields that have not been changed since. @param {ExplorerState} state */
  standing(state) {
    this.#problems = this.#problems.filter(({ field, value }) => textAt(state, field) === value);
    return this.#problems;
  }

  /** Forget the problems. */
  dismiss() {
    this.#problems = [];
  }
}
