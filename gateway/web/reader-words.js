/**
 * Words of finished and unfinished text: which one stands at a place of the text, where lines of braille are cut, which
 * differences are worth changing what somebody is reading. Pure.
 */

/** @import {Word} from "./wire.js" */

/** @typedef {{text: string, words: readonly Word[]}} Spoken */

const SIGNS = /[\p{P}\p{S}]/gu;

/**
 * A word may hold spaces of its own ("2 397 000"), so the server's list counts, not the spaces.
 * @param {Spoken} spoken
 * @returns {string[]}
 */
export function wordsOf({ text, words }) {
  return words.length > 0 ? words.map((word) => word.text) : text.split(" ").filter((word) => word !== "");
}

/**
 * The index of the word that holds the character at `offset` of the joined text.
 * @param {Spoken} spoken
 * @param {number} offset
 */
export function wordAt(spoken, offset) {
  let end = -1;
  const words = wordsOf(spoken);
  const found = words.findIndex((word) => offset <= (end += word.length + 1));
  return found < 0 ? words.length - 1 : found;
}

/**
 * Where the words from `first` to `last` (not included) stand in the joined text: [from, to).
 * @param {Spoken} spoken
 * @param {number} first
 * @param {number} last
 * @returns {[number, number]}
 */
export function spanOf(spoken, first, last) {
  const words = wordsOf(spoken);
  const from = words.slice(0, first).reduce((sum, word) => sum + word.length + 1, 0);
  return [from, from + words.slice(first, last).join(" ").length];
}

/**
 * @param {Spoken} spoken
 * @param {number} first
 * @param {number} last
 */
export function spanText(spoken, first, last) {
  return wordsOf(spoken).slice(first, last).join(" ");
}

/**
 * Whether two words differ in capitals and punctuation only: a guess is not rewritten for that.
 * @param {string} one
 * @param {string} other
 */
export function soundsLike(one, other) {
  return one === other || bare(one) === bare(other);
}

/** @param {string} word */
function bare(word) {
  return word.replace(SIGNS, "").toLocaleLowerCase("fr");
}

/**
 * `text` in rows of at most `cells` characters, cut between words; a longer word is cut where the row ends. 0 cuts nothing.
 * @param {string} text
 * @param {number} cells
 * @returns {string[]}
 */
export function rows(text, cells) {
  if (cells === 0) return [text];
  /** @type {string[]} */
  const cut = [];
  let row = "";
  for (const word of text.split(" ")) {
    const whole = row === "" ? word : `${row} ${word}`;
    if ([...whole].length <= cells) {
      row = whole;
      continue;
    }
    if (row !== "") cut.push(row);
    const letters = [...word];
    while (letters.length > cells) cut.push(letters.splice(0, cells).join(""));
    row = letters.join("");
  }
  return row === "" ? cut : [...cut, row];
}
