/**
 * The truth about the captions, from what the server says and from what the line does. Pure.
 *
 * A silent line outweighs whatever the server said last; an interruption told by the server outweighs the rest.
 */

/** @import {Captions} from "./store.js" */
/** @import {Link} from "./connection.js" */
/** @import {Status} from "./wire.js" */

/**
 * @typedef {object} Condition
 * @property {Status | "connecting"} kind
 * @property {number | null} since  wall clock, ms, for what lasts and worries
 * @property {number} lag_ms
 * @property {boolean} retrying  the line is down and the page tries again
 */

/**
 * @param {Captions} captions
 * @param {Link} link
 * @param {(ms: number) => number} wallClock  from the session's clock to the wall clock
 * @returns {Condition}
 */
export function condition(captions, link, wallClock) {
  const told = { since: null, lag_ms: 0, retrying: false };
  if (link.kind === "down") return { ...told, kind: "interrupted", since: link.since, retrying: true };
  if (link.kind === "connecting" || link.kind === "waiting") return { ...told, kind: "connecting" };
  if (captions.status === "interrupted") return { ...told, kind: "interrupted", since: wallClock(captions.status_ms) };
  return { ...told, kind: captions.status, lag_ms: captions.lag_ms };
}
