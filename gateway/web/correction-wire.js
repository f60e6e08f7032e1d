/**
 * What travels about the text after it was shown: corrections, questions to the speaker, typed text, pace, the record.
 * Each `as…` turns what a server says into a value that the page may trust; an older server that says nothing of this is
 * one where nobody may correct. No I/O.
 */

import { asTranscript } from "./keeping-wire.js";
import { isObject, own, strings } from "./shapes.js";

/** @import {Objected, TranscriptMessage} from "./keeping-wire.js" */
/** @import {Kind} from "./shapes.js" */

/** @typedef {{open: boolean, may: boolean}} Correction  everybody may correct; this page may */
/** @typedef {"confirm" | "correct" | "repeat"} How */
/** @typedef {"fast" | "overlap" | null} Hint */
/** @typedef {{id: string} | {name: string}} Whose */

/** @typedef {{type: "done", id: string, segment: number | null, revision: number | null}} Done */
/** @typedef {{type: "correction"} & Correction} CorrectionMessage */
/** @typedef {{type: "terms", terms: string[]}} Terms */
/**
 * @typedef {object} Asked  somebody did not understand these words
 * @property {"asked"} type
 * @property {string | number} id
 * @property {number} segment
 * @property {number} first
 * @property {number} last
 * @property {string} text
 * @property {string | null} by
 */
/** @typedef {{type: "answered", id: string | number, how: How, segment: number}} Answered */
/** @typedef {{type: "pace", hint: Hint}} Pace */
/** @typedef {{type: "duty_offered", from: string}} DutyOffered */
/** @typedef {Done | CorrectionMessage | Terms | Asked | Answered | Pace | DutyOffered | TranscriptMessage | Objected} CorrectionNews */

/** @typedef {{type: "amend", id: string, segment: number, base: number, first: number, last: number, text: string}} Amend */
/** @typedef {{type: "insert", id: string, after: number | null, speaker: Whose, text: string}} Insert */
/** @typedef {{type: "reassign", id: string, line: number, from: number | null, speaker: Whose}} Reassign */
/** @typedef {{type: "name_speaker", id: string, speaker: string} & ({name: string} | {same_as: string})} NameSpeaker */
/** @typedef {{type: "undo", id: string}} Undo */
/** @typedef {Amend | Insert | Reassign | NameSpeaker | Undo} Edit  what the server answers with `done`, or with an error of that id */
/**
 * @typedef {Edit
 *   | {type: "terms", add: string[], remove: string[]}
 *   | {type: "duty", on: boolean} | {type: "duty", to: string}
 *   | {type: "open_correction" | "off_record" | "transcript" | "keep_audio", on: boolean}
 *   | {type: "object", named: boolean}
 *   | {type: "ask", id: string, segment: number, first: number, last: number, named: boolean}
 *   | {type: "answer", ask: string | number, how: How, text?: string}
 *   | {type: "typing", text: string, done: boolean, voice: boolean}} CorrectionRequest
 */

/** @type {Record<string, Record<string, Kind>>} */
export const NEWS = {
  done: { id: "string" },
  correction: {},
  terms: { terms: "array" },
  asked: { segment: "number", text: "string" },
  answered: { segment: "number", how: "string" },
  pace: {},
  duty_offered: { from: "string" },
  transcript: { on: "boolean" },
  objected: {},
};

const HOWS = ["confirm", "correct", "repeat"];

/**
 * @param {Record<string, unknown>} message  of a type of `NEWS`, with its fields
 * @returns {CorrectionNews | null}
 */
export function asNews(message) {
  const { type, segment } = message;
  switch (type) {
    case "done":
      return { type, id: String(message["id"]), segment: number(segment), revision: number(message["revision"]) };
    case "correction":
      return { type, ...asCorrection(message) };
    case "terms":
      return { type, terms: strings(message["terms"]) };
    case "asked":
      return asAsked(message);
    case "answered": {
      const how = /** @type {How | undefined} */ (HOWS.find((known) => known === message["how"]));
      const id = asId(message["id"]);
      return how === undefined || id === null ? null : { type, id, how, segment: Number(segment) };
    }
    case "pace": {
      const { hint } = message;
      return { type, hint: hint === "fast" || hint === "overlap" ? hint : null };
    }
    case "transcript":
      return { type, ...asTranscript(message) };
    case "objected": {
      const { by } = message;
      return { type, by: typeof by === "string" && by !== "" ? by : null };
    }
    case "duty_offered":
      return { type, from: String(message["from"]) };
    default:
      return null;
  }
}

/**
 * @param {Record<string, unknown>} message
 * @returns {Asked | null}
 */
function asAsked(message) {
  const id = asId(message["id"]);
  if (id === null) return null;
  const { by } = message;
  const [first, last] = [number(message["first"]) ?? 0, number(message["last"]) ?? 0];
  const words = { segment: Number(message["segment"]), first, last, text: String(message["text"]) };
  return { type: "asked", id, ...words, by: typeof by === "string" && by !== "" ? by : null };
}

/**
 * @param {unknown} value
 * @returns {Correction}
 */
export function asCorrection(value) {
  const told = isObject(value) ? value : {};
  return { open: told["open"] === true, may: told["may"] === true };
}

/**
 * The part of a welcome that is about the text.
 * @param {Record<string, unknown>} welcome
 */
export function asDeskOpening(welcome) {
  const terms = own(welcome, "terms");
  return {
    correction: asCorrection(welcome["correction"]),
    terms: Array.isArray(terms) ? strings(terms) : null,
    off_record: welcome["off_record"] === true,
    voice: welcome["voice"] === true,
    transcript: asTranscript(welcome["transcript"]),
  };
}

/** @param {unknown} value */
function number(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** @param {unknown} value */
function asId(value) {
  return typeof value === "string" || typeof value === "number" ? value : null;
}
