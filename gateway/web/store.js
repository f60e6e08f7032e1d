/**
 * What the captions of a session are, as a value: `reduce(state, event)` is the whole truth of the reader.
 * Pure: no DOM, no clock, no socket; states are never changed, parts that did not change keep their identity, so a view
 * finds what to touch by comparing references.
 *
 * | Input     | Effect                                                                                   |
 * |-----------|------------------------------------------------------------------------------------------|
 * | `welcome` | another session: forget everything; the same one: go on, and mark what was lost           |
 * | `interim` | replaces the tail of its segment; without words, withdraws it                               |
 * | `final`   | appends to its line and removes the tail; never rewrites what is there                      |
 * | `gap`     | appended to the flow, or makes the one longer that it adjoins; tails that it covers go      |
 * | `state`   | the status of the whole; `off` and `closed` end unfinished guesses                          |
 * | any other | remembered as seen                                                                        |
 *
 * An event whose `seq` was seen is ignored: a resumed socket may repeat, never double.
 */

/** @import {CaptionEvent, Cause, Final, Gap, Interim, Speaker, State, Status, Welcome} from "./wire.js" */

/** @typedef {{segment: number, text: string, start_ms: number, end_ms: number}} Segment */
/** @typedef {{segment: number, track: string, revision: number, text: string, start_ms: number}} Tail */
/**
 * @typedef {object} Line
 * @property {"line"} kind
 * @property {string} key  unique in the flow
 * @property {number} line
 * @property {Speaker} speaker  as named when the line began
 * @property {number} start_ms
 * @property {readonly Segment[]} segments  final, in order of arrival, append-only
 * @property {readonly Tail[]} tails  present guesses
 */
/** @typedef {{kind: "gap", key: string, speaker: Speaker, cause: Cause, start_ms: number, end_ms: number}} GapMark */
/** @typedef {{kind: "missing", key: string}} Missing  events that the server did not keep for us */
/** @typedef {Line | GapMark | Missing} Item */
/**
 * @typedef {object} Captions
 * @property {string | null} session
 * @property {number} seq  of the last event seen
 * @property {readonly Item[]} items  in order of first appearance
 * @property {readonly string[]} speakers  ids in order of first appearance: their place is their colour
 * @property {Status} status
 * @property {Cause | null} cause
 * @property {number} status_ms  since when, on the session's clock
 * @property {number} lag_ms
 */
/** @typedef {Pick<Welcome, "type" | "session" | "after" | "captions" | "now_ms">} Opening */

/** @type {Captions} */
export const EMPTY = Object.freeze({
  session: null,
  seq: 0,
  items: Object.freeze([]),
  speakers: Object.freeze([]),
  status: "off",
  cause: null,
  status_ms: 0,
  lag_ms: 0,
});

/**
 * @param {Captions} state
 * @param {CaptionEvent | Opening} event
 * @returns {Captions}
 */
export function reduce(state, event) {
  if (event.type === "welcome") return opened(state, event);
  if (event.seq <= state.seq) return state;
  const seen = { ...state, seq: event.seq };
  switch (event.type) {
    case "interim":
      return guessed(seen, event);
    case "final":
      return settled(seen, event);
    case "gap":
      return gapped(seen, event);
    case "state":
      return informed(seen, event);
    default:
      return seen;
  }
}

/** @param {Captions} state  are captions being made, as far as this page knows */
export function areOn(state) {
  return state.status !== "off" && state.status !== "closed";
}

/**
 * @param {Captions} state
 * @param {Opening} welcome
 * @returns {Captions}
 */
function opened(state, welcome) {
  const told = { status_ms: welcome.now_ms, cause: null, lag_ms: 0 };
  if (welcome.session !== state.session) {
    const status = welcome.captions ? /** @type {const} */ ("live") : /** @type {const} */ ("off");
    return { ...EMPTY, ...told, session: welcome.session, status };
  }
  const lost = welcome.after > state.seq;
  const base = lost ? broken(state, welcome.after) : state;
  if (welcome.captions === areOn(state)) return base;
  return { ...base, ...told, status: welcome.captions ? "live" : "off" };
}

/**
 * The server no longer has what lies between: a hole, and guesses of which nobody will say what became.
 * @param {Captions} state
 * @param {number} seq
 * @returns {Captions}
 */
function broken(state, seq) {
  const items = withoutTails(state.items, () => true);
  return { ...state, seq, items: [...items, { kind: "missing", key: `missing-${seq}` }] };
}

/**
 * @param {Captions} state
 * @param {Interim} event
 * @returns {Captions}
 */
