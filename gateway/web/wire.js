/**
 * The shapes that travel on the live socket (docs/protocol.md, captions/wire.py), and the one place where text from
 * the server becomes a value that the rest of the page may trust. No I/O.
 *
 * What is malformed is dropped; what is unknown but carries a `seq` is kept as `other`, so that a newer server can add
 * kinds of events without an older page asking for them again at every reconnection.
 */

import { asChat, asDoor, asIce, asPeople, asRole, asStreams } from "./meeting-wire.js";

/** @import {ChatMessage, Door, Person, Role, Stream} from "./meeting-wire.js" */

/** @typedef {"overload" | "engine" | "media" | "network" | "shutdown"} Cause */
/** @typedef {"off" | "starting" | "live" | "late" | "interrupted" | "closed"} Status */
/** @typedef {{id: string, name: string}} Speaker */
/** @typedef {{text: string, start_ms: number, end_ms: number, p: number}} Word */
/**
 * @typedef {object} Interim
 * @property {"interim"} type
 * @property {number} seq
 * @property {string} track
 * @property {Speaker} speaker
 * @property {number} segment
 * @property {number} line
 * @property {number} revision
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {string} text  the words, joined by single spaces
 * @property {Word[]} words
 */
/** @typedef {Omit<Interim, "type"> & {type: "final"}} Final */
/**
 * @typedef {object} Gap
 * @property {"gap"} type
 * @property {number} seq
 * @property {string} track
 * @property {Speaker} speaker
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {Cause} cause
 */
/**
 * @typedef {object} State
 * @property {"state"} type
 * @property {number} seq
 * @property {number} at_ms
 * @property {Status} status
 * @property {Cause | null} cause
 * @property {number} lag_ms
 */
/** @typedef {{type: "other", seq: number}} Other  an event of a kind that this page does not know */
/** @typedef {Interim | Final | Gap | State | Other} CaptionEvent */

/** @typedef {{id: string, name: string, key: string}} You */
/** @typedef {{fr: string, en: string}} Notice */
/** @typedef {{engine: string, model: string, compute_type: string, note_fr?: string, note_en?: string}} Engine */
/**
 * @typedef {object} Welcome
 * @property {"welcome"} type
 * @property {string} room
 * @property {string} session
 * @property {You | null} you
 * @property {Role} role
 * @property {number} now_ms
 * @property {boolean} captions
 * @property {Person[]} people
 * @property {ChatMessage[]} chat  what was written before
 * @property {Door} door
 * @property {boolean} video  whether this server carries pictures
 * @property {boolean} media_up
 * @property {RTCIceServer[]} ice
 * @property {number} after  the `seq` from which events follow
 * @property {Notice} [notice]
 * @property {Engine} [engine]
 */
/**
 * @typedef {{type: "waiting", room: string, name: string, host?: boolean}} Waiting  in the lobby: welcome follows, or an
 *   error; `host`: somebody is there who can open
 */
/** @typedef {{type: "people", people: Person[]}} People */
/** @typedef {{type: "event", event: CaptionEvent}} EventMessage */
/** @typedef {{type: "published", sdp: string, feed: Feed}} Published */
/** @typedef {{type: "subscribe", id: number | string, sdp: string, streams: Record<string, Stream>}} Subscribe */
/** @typedef {{type: "door", door: Door}} DoorMessage */
/** @typedef {{type: "chat", message: ChatMessage}} Said */
/** @typedef {{type: "media", up: boolean}} MediaMessage  the server of sound and pictures is there, or not */
/** @typedef {{type: "muted"}} MutedByHost */
/** @typedef {{type: "clock", now_ms: number}} Clock */
/** @typedef {{type: "error", code: string, fr: string, en: string, fatal: boolean}} ServerError */
/**
 * @typedef {Welcome | Waiting | People | EventMessage | Published | Subscribe | DoorMessage | Said | MediaMessage
 *   | MutedByHost | Clock | ServerError} ServerMessage
 */

/** @typedef {"main" | "screen"} Feed */
/**
 * @typedef {object} Hello
 * @property {"hello"} type
 * @property {1} v
 * @property {"participant" | "reader"} role
 * @property {string} [name]
 * @property {string | null} token  the pass that opens the room
 * @property {string | null} session
 * @property {number | null} after
 * @property {{id: string, key: string} | null} person
 */
/** @typedef {"admit" | "refuse" | "mute_person" | "lower_hand" | "remove" | "hand_over"} HostAct */
/**
 * @typedef {Hello
 *   | {type: "publish", sdp: string, feed: Feed}
 *   | {type: "unpublish", feed: "screen"}
 *   | {type: "subscribed", id: number | string, sdp: string}
 *   | {type: "mute", muted: boolean}
 *   | {type: "captions" | "camera" | "lobby" | "lock", on: boolean}
 *   | {type: "rename", name: string}
 *   | {type: "chat", text: string}
 *   | {type: "hand", up: boolean}
 *   | {type: "signer", id: string, on: boolean}
 *   | {type: HostAct, id: string}
 *   | {type: "leave"}} ClientMessage
 */

