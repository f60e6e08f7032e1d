/**
 * What the captions are, as a value: `reduce(state, event)` is the whole truth of the reader.
 * Pure: no DOM, no clock, no socket; states are never changed, parts that did not change keep their identity, so a view
 * finds what to touch by comparing references. What becomes of a line is told in `lines.js`.
 *
 * | Input        | Effect                                                                                            |
 * |--------------|---------------------------------------------------------------------------------------------------|
 * | `welcome`    | another session: what was read stays, above a divider; the same one: go on, and mark what was lost  |
 * | `interim`    | replaces the tail of its segment; without words, withdraws it                                        |
 * | `final`      | appends to its line and removes the tail; never rewrites what is there                               |
 * | `amended`    | replaces a segment wholesale, moves it, withdraws it, or puts in what was missed                      |
 * | `named`      | all that a speaker said is shown under another name, in place                                       |
 * | `gap`        | appended to the flow, or makes the one longer that it adjoins; tails that it covers go               |
 * | `state`      | the status of the whole; `off` and `closed` end unfinished guesses                                   |
 * | `off_record` | stands in the flow from where it began                                                               |
 * | any other    | remembered as seen                                                                                 |
 *
 * An event whose `seq` was seen is ignored: a resumed socket may repeat, never double.
 */

import { shownAs, withNames } from "./naming.js";
import { segmentIn, withAmended, withCutTails, withFinal, withGuess, withoutTails } from "./lines.js";

/** @import {CaptionEvent, Cause, Gap, Named, OffRecord, Speaker, State, Status, Welcome} from "./wire.js" */

/** @typedef {import("./lines.js").Item} Item */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").Segment} Segment */
/** @typedef {import("./lines.js").GapMark} GapMark */

/**
 * @typedef {object} Captions
 * @property {string | null} session
 * @property {number} seq  of the last event seen
 * @property {readonly Item[]} items  in reading order: that of first appearance, but for what people put in later
 * @property {readonly string[]} speakers  ids in order of first appearance: their place is their colour; "" for somebody
 *   of a former session who did not come back
 * @property {readonly string[]} names  at the same places
 * @property {Readonly<Record<string, Speaker>>} shown  who is shown as whom, in the present session
 * @property {Status} status
 * @property {Cause | null} cause
 * @property {number} status_ms  since when, on the session's clock
 * @property {number} lag_ms
 * @property {boolean} off_record
 */
/** @typedef {Pick<Welcome, "type" | "session" | "after" | "captions" | "now_ms" | "off_record">} Opening */

/** @type {Captions} */
export const EMPTY = Object.freeze({
  session: null,
  seq: 0,
  items: Object.freeze([]),
  speakers: Object.freeze([]),
  names: Object.freeze([]),
  shown: Object.freeze({}),
  status: "off",
  cause: null,
  status_ms: 0,
  lag_ms: 0,
  off_record: false,
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
      return spoken(seen, event.speaker, (items, home) => withGuess(items, event, home));
    case "final":
      return spoken(seen, event.speaker, (items, home) => withFinal(items, event, home));
    case "amended":
      return spoken(seen, event.speaker, (items, home) => withAmended(items, event, home));
    case "named":
      return named(seen, event);
    case "gap":
      return gapped(seen, event);
    case "state":
      return informed(seen, event);
    case "off_record":
      return recorded(seen, event);
    default:
      return seen;
  }
}

/** @param {Captions} state  are captions being made, as far as this page knows */
export function areOn(state) {
  return state.status !== "off" && state.status !== "closed";
}

/**
 * The segment of that number of the present session as it stands, and its line.
 * @param {Captions} state
 * @param {number} segment
 */
export function segmentOf(state, segment) {
  return segmentIn(state.items, segment, state.session);
}

/**
 * @param {Captions} state
 * @param {Opening} welcome
 * @returns {Captions}
 */
function opened(state, welcome) {
  const { session, off_record } = welcome;
  const told = { status_ms: welcome.now_ms, cause: null, lag_ms: 0 };
  if (session !== state.session) {
    const status = welcome.captions ? /** @type {const} */ ("live") : /** @type {const} */ ("off");
    return { ...EMPTY, ...told, ...kept(state, session), session, status, off_record };
  }
  const lost = welcome.after > state.seq;
  const base = { ...(lost ? broken(state, welcome.after) : state), off_record };
  if (welcome.captions === areOn(state)) return base;
  return { ...base, ...told, status: welcome.captions ? "live" : "off" };
}

