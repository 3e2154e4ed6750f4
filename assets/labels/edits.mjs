/**
 * Edits of the regions, as the state has them: merges such as "2+5" and names such as "3=coin", with
 * commas between. components/state/edits.py describes and reads them.
 */

/** @import { Names } from "./regions.mjs" */

export const LONGEST_EDITS = 300; // characters
export const LONGEST_NAME = 30;
const UNFIT = /[^\p{L}\p{M}\p{Nd}_ .'()-]/gu; // characters that no name has

/** @typedef {{groups: number[][], names: Map<number, string>}} Edits labels that are merged, ascending, and names */

/** @param {string} text that the server takes @returns {Edits} */
export function readEdits(text) {
  /** @type {Edits} */
  const edits = { groups: [], names: new Map() };
  for (const item of text ? text.split(",") : []) {
    const [label, name] = item.split("=");
    if (name === undefined) edits.groups.push(item.split("+").map(Number));
    else edits.names.set(Number(label), name);
  }
  return edits;
}

/** @param {Edits} edits */
function writeEdits({ groups, names }) {
  const merges = groups.map((group) => group.join("+"));
  return [...merges, ...[...names].sort(([a], [b]) => a - b).map((pair) => pair.join("="))].join(",");
}

/**
 * Edits with two regions merged. The lower number is kept, and with it its name, or else the other's.
 * @param {string} text @param {number} one @param {number} other
 */
export function withMerge(text, one, other) {
  const { groups, names } = readEdits(text);
  const touched = (/** @type {number[]} */ group) => group.includes(one) || group.includes(other);
  const merged = [...new Set([one, other, ...groups.filter(touched).flat()])].sort((a, b) => a - b);
  const name = merged.map((label) => names.get(label)).find(Boolean);
  for (const label of merged) names.delete(label);
  if (name) names.set(merged[0], name);
  const next = [...groups.filter((group) => !touched(group)), merged];
  return writeEdits({ groups: next.sort(([a], [b]) => a - b), names });
}

/** Edits with a region named; an empty name is none. @param {string} text @param {number} label @param {string} name */
export function withName(text, label, name) {
  const edits = readEdits(text);
  const plain = name.replace(UNFIT, "").trim().slice(0, LONGEST_NAME).trim();
  if (plain) edits.names.set(label, plain);
  else edits.names.delete(label);
  return writeEdits(edits);
}

/** Edits without the merges of a region. @param {string} text @param {number} label */
export function withoutMerge(text, label) {
  const { groups, names } = readEdits(text);
  return writeEdits({ groups: groups.filter(([lowest]) => lowest !== label), names });
}

/** Names of regions. @param {string} text @returns {Names} */
export const namesIn = (text) => readEdits(text).names;
