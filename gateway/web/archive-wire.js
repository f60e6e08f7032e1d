/** What the pages of the record ask the API for, and what it answers (docs/archive.md). Knows no page. */

import { isObject } from "./shapes.js";

/** @typedef {"raw" | "corrected" | "validated"} Status */
/** @typedef {{id: string, name: string, type: string, closed: number | null}} SpaceTold */
/** @typedef {{session: string, started: number}} Run */
/**
 * @typedef {object} RecordTold
 * @property {string} id
 * @property {string} space
 * @property {string} title
 * @property {number} started
 * @property {number | null} ended
 * @property {boolean} running
 * @property {Status} status
 * @property {boolean} audio
 * @property {Run[]} sessions
 * @property {number | null} due
 * @property {string[]} [may]
 */
/** @typedef {{text: string, start_ms: number, end_ms: number, probability: number | null}} WordTold */
/**
 * @typedef {object} EntryTold
 * @property {string} session
 * @property {number} segment
 * @property {number} revision
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
 * @property {number[]} heard
 * @property {number} play_from
 */
/** @typedef {{kind: "gap" | "off_record" | "interruption", start: number, end: number | null, cause: string}} MarkTold */
/** @typedef {{id: number, start: number, title: string}} ChapterTold */
/** @typedef {{id: number, about: number, at: number, author: {name: string}, text: string}} NoteTold */
/** @typedef {{start: number, length_ms: number}} SoundTold */
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
  let answer;
  let told;
  try {
    answer = await fetch(address, { method, ...options });
    told = answer.status === 204 ? {} : await answer.json();
  } catch {
    throw new Refusal("network", "");
  }
  if (answer.ok && isObject(told)) return /** @type {any} */ (told);
  const { code, fr } = isObject(told) ? told : {};
  throw new Refusal(typeof code === "string" ? code : `http.${answer.status}`, typeof fr === "string" ? fr : "");
}
