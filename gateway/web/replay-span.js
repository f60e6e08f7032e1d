/** Words of a record between two moments: from what somebody selected to a span, and from a span to what goes. Pure. */

/** @import {WordTold} from "./archive-wire.js" */
/** @import {Line} from "./replay-text.js" */

/** @typedef {{line: Line, place: number, word: WordTold, start: number, end: number}} Heard  a word, with its Unix milliseconds */

/**
 * @param {readonly Pick<Line, "entry" | "begun">[]} lines
 * @returns {Heard[]}
 */
export function wordsOf(lines) {
  return lines.flatMap((line) =>
    line.entry.words.map((word, place) => {
      const start = line.begun + word.start_ms;
      return { line: /** @type {Line} */ (line), place, word, start, end: Math.max(line.begun + word.end_ms, start + 1) };
    }),
  );
}

/**
 * The shortest span that has all of them.
 * @param {readonly Pick<Heard, "start" | "end">[]} words  at least one
 */
export function spanOf(words) {
  return { start: Math.min(...words.map(({ start }) => start)), end: Math.max(...words.map(({ end }) => end)) };
}

/**
 * What goes with a span: every word that any part of lies in it, whoever said it.
 * @template {Pick<Heard, "start" | "end">} T
 * @param {readonly T[]} words
 * @param {{start: number, end: number}} span
 */
export function within(words, { start, end }) {
  return words.filter((word) => word.start < end && word.end > start);
}
