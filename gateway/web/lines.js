/**
 * The lines of the captions and what may happen to them: segments come, are amended and withdrawn; guesses come and go.
 * Pure: each function gives another list, in which whatever did not change keeps its identity. Which event does what is
 * `store.js`'s business.
 *
 * An item of the list belongs to one session, one line of it and one speaker: a line that is given to somebody else
 * segment by segment is, meanwhile, two items, each under the right name.
 */

import { indexOf, isLine, joined, lineAt, movesWhole, openAt, placeAt, recent } from "./line-place.js";

/** @import {Amended, Author, Cause, Final, Interim, Origin, Speaker, Word} from "./wire.js" */

/**
 * @typedef {object} Segment  finished words, as they stand
 * @property {number} segment
 * @property {string} track
 * @property {number} line
 * @property {number} revision  0 as long as nobody amended it
 * @property {string} text  the words, joined by single spaces
 * @property {readonly Word[]} words
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {Origin} origin
 * @property {Author | null} author  who amended it last
 * @property {number | null} at_ms  when
 * @property {boolean} confirmed  the same words as before: somebody vouches for them
 * @property {boolean} cut  it was never finished: the session ended meanwhile
 */
/**
 * @typedef {object} Tail  a present guess
 * @property {number} segment
 * @property {string} track
 * @property {number} revision
 * @property {string} text
 * @property {readonly Word[]} words
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {Origin} origin
 */
/**
 * @typedef {object} Line
 * @property {"line"} kind
 * @property {string} key  unique in the flow
 * @property {string} session
 * @property {number} line
 * @property {Speaker} by  as sent when the line began
 * @property {Speaker} speaker  as who they are shown
 * @property {number} place  of the speaker's mark and colour
 * @property {number} start_ms
 * @property {readonly Segment[]} segments  finals in order of arrival, what was missed at its time
 * @property {readonly Tail[]} tails  present guesses
 */
/**
 * @typedef {{kind: "gap", key: string, session: string, by: Speaker, speaker: Speaker, place: number, cause: Cause,
 *   start_ms: number, end_ms: number}} GapMark
 */
/** @typedef {{kind: "missing", key: string, session: string}} Missing  events that the server did not keep for us */
/** @typedef {{kind: "restart", key: string, session: string}} Restart  another session begins here */
/** @typedef {{kind: "record", key: string, session: string, on: boolean, start_ms: number}} RecordMark  off the record, or on again */
/** @typedef {Line | GapMark | Missing | Restart | RecordMark} Item */
/** @typedef {readonly Item[]} Items */
/** @typedef {{session: string, place: number, shown: Speaker}} Home  whose the line is */

/**
 * @param {Items} items
 * @param {Interim} event
 * @param {Home} home
 * @returns {Items}
 */
export function withGuess(items, event, home) {
  const here = withoutStray(items, event, home.session);
  const index = openAt(here, event, home.session);
  const line = given(lineAt(here, index), event, home);
  const known = line.tails.find((tail) => tail.segment === event.segment);
  const finished = line.segments.some((segment) => segment.segment === event.segment);
  if (finished || (known !== undefined && known.revision >= event.revision)) return items;
  const others = line.tails.filter((tail) => tail !== known);
  const { segment, track, revision, text, words, start_ms, end_ms, origin } = event;
  const tail = { segment, track, revision, text, words, start_ms, end_ms, origin };
  const tails = text === "" ? others : [...others, tail];
  return placed(here, index, { ...line, tails: tails.sort((a, b) => a.segment - b.segment) });
}

/**
 * @param {Items} items
 * @param {Final} event
 * @param {Home} home
 * @returns {Items}
 */
export function withFinal(items, event, home) {
  const here = withoutStray(items, event, home.session);
  const index = openAt(here, event, home.session);
  const line = given(lineAt(here, index), event, home);
  const finished = line.segments.some((segment) => segment.segment === event.segment);
  const told = { revision: 0, author: null, at_ms: null, confirmed: false, cut: false };
  const segment = { ...said(event), origin: event.origin, ...told };
  const segments = finished || event.text === "" ? line.segments : [...line.segments, segment];
  const tails = line.tails.filter((tail) => tail.segment !== event.segment);
  return placed(here, index, { ...line, segments, tails });
}

/**
 * @param {Items} items
 * @param {Amended} event
 * @param {Home} home
 * @returns {Items}
 */
export function withAmended(items, event, home) {
  const before = segmentIn(items, event.segment, home.session);
  if (before !== null && event.revision <= before.segment.revision) return items;
  const { revision, author, at_ms } = event;
  const confirmed = author.kind === "person" && before?.segment.text === event.text;
  const origin = before?.segment.origin ?? "speech";
  const segment = { ...said(event), origin, revision, author, at_ms, confirmed, cut: false };
  const stays = before !== null && isLine(before.line, event, home.session) && event.text !== "";
  if (stays) {
    const segments = before.line.segments.map((one) => (one === before.segment ? segment : one));
    return placed(items, items.indexOf(before.line), { ...before.line, segments });
  }
  if (before !== null && movesWhole(before.line, event)) {
    const other = joined(items, before.line, event, home.session);
    const segments = withSegment(other?.segments ?? [], segment);
    const whole = { ...given(before.line, event, home), segments, tails: other?.tails ?? [] };
    return items.with(items.indexOf(before.line), whole).filter((item) => item !== other);
  }
  const left = before === null ? items : without(items, before.line, before.segment);
  if (event.text === "") return left;
  const other = before === null ? undefined : joined(items, before.line, event, home.session);
  const index = before === null ? indexOf(left, event, home.session) : other === undefined ? -1 : left.indexOf(other);
  const line = lineAt(left, index) ?? begun(event, home);
  const segments = withSegment(line.segments, segment);
  return placed(left, index, { ...line, segments }, index < 0 ? placeAt(left, event.start_ms, home.session) : index);
}