/**
 * What stays of a session that is no more: all that was read, unfinished guesses too. Whoever comes back under the same
 * name keeps mark and colour.
 * @param {Captions} state
 * @param {string} session  the next one
 */
function kept(state, session) {
  if (state.items.length === 0) return {};
  /** @type {Item} */
  const divider = { kind: "restart", key: `restart-${session}`, session };
  const items = [...withCutTails(state.items), divider];
  return { items, speakers: state.speakers.map(() => ""), names: state.names };
}

/**
 * The server no longer has what lies between.
 * @param {Captions} state
 * @param {number} seq
 * @returns {Captions}
 */
function broken(state, seq) {
  const session = state.session ?? "";
  const items = withCutTails(state.items);
  return { ...state, seq, items: [...items, { kind: "missing", key: `missing-${session}-${seq}`, session }] };
}

/**
 * @param {Captions} state
 * @param {Speaker} speaker
 * @param {(items: readonly Item[], home: import("./lines.js").Home) => readonly Item[]} change
 * @returns {Captions}
 */
function spoken(state, speaker, change) {
  const shown = shownAs(state.shown, speaker);
  const known = withSpeaker(state, shown);
  const items = change(state.items, { session: state.session ?? "", place: known.speakers.indexOf(shown.id), shown });
  return items === state.items ? state : { ...state, ...known, items };
}

/**
 * @param {Captions} state
 * @param {Named} event
 * @returns {Captions}
 */
function named(state, event) {
  const shown = { ...state.shown, [event.speaker]: event.shown };
  const known = withSpeaker(state, shownAs(shown, event.shown));
  const items = withNames(state.items, state.session ?? "", shown, (id) => known.speakers.indexOf(id));
  return { ...state, ...known, shown, items };
}

/**
 * @param {Captions} state
 * @param {Gap} event
 * @returns {Captions}
 */
function gapped(state, event) {
  const { speaker, cause, start_ms, end_ms } = event;
  const session = state.session ?? "";
  const items = withoutTails(
    state.items,
    (tail) => tail.track === event.track && tail.start_ms >= start_ms && tail.start_ms < end_ms,
  );
  const known = items.findLastIndex((item) => item.kind === "gap" && item.session === session && adjoins(event, item));
  if (known >= 0) {
    const told = /** @type {GapMark} */ (items[known]);
    const whole = { start_ms: Math.min(told.start_ms, start_ms), end_ms: Math.max(told.end_ms, end_ms) };
    return { ...state, items: items.with(known, { ...told, ...whole }) };
  }
  const shown = shownAs(state.shown, speaker);
  const speakers = withSpeaker(state, shown);
  const place = speakers.speakers.indexOf(shown.id);
  const whose = { by: speaker, speaker: shown, place };
  /** @type {GapMark} */
  const mark = { kind: "gap", key: `gap-${session}-${event.seq}`, session, ...whose, cause, start_ms, end_ms };
  return { ...state, ...speakers, items: [...items, mark] };
}

/**
 * A loss that lasts is told again and again. When a connection broke, what was lost after its end may be told first:
 * the loss at its end waits for the last words that were heard of it.
 * @param {Gap} event
 * @param {GapMark} mark
 */
function adjoins(event, mark) {
  const touches = mark.end_ms === event.start_ms || mark.start_ms === event.end_ms;
  return touches && mark.by.id === event.speaker.id && mark.cause === event.cause;
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
 * @param {Captions} state
 * @param {OffRecord} event
 * @returns {Captions}
 */
function recorded(state, { seq, at_ms, on }) {
  const session = state.session ?? "";
  const last = state.items.findLast((item) => item.kind === "record" && item.session === session);
  if ((last?.kind === "record" && last.on) === on) return { ...state, off_record: on };
  /** @type {Item} */
  const mark = { kind: "record", key: `record-${session}-${seq}`, session, on, start_ms: at_ms };
  return { ...state, off_record: on, items: [...state.items, mark] };
}

/**
 * @param {Captions} state
 * @param {Speaker} speaker
 * @returns {Pick<Captions, "speakers" | "names">}
 */
function withSpeaker({ speakers, names }, { id, name }) {
  const place = speakers.indexOf(id);
  if (place >= 0) return { speakers, names: names[place] === name ? names : names.with(place, name) };
  const returned = names.findIndex((known, place) => known === name && speakers[place] === "");
  if (returned >= 0) return { speakers: speakers.with(returned, id), names };
  return { speakers: [...speakers, id], names: [...names, name] };
}
