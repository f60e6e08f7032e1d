/** What is looked for, in the fragment of the page's address: servers and their logs never see it there. Pure. */

import { dayStart } from "./record-words.js";

/** @import {Parameters} from "./archive-wire.js" */

/** @typedef {{q: string, speaker: string, space: string, since: string, until: string}} Wanted  days as YYYY-MM-DD */

export const NAMES = /** @type {const} */ (["q", "speaker", "space", "since", "until"]);

/**
 * @param {string} fragment  with or without its `#`
 * @returns {Wanted}
 */
export function wantedIn(fragment) {
  const held = new URLSearchParams(fragment.replace(/^#/, ""));
  const [q = "", speaker = "", space = "", since = "", until = ""] = NAMES.map((name) => held.get(name) ?? "");
  return { q, speaker, space, since, until };
}

/** @param {Wanted} wanted */
export function fragmentOf(wanted) {
  const held = new URLSearchParams(NAMES.filter((name) => wanted[name] !== "").map((name) => [name, wanted[name]]));
  return held.size === 0 ? "" : `#${held}`;
}

/**
 * For the API. The last day counts whole.
 * @param {Wanted} wanted
 * @returns {Parameters}
 */
export function facetsOf({ speaker, space, since, until }) {
  return { speaker, space, since: dayStart(since), until: dayStart(until, 1) };
}

/**
 * The text of a passage in pieces, those that were looked for apart. Long ones are cut around the first.
 * @param {readonly string[]} words
 * @param {readonly number[]} heard  places in `words`
 * @param {number} [around]  words on either side
 * @returns {{text: string, found: boolean}[]}
 */
export function snippet(words, heard, around = 18) {
  const first = heard[0] ?? 0;
  const begin = Math.max(0, first - around);
  const end = Math.min(words.length, Math.max(first, heard.at(-1) ?? 0, 0) + around + 1, first + 3 * around);
  const pieces = [];
  if (begin > 0) pieces.push({ text: "… ", found: false });
  for (let place = begin; place < end; place++) {
    if (place > begin) pieces.push({ text: " ", found: false });
    pieces.push({ text: words[place] ?? "", found: heard.includes(place) });
  }
  if (end < words.length) pieces.push({ text: " …", found: false });
  return pieces;
}
