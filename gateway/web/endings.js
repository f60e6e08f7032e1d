/**
 * What a stay that the server ended means to the person: a title for what the server says, whether knocking again makes
 * sense, and where else to go. Pure.
 */

/** @import {Key} from "./i18n.js" */

/** @typedef {{title: Key, again: boolean, signIn: boolean}} Ending */

/** @type {Record<string, Ending>} */
const ENDINGS = {
  "room.refused": { title: "ending.refused", again: true, signIn: false },
  "room.removed": { title: "ending.removed", again: false, signIn: false },
  "room.locked": { title: "ending.locked", again: true, signIn: false },
  "room.lobby_full": { title: "ending.full", again: true, signIn: false },
  "room.unknown": { title: "ending.unknown", again: false, signIn: false },
  "access.needed": { title: "ending.needed", again: false, signIn: true },
  "access.bad": { title: "ending.bad", again: false, signIn: false },
  "access.other_room": { title: "ending.bad", again: false, signIn: false },
  "access.expired": { title: "ending.expired", again: false, signIn: true },
  "access.revoked": { title: "ending.expired", again: false, signIn: true },
};

/**
 * @param {string} code  of the fatal error
 * @returns {Ending | null} null: the door with what the server said is enough
 */
export function endingOf(code) {
  return Object.hasOwn(ENDINGS, code) ? (ENDINGS[code] ?? null) : null;
}