/**
 * @param {Items} items
 * @param {(tail: Tail) => boolean} gone
 * @returns {Items}
 */
export function withoutTails(items, gone) {
  if (!items.some((item) => item.kind === "line" && item.tails.some(gone))) return items;
  return items.flatMap((item) => {
    if (item.kind !== "line" || !item.tails.some(gone)) return [item];
    const tails = item.tails.filter((tail) => !gone(tail));
    return item.segments.length === 0 && tails.length === 0 ? [] : [{ ...item, tails }];
  });
}

/**
 * Nobody will say any more what became of the guesses: what was read of them stays, marked as unfinished.
 * @param {Items} items
 * @returns {Items}
 */
export function withCutTails(items) {
  if (!items.some((item) => item.kind === "line" && item.tails.length > 0)) return items;
  return items.map((item) => {
    if (item.kind !== "line" || item.tails.length === 0) return item;
    const told = { line: item.line, author: null, at_ms: null, confirmed: false, cut: true };
    const cut = item.tails.map((tail) => ({ ...tail, ...told, revision: 0 }));
    return { ...item, segments: [...item.segments, ...cut], tails: [] };
  });
}

/**
 * The segment of that number as it stands, and its line.
 * @param {Items} items
 * @param {number} segment
 * @param {string | null} session
 * @returns {{line: Line, segment: Segment} | null}
 */
export function segmentIn(items, segment, session) {
  for (let i = items.length - 1; i >= 0; i -= 1) {
    const item = items[i];
    if (item === undefined || item.session !== session) break;
    const found = item.kind === "line" ? item.segments.find((one) => one.segment === segment) : undefined;
    if (found !== undefined) return { line: /** @type {Line} */ (item), segment: found };
  }
  return null;
}

/**
 * @param {readonly Segment[]} segments
 * @param {Segment} segment  at its time
 */
function withSegment(segments, segment) {
  const after = segments.findLastIndex((one) => one.start_ms <= segment.start_ms);
  return segments.toSpliced(after + 1, 0, segment);
}

/** @param {Final | Amended} event */
function said({ segment, track, line, text, words, start_ms, end_ms }) {
  return { segment, track, line, text, words, start_ms, end_ms };
}

/**
 * @param {Interim | Final | Amended} event
 * @param {Home} home
 * @returns {Line}
 */
function begun({ seq, line, speaker, start_ms }, { session, place, shown }) {
  const key = `line-${session}-${seq}`;
  return { kind: "line", key, session, line, by: speaker, speaker: shown, place, start_ms, segments: [], tails: [] };
}

/**
 * `line`, as a line of whoever the event says; a new one where there is none.
 * @param {Line | undefined} line
 * @param {Interim | Final | Amended} event
 * @param {Home} home
 * @returns {Line}
 */
function given(line, event, home) {
  if (line === undefined) return begun(event, home);
  if (line.by.id === event.speaker.id && line.line === event.line) return line;
  return { ...line, line: event.line, by: event.speaker, speaker: home.shown, place: home.place };
}

/**
 * Without the guess of these words in a line that is not theirs any more; it stays where it can become theirs.
 * @param {Items} items
 * @param {Interim | Final} event
 * @param {string} session
 */
function withoutStray(items, event, session) {
  const isStray = (/** @type {Item} */ item) => item.kind === "line" && item.session === session && item.tails.some(isIt);
  const isIt = (/** @type {Tail} */ tail) => tail.segment === event.segment;
  const index = recent(items, isStray);
  const line = lineAt(items, index);
  if (line === undefined || index === openAt(items, event, session)) return items;
  return placed(items, index, { ...line, tails: line.tails.filter((tail) => !isIt(tail)) });
}

/**
 * `line` at `index`, or, when that is negative, at `fresh`; a line that says nothing is not kept.
 * @param {Items} items
 * @param {number} index
 * @param {Line} line
 * @param {number} [fresh]  the end, if left out
 * @returns {Items}
 */
function placed(items, index, line, fresh = items.length) {
  const empty = line.segments.length === 0 && line.tails.length === 0;
  if (empty) return index < 0 ? items : items.toSpliced(index, 1);
  return index < 0 ? items.toSpliced(fresh, 0, line) : items.with(index, line);
}

/**
 * @param {Items} items
 * @param {Line} line
 * @param {Segment} segment
 */
function without(items, line, segment) {
  const segments = line.segments.filter((one) => one !== segment);
  return placed(items, items.indexOf(line), { ...line, segments });
}
