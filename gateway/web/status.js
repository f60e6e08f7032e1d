/**
 * The truth about the captions, from what the server says and from what the line does. Pure.
 *
 * A silent line outweighs whatever the server said last; an interruption told by the server outweighs the rest. A line
 * that is slow, or a server that sends what nobody can read, is told when nothing worse is.
 */

/** @import {Captions} from "./store.js" */
/** @import {Link} from "./connection.js" */
/** @import {Cause, Status} from "./wire.js" */

/**
 * @typedef {object} Condition
 * @property {Status | "connecting" | "garbled" | "slow" | "voices" | "over"} kind  `voices`: live, but the voices of shared
 *   microphones are not told apart
 * @property {number | null} since  wall clock, ms, for what lasts and worries
 * @property {number} lag_ms
 * @property {Cause | "line" | null} cause
 * @property {boolean} retrying  the line is down and the page tries again
 */
/** @typedef {{slow_ms: number, garbled: boolean}} Trouble  what the page sees of the line by itself */

const NONE = { slow_ms: 0, garbled: false };

/**
 * @param {Captions} captions
 * @param {Link} link
 * @param {(ms: number) => number} wallClock  from the session's clock to the wall clock
 * @param {Trouble} [trouble]
 * @returns {Condition}
 */
export function condition(captions, link, wallClock, { slow_ms, garbled } = NONE) {
  const { status, cause, lag_ms } = captions;
  const told = { since: null, lag_ms: 0, cause: null, retrying: false };
  if (link.kind === "down") return { ...told, kind: "interrupted", since: link.since, cause: "line", retrying: true };
  if (link.kind === "connecting" || link.kind === "waiting") return { ...told, kind: "connecting" };
  if (link.kind === "over") return { ...told, kind: "over" };
  if (status === "interrupted") return { ...told, kind: "interrupted", since: wallClock(captions.status_ms), cause };
  if (status !== "live") return { ...told, kind: status, lag_ms, cause };
  if (garbled) return { ...told, kind: "garbled" };
  if (slow_ms > 0) return { ...told, kind: "slow", lag_ms: slow_ms };
  return { ...told, kind: cause === "overload" ? "voices" : "live", lag_ms };
}

/**
 * Captions come, whatever else is the matter.
 * @param {Condition["kind"]} kind
 */
export function isLive(kind) {
  return kind === "live" || kind === "garbled" || kind === "slow" || kind === "voices";
}
