/** A row that was corrected as one text, told apart into its segments again; and how it read before. Pure. */

/** @import {EntryTold} from "./archive-wire.js" */

/** What is saved within so many milliseconds by one person was saved at once. */
const AT_ONCE_MS = 5000;

/** @typedef {{author: EntryTold["author"], at: number, texts: string[]}} Version  `texts`: of each segment */

/** @param {string} text */
const wordsOf = (text) => text.split(/\s+/).filter(Boolean);

/** @param {readonly string[]} texts  of segments */
export function together(texts) {
  return texts.flatMap(wordsOf).join(" ");
}

/**
 * What each segment says when all of them say `text`: words that are still there stay in theirs, and what is new goes to
 * those whose words it replaces, else to the one that spoke before it.
 * @param {readonly string[]} before  the text of each segment
 * @param {string} text
 * @returns {string[]}
 */
export function apart(before, text) {
  const old = before.flatMap((said, segment) => wordsOf(said).map((word) => ({ word, segment })));
  const now = wordsOf(text);
  /** @type {string[][]} */
  const found = before.map(() => []);
  let [from, to] = [0, 0];
  /** @type {[number, number][]} */
  const places = [...common(old.map(({ word }) => word), now), [old.length, now.length]];
  for (const [one, other] of places) {
    const gone = old.slice(from, one).map(({ segment }) => segment);
    const instead = gone.length > 0 ? gone : [old[from - 1]?.segment ?? 0];
    const fresh = now.slice(to, other);
    fresh.forEach((word, at) => found[instead[Math.floor((at * instead.length) / fresh.length)] ?? 0]?.push(word));
    const kept = old[one];
    if (kept !== undefined) found[kept.segment]?.push(kept.word);
    [from, to] = [one + 1, other + 1];
  }
  return found.map((words, segment) => (words.join(" ") === together([before[segment] ?? ""]) ? (before[segment] ?? "") : words.join(" ")));
}

/**
 * How a row read, the newest first.
 * @param {readonly (readonly EntryTold[])[]} histories  of its segments, each in order
 * @returns {Version[]}
 */
export function versionsOf(histories) {
  const first = histories.map((history) => /** @type {EntryTold} */ (history[0]));
  const heard = first.reduce((one, other) => (other.at > one.at ? other : one));
  /** @type {Version[]} */
  const found = [{ author: heard.author, at: heard.at, texts: first.map(({ text }) => text) }];
  const later = histories.flatMap((history, segment) => history.slice(1).map((entry) => ({ entry, segment })));
  for (const { entry, segment } of later.sort((one, other) => one.entry.at - other.entry.at)) {
    const last = /** @type {Version} */ (found.at(-1));
    const texts = last.texts.map((text, at) => (at === segment ? entry.text : text));
    const same = found.length > 1 && last.author.name === entry.author.name && entry.at - last.at < AT_ONCE_MS;
    if (same && histories.length > 1) found.pop();
    found.push({ author: entry.author, at: entry.at, texts });
  }
  return found.reverse();
}

/**
 * The places of the words that are in both, in order: as many as there can be.
 * @param {readonly string[]} one
 * @param {readonly string[]} other
 * @returns {[number, number][]}
 */
function common(one, other) {
  const width = other.length + 1;
  const most = new Uint16Array((one.length + 1) * width);
  for (let row = one.length - 1; row >= 0; row--) {
    for (let column = other.length - 1; column >= 0; column--) {
      const [below, beside] = [most[(row + 1) * width + column] ?? 0, most[row * width + column + 1] ?? 0];
      const both = (most[(row + 1) * width + column + 1] ?? 0) + 1;
      most[row * width + column] = one[row] === other[column] ? both : Math.max(below, beside);
    }
  }
  /** @type {[number, number][]} */
  const found = [];
  for (let row = 0, column = 0; row < one.length && column < other.length; ) {
    if (one[row] === other[column]) found.push([row++, column++]);
    else if ((most[(row + 1) * width + column] ?? 0) >= (most[row * width + column + 1] ?? 0)) row++;
    else column++;
  }
  return found;
}
