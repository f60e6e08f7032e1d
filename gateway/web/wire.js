/**
 * The shapes that travel on the live socket (docs/protocol.md, captions/wire.py), and the one place where text from
 * the server becomes a value that the rest of the page may trust. No I/O.
 *
 * What is malformed is dropped; what is unknown but carries a `seq` is kept as `other`, so that a newer server can add
 * kinds of events without an older page asking for them again at every reconnection.
 */

import { NEWS, asDeskOpening, asNews } from "./correction-wire.js";
import { asChat, asDoor, asIce, asPeople, asRole, asStreams } from "./meeting-wire.js";
import { has, isObject, objects, own, parsed, strings } from "./shapes.js";

/** @import {Correction, CorrectionNews, CorrectionRequest} from "./correction-wire.js" */
/** @import {ChatMessage, Door, Person, Role, Stream} from "./meeting-wire.js" */
/** @import {Transcript} from "./keeping-wire.js" */
/** @import {Kind} from "./shapes.js" */

/** @typedef {"overload" | "engine" | "media" | "network" | "shutdown"} Cause */
/** @typedef {"off" | "starting" | "live" | "late" | "interrupted" | "closed"} Status */
/** @typedef {{id: string, name: string}} Speaker */
/** @typedef {"speech" | "typed"} Origin */
/** @typedef {{kind: "person" | "engine", id: string, name: string}} Author */
/** @typedef {{text: string, start_ms: number, end_ms: number, p: number, spoken?: string}} Word */
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
 * @property {Origin} origin
 */
/** @typedef {Omit<Interim, "type"> & {type: "final"}} Final */
/**
 * @typedef {Omit<Interim, "type" | "origin"> & {type: "amended", at_ms: number, author: Author}} Amended  what a segment
 *   says from now on; without words it is withdrawn
 */
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
/**
 * @typedef {{type: "named", seq: number, at_ms: number, author: Author, speaker: string, shown: Speaker}} Named  all that
 *   the speaker of that id says is shown under that name
 */
/** @typedef {{type: "off_record", seq: number, at_ms: number, on: boolean}} OffRecord */
/** @typedef {{type: "other", seq: number}} Other  an event of a kind that this page does not know */
/** @typedef {Interim | Final | Amended | Named | Gap | State | OffRecord | Other} CaptionEvent */

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
 * @property {Correction} correction
 * @property {string[] | null} terms  the glossary, for those who may correct
 * @property {boolean} off_record
 * @property {boolean} voice  there is a synthesiser that says typed text
 * @property {Transcript} transcript
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
/** @typedef {{type: "voices_heard", people: string[]}} VoicesHeard  several people seem to speak at their microphones */
/** @typedef {{type: "error", code: string, fr: string, en: string, fatal: boolean, id?: string, segment?: number,
 *   person?: string | null}} ServerError */
/**
 * @typedef {Welcome | Waiting | People | EventMessage | Published | Subscribe | DoorMessage | Said | MediaMessage
 *   | MutedByHost | Clock | ServerError | VoicesHeard | CorrectionNews} ServerMessage
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
 * @typedef {Hello | CorrectionRequest
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
 *   | {type: "share_microphone", person: string | null, on: boolean, people: number | null}
 *   | {type: "decline_voices", person: string | null}
 *   | {type: "leave"}} ClientMessage
 */

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
  voices_heard: { people: "array" },
  error: { code: "string", fr: "string", en: "string", fatal: "boolean" },
  ...NEWS,
};

/** @type {Record<string, Kind>} */
const SPAN = { track: "string", speaker: "object", start_ms: "number", end_ms: "number" };
/** @type {Record<string, Kind>} */
const TEXT = { ...SPAN, segment: "number", line: "number", revision: "number", text: "string", words: "array" };
/** @type {Record<string, Record<string, Kind>>} */
const EVENTS = {
  interim: TEXT,
  final: TEXT,
  amended: { ...TEXT, at_ms: "number", author: "object" },
  named: { at_ms: "number", author: "object", speaker: "string", shown: "object" },
  off_record: { at_ms: "number", on: "boolean" },
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
 * Whether `text`, which `decode` took for nothing, is broken, rather than of a type that this page does not know.
 * @param {unknown} text
 */
export function isGarbage(text) {
  const type = parsed(text)?.["type"];
  return typeof type !== "string" || own(MESSAGES, type) !== undefined;
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
    case "voices_heard":
      return { type: "voices_heard", people: strings(message["people"]) };
    case "door":
      return { type: "door", door: asDoor(message) };
    case "chat": {
      const [said] = asChat([message]);
      return said === undefined ? null : { type: "chat", message: said };
    }
    default: {
      const news = Object.hasOwn(NEWS, String(message["type"]));
      return news ? asNews(message) : /** @type {ServerMessage} */ (/** @type {unknown} */ (message));
    }
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
    ...asDeskOpening(welcome),
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
  const speaker = fields["speaker"] === "object" ? "speaker" : "shown";
  if (speaker in fields && !has(value[speaker], { id: "string", name: "string" })) return null;
  if ("author" in fields && !has(value["author"], { kind: "string", id: "string", name: "string" })) return null;
  if ("words" in fields && !spelt(value)) return null;
  if (value["type"] === "state" && !STATUSES.has(String(value["status"]))) return { type: "other", seq };
  const told = fields === TEXT ? { ...value, origin: value["origin"] === "typed" ? "typed" : "speech" } : value;
  return /** @type {CaptionEvent} */ (/** @type {unknown} */ (told));
}

/** @param {Record<string, unknown>} value  an event with words */
function spelt({ words }) {
  const sound = Array.isArray(words) && objects(words).length === words.length;
  return sound && words.every((word) => typeof word.text === "string");
}

/** @param {ClientMessage} message */
export function encode(message) {
  return JSON.stringify(message);
}
