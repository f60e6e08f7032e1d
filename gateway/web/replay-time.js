/** Where a moment of a meeting is: in its sound files, in its lines, in the words of a line. Pure; Unix milliseconds. */

/** @import {EntryTold, RecordTold, SoundTold, WordTold} from "./archive-wire.js" */

/** @typedef {{file: number, offset_ms: number}} Place */

/**
 * When an entry began.
 * @param {Pick<RecordTold, "sessions" | "started">} record
 * @param {Pick<EntryTold, "session">} entry
 */
export function begun(record, { session }) {
  return record.sessions.find((run) => run.session === session)?.started ?? record.started;
}

/**
 * What to play to hear `moment`; in a hole, what comes after it. Null after the end of all sound.
 * @param {readonly SoundTold[]} files  in the order of time
 * @param {number} moment
 * @returns {Place | null}
 */
export function placeOf(files, moment) {
  const file = files.findIndex(({ start, length_ms }) => moment < start + length_ms);
  const found = files[file];
  return found === undefined ? null : { file, offset_ms: Math.max(0, moment - found.start) };
}

/**
 * The last of `starts` that is not after `moment`; -1 when all are.
 * @param {readonly number[]} starts  in order
 * @param {number} moment
 */
export function lastBefore(starts, moment) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (starts[middle]) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Which word is heard `ms` into its session; the first before they begin, -1 without words.
 * @param {readonly WordTold[]} words
 * @param {number} ms
 */
export function wordAt(words, ms) {
  if (words.length === 0) return -1;
  return Math.max(0, lastBefore(words.map((word) => word.start_ms), ms));
}
