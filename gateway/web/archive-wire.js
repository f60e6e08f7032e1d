/** What the pages of the record ask the API for, and what it answers (docs/archive.md). Knows no page. */

import { isObject } from "./shapes.js";

/** @typedef {"raw" | "corrected" | "validated"} Status */
/** @typedef {"call" | "internal" | "council"} RecordKind  what retention rules are about */
/** @typedef {{id: string, name: string, type: string, closed: number | null, role: string}} SpaceTold */
/** @typedef {{session: string, started: number}} Run */
/**
 * @typedef {object} RecordTold
 * @property {string} id
 * @property {string} space
 * @property {string} title
 * @property {number} started
 * @property {RecordKind} type
 * @property {number | null} ended
 * @property {boolean} running
 * @property {Status} status
 * @property {boolean} audio
 * @property {number} version
 * @property {Run[]} sessions
 * @property {number | null} due
 * @property {number | null} [published_from]  of a published copy: when it was made
 * @property {string[]} [may]
 */
/** @typedef {{text: string, start_ms: number, end_ms: number, probability: number | null, redacted?: boolean}} WordTold */
/**
 * @typedef {object} EntryTold
 * @property {string} session
 * @property {number} segment
 * @property {number} revision
 * @property {number} line  what was said in one go has one
 * @property {{id: string, name: string}} speaker
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {string} text
 * @property {WordTold[]} words
 * @property {{kind: string, name: string}} author
 * @property {number} at
 */
/**
 * @typedef {object} Hit
 * @property {{id: string, space: string, title: string, started: number, running: boolean, status: Status}} record
 * @property {EntryTold} entry
 * @property {number} said
 * @property {number[]} heard  places in the words of `entry`, which is the segment with the first word found
 * @property {{words: WordTold[], heard: number[]}} line  all that was said in one go
 * @property {number} play_from
 */
/** @typedef {{kind: "gap" | "off_record" | "interruption", start: number, end: number | null, cause: string}} MarkTold */
/** @typedef {{id: number, start: number, title: string}} ChapterTold */
/** @typedef {{id: number, about: number, at: number, author: {name: string}, text: string}} NoteTold */
/** @typedef {{start: number, length_ms: number}} SoundTold */
/** @typedef {{kind: string, type: string, missing: string | null}} KindTold  `missing`: why it cannot be made yet, in French */
/** @typedef {"privacy" | "health" | "business" | "security" | "minor" | "other"} Reason */
/**
 * @typedef {object} RedactionTold
 * @property {number | string} id
 * @property {number} start
 * @property {number} end
 * @property {Reason} reason
 * @property {string} remark
 * @property {{name: string} | null} author
 * @property {number} at
 * @property {boolean} liftable
 */
/**
 * @template T
 * @typedef {{items: T[], next: string | null, total: number | null}} Page
 */
/** @typedef {Record<string, string | number | null | undefined>} Parameters */

const ROOT = new URL("../api/v1/", import.meta.url);

/** Why the API did not do it: what it says in French, or nothing where it could not be reached. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {string} french
   */
  constructor(code, french) {
    super(code);
    this.code = code;
    this.french = french;
  }
}

/**
 * The address of something of the API; each part is one step of the path.
 * @param {readonly (string | number)[]} parts
 * @param {Parameters} [parameters]
 */
export function addressOf(parts, parameters = {}) {
  const address = new URL(parts.map((part) => encodeURIComponent(part)).join("/"), ROOT);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") address.searchParams.set(name, String(value));
  }
  return address.href;
}

/**
 * @template T
 * @param {readonly (string | number)[]} parts
 * @param {Parameters} [parameters]
 * @returns {Promise<T>}
 */
export async function get(parts, parameters) {
  return await ask("GET", addressOf(parts, parameters));
}

/**
 * What is new since the answer that had `tag`.
 * @template T
 * @param {readonly (string | number)[]} parts
 * @param {Parameters} parameters
 * @param {string | null} tag
 * @returns {Promise<{tag: string | null, told: T | null}>}  nothing is told when nothing is new
 */
export async function again(parts, parameters, tag) {
  const answer = await sent(addressOf(parts, parameters), tag === null ? {} : { headers: { "if-none-match": tag } });
  if (answer.status === 304) return { tag, told: null };
  return { tag: answer.headers.get("etag"), told: /** @type {T} */ (await read(answer)) };
}

/** A name that nobody else gives. Not by `randomUUID`, which is there over HTTPS only. */
export function freshName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** For a `POST` that may have to be sent again: what has this key is done once. */
export function onceOnly() {
  return { "idempotency-key": freshName() };
}

/**
 * @template T
 * @param {"PUT" | "PATCH" | "POST" | "DELETE"} method
 * @param {readonly (string | number)[]} parts
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<T>}
 */
export async function change(method, parts, body, headers = {}) {
  return await ask(method, addressOf(parts), {
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { "content-type": "application/json", ...headers },
  });
}

/**
 * @param {string} method
 * @param {string} address
 * @param {RequestInit} [options]
 */
async function ask(method, address, options = {}) {
  return await read(await sent(address, { method, ...options }));
}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function sent(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    throw new Refusal("network", "");
  }
}

/**
 * What an answer tells; throws a `Refusal` when that is no.
 * @param {Response} answer
 */
async function read(answer) {
  let told;
  try {
    told = answer.status === 204 ? {} : await answer.json();
  } catch {
    throw new Refusal(answer.ok ? "network" : `http.${answer.status}`, "");
  }
  if (answer.ok && isObject(told)) return /** @type {any} */ (told);
  throw refusalIn(answer.status, told);
}

/**
 * @param {number} status
 * @param {unknown} told
 */
export function refusalIn(status, told) {
  const { code, fr } = isObject(told) ? told : {};
  return new Refusal(typeof code === "string" ? code : `http.${status}`, typeof fr === "string" ? fr : "");
}