function guessed(state, event) {
  const index = indexOf(state.items, event.line);
  const line = index < 0 ? begun(event) : /** @type {Line} */ (state.items[index]);
  const known = line.tails.find((tail) => tail.segment === event.segment);
  const finished = line.segments.some((segment) => segment.segment === event.segment);
  if (finished || (known !== undefined && known.revision >= event.revision)) return state;
  const others = line.tails.filter((tail) => tail !== known);
  const { segment, track, revision, text, start_ms } = event;
  const tails = text === "" ? others : [...others, { segment, track, revision, text, start_ms }];
  return placed(state, index, { ...line, tails: tails.sort((a, b) => a.segment - b.segment) });
}

/**
 * @param {Captions} state
 * @param {Final} event
 * @returns {Captions}
 */
function settled(state, event) {
  const index = indexOf(state.items, event.line);
  const line = index < 0 ? begun(event) : /** @type {Line} */ (state.items[index]);
  const finished = line.segments.some((segment) => segment.segment === event.segment);
  const { segment, text, start_ms, end_ms } = event;
  const segments = finished || text === "" ? line.segments : [...line.segments, { segment, text, start_ms, end_ms }];
  const tails = line.tails.filter((tail) => tail.segment !== event.segment);
  return placed(state, index, { ...line, segments, tails });
}

/**
 * @param {Captions} state
 * @param {Gap} event
 * @returns {Captions}
 */
function gapped(state, event) {
  const { speaker, cause, start_ms, end_ms } = event;
  const kept = withoutTails(
    state.items,
    (tail) => tail.track === event.track && tail.start_ms >= start_ms && tail.start_ms < end_ms,
  );
  const known = kept.findLastIndex((item) => item.kind === "gap" && adjoins(event, item));
  if (known >= 0) {
    const items = kept.slice();
    const told = /** @type {GapMark} */ (kept[known]);
    const whole = { start_ms: Math.min(told.start_ms, start_ms), end_ms: Math.max(told.end_ms, end_ms) };
    items[known] = { ...told, ...whole };
    return { ...state, items };
  }
  /** @type {GapMark} */
  const mark = { kind: "gap", key: `gap-${event.seq}`, speaker, cause, start_ms, end_ms };
  return { ...state, items: [...kept, mark], speakers: withSpeaker(state.speakers, speaker) };
}

/**
 * A loss that lasts is told again and again. When a connection broke, what was lost after its end may be told first:
 * the loss at its end waits for the last words that were heard of it.
 * @param {Gap} event
 * @param {GapMark} mark
 */
function adjoins(event, mark) {
  const touches = mark.end_ms === event.start_ms || mark.start_ms === event.end_ms;
  return touches && mark.speaker.id === event.speaker.id && mark.cause === event.cause;
}

/**
 * @param {Captions} state
 * @param {State} event
 * @returns {Captions}
 */
function informed(state, event) {
  const { status, cause, at_ms: status_ms, lag_ms } = event;
  const over = status === "off" || status === "closed";
  const items = over ? withoutTails(state.items, () => true) : state.items;
  // Repeated while it lasts, an interruption still began when it was first told.
  const since = status === state.status ? state.status_ms : status_ms;
  return { ...state, items, status, cause, status_ms: since, lag_ms };
}

/**
 * @param {Interim | Final} event
 * @returns {Line}
 */
function begun(event) {
  const { line, speaker, start_ms } = event;
  return { kind: "line", key: `line-${line}`, line, speaker, start_ms, segments: [], tails: [] };
}

/**
 * The state with `line` at `index`, or at the end when that is negative; a line that says nothing is not kept.
 * @param {Captions} state
 * @param {number} index
 * @param {Line} line
 * @returns {Captions}
 */
function placed(state, index, line) {
  const empty = line.segments.length === 0 && line.tails.length === 0;
  if (empty && index < 0) return state;
  const items = state.items.slice();
  if (empty) items.splice(index, 1);
  else if (index < 0) items.push(line);
  else items[index] = line;
  return { ...state, items, speakers: withSpeaker(state.speakers, line.speaker) };
}

/**
 * @param {readonly Item[]} items
 * @param {(tail: Tail) => boolean} gone
 * @returns {readonly Item[]}
 */
function withoutTails(items, gone) {
  if (!items.some((item) => item.kind === "line" && item.tails.some(gone))) return items;
  return items.flatMap((item) => {
    if (item.kind !== "line" || !item.tails.some(gone)) return [item];
    const tails = item.tails.filter((tail) => !gone(tail));
    return item.segments.length === 0 && tails.length === 0 ? [] : [{ ...item, tails }];
  });
}

/**
 * @param {readonly string[]} speakers
 * @param {Speaker} speaker
 */
function withSpeaker(speakers, speaker) {
  return speakers.includes(speaker.id) ? speakers : [...speakers, speaker.id];
}

/**
 * Open lines are near the end, so the search begins there.
 * @param {readonly Item[]} items
 * @param {number} line
 */
function indexOf(items, line) {
  return items.findLastIndex((item) => item.kind === "line" && item.line === line);
}
