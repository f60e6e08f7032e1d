/** What is different between the lines that are shown and what the record says now. Pure. */

/** @import {EntryTold, Run} from "./archive-wire.js" */
/** @import {Stretch} from "./replay-pages.js" */

/** @typedef {Pick<EntryTold, "session" | "segment" | "start_ms">} Place */
/**
 * @template {{entry: EntryTold}} T
 * @typedef {object} Difference
 * @property {T[]} gone
 * @property {{line: T, entry: EntryTold}[]} changed
 * @property {EntryTold[]} added  in order
 */

/**
 * The order in which the API tells entries.
 * @param {readonly Pick<Run, "session">[]} sessions
 * @returns {(one: Place, other: Place) => number}
 */
export function orderOf(sessions) {
  const ranks = new Map(sessions.map(({ session }, rank) => [session, rank]));
  const rank = (/** @type {Place} */ { session }) => ranks.get(session) ?? ranks.size;
  return (one, other) => rank(one) - rank(other) || one.start_ms - other.start_ms || one.segment - other.segment;
}

/** @param {Pick<EntryTold, "session" | "segment">} entry */
export function nameOf({ session, segment }) {
  return `${session}/${segment}`;
}

/**
 * How many of `lines` are not after `place`.
 * @param {readonly {entry: EntryTold}[]} lines
 * @param {Place} place
 * @param {(one: Place, other: Place) => number} order
 */
export function until(lines, place, order) {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(/** @type {{entry: EntryTold}} */ (lines[middle]).entry, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @template {{entry: EntryTold}} T
 * @param {readonly T[]} lines  in order
 * @param {Map<string, T>} known  the same, by name
 * @param {Stretch} stretch
 * @param {(one: Place, other: Place) => number} order
 * @returns {Difference<T>}
 */
export function difference(lines, known, { items, after, open }, order) {
  const last = items.at(-1);
  const begin = after === null ? 0 : until(lines, after, order);
  const end = open || last === undefined ? lines.length : until(lines, last, order);
  const told = new Set(items.map(nameOf));
  const gone = lines.slice(begin, end).filter((line) => !told.has(nameOf(line.entry)));
  /** @type {Difference<T>} */
  const found = { gone, changed: [], added: [] };
  for (const entry of items) {
    const line = known.get(nameOf(entry));
    if (line === undefined) found.added.push(entry);
    else if (order(line.entry, entry) !== 0) {
      found.gone.push(line);
      found.added.push(entry);
    } else if (differs(line.entry, entry)) found.changed.push({ line, entry });
  }
  return found;
}

/**
 * @param {EntryTold} before
 * @param {EntryTold} now
 */
function differs(before, now) {
  return (
    before.revision !== now.revision ||
    before.speaker.name !== now.speaker.name ||
    before.text !== now.text ||
    before.words.length !== now.words.length ||
    before.words.some((word, at) => (word.redacted ?? false) !== (now.words[at]?.redacted ?? false))
  );
}