/** @typedef {"string" | "number" | "boolean" | "object" | "array"} Kind */

export const SUBPROTOCOL = "voixla.v1";

const STATUSES = new Set(["off", "starting", "live", "late", "interrupted", "closed"]);

/** @type {Record<string, Record<string, Kind>>} */
const MESSAGES = {
  welcome: { session: "string", now_ms: "number", captions: "boolean", people: "array", after: "number" },
  waiting: { name: "string" },
  people: { people: "array" },
  event: { event: "object" },
  published: { sdp: "string" },
  subscribe: { sdp: "string", streams: "object" },
  door: {},
  chat: { name: "string", text: "string", at_ms: "number" },
  media: { up: "boolean" },
  muted: {},
  clock: { now_ms: "number" },
  error: { code: "string", fr: "string", en: "string", fatal: "boolean" },
};

/** @type {Record<string, Kind>} */
const SPAN = { track: "string", speaker: "object", start_ms: "number", end_ms: "number" };
/** @type {Record<string, Kind>} */
const TEXT = { ...SPAN, segment: "number", line: "number", revision: "number", text: "string", words: "array" };
/** @type {Record<string, Record<string, Kind>>} */
const EVENTS = {
  interim: TEXT,
  final: TEXT,
  gap: { ...SPAN, cause: "string" },
  state: { at_ms: "number", status: "string", lag_ms: "number" },
};

/**
 * The message in `text`, or null when it is malformed or of an unknown type.
 * @param {unknown} text
 * @returns {ServerMessage | null}
 */
export function decode(text) {
  const message = parsed(text);
  if (message === null || typeof message["type"] !== "string") return null;
  const fields = own(MESSAGES, message["type"]);
  if (fields === undefined || !has(message, fields)) return null;
  return trusted(message);
}

/**
 * @param {Record<string, unknown>} message  of a known type, with the fields of its type
 * @returns {ServerMessage | null}
 */
function trusted(message) {
  switch (message["type"]) {
    case "welcome":
      return /** @type {Welcome} */ (/** @type {unknown} */ ({ ...message, ...asOpening(message) }));
    case "people":
      return { type: "people", people: asPeople(message["people"]) };
    case "event": {
      const event = asEvent(message["event"]);
      return event === null ? null : { type: "event", event };
    }
    case "published":
      return { type: "published", sdp: String(message["sdp"]), feed: message["feed"] === "screen" ? "screen" : "main" };
    case "subscribe":
      return /** @type {Subscribe} */ ({ ...message, streams: asStreams(message["streams"]) });
    case "door":
      return { type: "door", door: asDoor(message) };
    case "chat": {
      const [said] = asChat([message]);
      return said === undefined ? null : { type: "chat", message: said };
    }
    default:
      return /** @type {ServerMessage} */ (/** @type {unknown} */ (message));
  }
}

/** @param {Record<string, unknown>} welcome */
function asOpening(welcome) {
  return {
    role: asRole(welcome["role"]),
    people: asPeople(welcome["people"]),
    chat: asChat(welcome["chat"]),
    door: asDoor(welcome["door"]),
    video: welcome["video"] === true,
    media_up: welcome["media_up"] !== false,
    ice: asIce(welcome["ice"]),
  };
}

/**
 * The caption event in `value`, or null when it is malformed.
 * @param {unknown} value
 * @returns {CaptionEvent | null}
 */
export function asEvent(value) {
  if (!isObject(value) || !Number.isInteger(value["seq"])) return null;
  const seq = /** @type {number} */ (value["seq"]);
  const fields = own(EVENTS, String(value["type"]));
  if (fields === undefined) return { type: "other", seq };
  if (!has(value, fields)) return null;
  if ("speaker" in fields && !has(value["speaker"], { id: "string", name: "string" })) return null;
  if (value["type"] === "state" && !STATUSES.has(String(value["status"]))) return { type: "other", seq };
  return /** @type {CaptionEvent} */ (/** @type {unknown} */ (value));
}

/** @param {ClientMessage} message */
export function encode(message) {
  return JSON.stringify(message);
}

/**
 * @param {unknown} text
 * @returns {Record<string, unknown> | null}
 */
function parsed(text) {
  if (typeof text !== "string") return null;
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @param {Record<string, Kind>} fields
 */
function has(value, fields) {
  return isObject(value) && Object.entries(fields).every(([name, kind]) => is(value[name], kind));
}

/**
 * @param {unknown} value
 * @param {Kind} kind
 */
function is(value, kind) {
  if (kind === "array") return Array.isArray(value);
  if (kind === "object") return isObject(value);
  return typeof value === kind;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * `table[name]`, unless the name is one that every object inherits.
 * @template T
 * @param {Record<string, T>} table
 * @param {string} name
 * @returns {T | undefined}
 */
function own(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
