/**
 * What travels about the people of a meeting: who they are, what they write, who waits at the door, which streams there
 * are. Each `as…` turns a value of the server into one that the page may trust; what a server leaves out gets the value
 * of a meeting without that thing, and what is malformed is dropped. No I/O.
 */

import { objects } from "./shapes.js";

/** @typedef {"host" | "participant" | "corrector" | "reader"} Role */
/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {boolean} muted
 * @property {boolean} speaking
 * @property {boolean} publishing
 * @property {Role} role
 * @property {number | null} hand  place in the queue, from 1
 * @property {boolean} camera
 * @property {boolean} screen
 * @property {boolean} signer
 * @property {boolean} corrects  is on duty at the corrector's desk
 * @property {boolean} shared  several people speak at this microphone
 * @property {number | null} voices  how many of them at most; null: nobody knows
 */
/** @typedef {{id: string, person: string, name: string, text: string, at_ms: number}} ChatMessage */
/** @typedef {{id: string, name: string}} Knock */
/** @typedef {{locked: boolean, lobby: boolean, waiting: readonly Knock[]}} Door */
/** @typedef {"audio" | "video" | "screen"} StreamKind */
/** @typedef {{person: string, kind: StreamKind}} Stream */

/** @type {Door} */
export const OPEN_DOOR = Object.freeze({ locked: false, lobby: false, waiting: Object.freeze([]) });

const ROLES = ["host", "participant", "corrector", "reader"];
const KINDS = ["audio", "video", "screen"];

/**
 * @param {unknown} value
 * @returns {Role}
 */
export function asRole(value) {
  return /** @type {Role} */ (ROLES.find((role) => role === value) ?? "participant");
}

/**
 * @param {unknown} value
 * @returns {Person[]}
 */
export function asPeople(value) {
  return objects(value).flatMap((one) => {
    const { id, name } = one;
    if (typeof id !== "string" || typeof name !== "string") return [];
    const [hand, voices] = [one["hand"], one["voices"]].map((count) => (typeof count === "number" ? count : null));
    const { muted, speaking, publishing, camera, screen, signer, corrects, shared } = one;
    const told = { muted, speaking, publishing, camera, screen, signer, corrects, shared };
    const flags = Object.fromEntries(Object.entries(told).map(([flag, on]) => [flag, on === true]));
    return [/** @type {Person} */ ({ id, name, hand, voices, role: asRole(one["role"]), ...flags })];
  });
}

/**
 * @param {unknown} value
 * @returns {Door}
 */
export function asDoor(value) {
  const [door] = objects([value]);
  if (door === undefined) return OPEN_DOOR;
  const waiting = objects(door["waiting"]).flatMap(({ id, name }) => {
    return typeof id === "string" && typeof name === "string" ? [{ id, name }] : [];
  });
  return { locked: door["locked"] === true, lobby: door["lobby"] === true, waiting };
}

/**
 * @param {unknown} value
 * @returns {ChatMessage[]}
 */
export function asChat(value) {
  return objects(value).flatMap(({ id, person, name, text, at_ms }) => {
    const known = typeof id === "string" || typeof id === "number";
    if (!known || typeof name !== "string" || typeof text !== "string" || typeof at_ms !== "number") return [];
    return [{ id: String(id), person: typeof person === "string" ? person : "", name, text, at_ms }];
  });
}

/**
 * @param {unknown} value
 * @returns {Record<string, Stream>}
 */
export function asStreams(value) {
  if (typeof value !== "object" || value === null) return {};
  const streams = Object.entries(value).flatMap(([mid, stream]) => {
    const [{ person, kind } = /** @type {Record<string, unknown>} */ ({})] = objects([stream]);
    const known = /** @type {StreamKind | undefined} */ (KINDS.find((name) => name === kind));
    if (typeof person !== "string" || known === undefined) return [];
    return [/** @type {const} */ ([mid, { person, kind: known }])];
  });
  return Object.fromEntries(streams);
}

/**
 * @param {unknown} value
 * @returns {RTCIceServer[]}
 */
export function asIce(value) {
  return objects(value).flatMap(({ urls, username, credential }) => {
    const addresses = (Array.isArray(urls) ? urls : [urls]).filter((url) => typeof url === "string");
    if (addresses.length === 0) return [];
    const open = typeof username !== "string" || typeof credential !== "string";
    return [open ? { urls: addresses } : { urls: addresses, username, credential }];
  });
}
