/**
 * What an edit of words is, as values: the least change that makes of the words what somebody wrote, and how a segment
 * looks with changes that the server has not confirmed yet. Pure.
 */

/** @import {Amend} from "./correction-wire.js" */
/** @import {Word} from "./wire.js" */

/** @typedef {{first: number, last: number, text: string}} Change  words [first, last) give way to a text */
/**
 * @typedef {object} Token  one thing that can be pointed at in a segment
 * @property {string} text
 * @property {number} first
 * @property {number} last  words [first, last) of the segment stand behind it
 * @property {number} p  how sure the recogniser was
 * @property {string | null} pending  id of the edit that is under way
 */

/** Words less sure than this are worth a look. */
export const DOUBTFUL = 0.6;

/**
 * @param {string} text
 * @returns {string[]}
 */
export function split(text) {
  return text.split(/[ \t\r\n]+/).filter((word) => word !== "");
}

/**
 * The least change: words that stay are left out of it, so that two people who correct two words of one line do not
 * touch each other's. Null when nothing would change.
 * @param {readonly Pick<Word, "text">[]} words
 * @param {Change} wanted
 * @returns {Change | null}
 */
export function least(words, { first, last, text }) {
  const before = words.slice(first, last).map((word) => word.text);
  const after = split(text);
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  if (head === before.length && head === after.length) return null;
  return { first: first + head, last: last - tail, text: after.slice(head, after.length - tail).join(" ") };
}

/**
 * A change of words that lie in several segments, segment by segment: the new text goes where the old one began.
 * @param {readonly number[]} lengths  of the pieces that were written over, in words
 * @param {Change} change  counted over all of them
 * @returns {(Change & {piece: number})[]}
 */
export function spread(lengths, { first, last, text }) {
  /** @type {(Change & {piece: number})[]} */
  const parts = [];
  let offset = 0;
  for (const [piece, length] of lengths.entries()) {
    const [from, to] = [Math.max(first, offset), Math.min(last, offset + length)];
    const inserted = first === last && parts.length === 0 && first <= offset + length;
    if (inserted) parts.push({ piece, first: first - offset, last: first - offset, text });
    else if (from < to) parts.push({ piece, first: from - offset, last: to - offset, text: parts.length === 0 ? text : "" });
    offset += length;
  }
  return parts;
}

/**
 * The whole text of a segment after a change.
 * @param {readonly Pick<Word, "text">[]} words
 * @param {Change} change
 */
export function applied(words, { first, last, text }) {
  const texts = words.map((word) => word.text);
  return [...texts.slice(0, first), ...split(text), ...texts.slice(last)].join(" ");
}

/**
 * @param {readonly Word[]} words  of a segment as it stands
 * @param {readonly Amend[]} edits  under way on just these words
 * @returns {Token[]}
 */
export function tokens(words, edits) {
  /** @type {Token[]} */
  const shown = [];
  const sorted = [...edits].sort((a, b) => a.first - b.first || a.last - b.last);
  let at = 0;
  for (const { id, first, last, text } of sorted) {
    if (first < at) continue;
    shown.push(...plain(words, at, first), { text, first, last, p: 1, pending: id });
    at = last;
  }
  return [...shown, ...plain(words, at, words.length)];
}

/**
 * @param {readonly Word[]} words
 * @param {number} from
 * @param {number} to
 * @returns {Token[]}
 */
function plain(words, from, to) {
  return words.slice(from, to).map(({ text, p }, i) => {
    return { text, first: from + i, last: from + i + 1, p: typeof p === "number" ? p : 1, pending: null };
  });
}
