/**
 * What became of an interruption: how long it was, how much of it was captioned afterwards and how much is missing for
 * good. Pure: it is told the time (wall clock, ms).
 *
 * What is missing is what the server marked as a gap, or everything when the server began anew. Gaps are told a little
 * after captions are back, so the account may still grow while it is shown.
 */

/** @import {Captions} from "./store.js" */

/** @typedef {{total: number, missing: number}} Account  seconds */
/** @typedef {{from: number, to: number}} Span */

const SHOWN_MS = 60_000;
/** Shorter than this was hardly noticed. */
const LEAST_MS = 1000;

export class Outage {
  /** @type {number | null} */
  #since = null;
  /** @type {string | null} */
  #session = null;
  /** @type {(Span & {session: string | null}) | null} */
  #last = null;

  /**
   * @param {boolean} interrupted
   * @param {number | null} since
   * @param {string | null} session
   * @param {number} now
   */
  told(interrupted, since, session, now) {
    if (interrupted) {
      if (this.#since === null) this.#session = session;
      this.#since = Math.min(this.#since ?? Infinity, since ?? now);
    } else if (this.#since !== null) {
      if (now - this.#since >= LEAST_MS) this.#last = { from: this.#since, to: now, session: this.#session };
      this.#since = null;
    }
  }

  forget() {
    this.#since = this.#last = null;
  }

  /** Read, and not to be shown again. */
  dismiss() {
    this.#last = null;
  }

  /**
   * @param {Captions} captions
   * @param {(session: string, ms: number) => number} wallClock  from a session's clock
   * @param {number} now
   * @returns {Account | null}
   */
  account(captions, wallClock, now) {
    const last = this.#last;
    if (last === null || now - last.to > SHOWN_MS) return null;
    const total = Math.max(1, Math.round((last.to - last.from) / 1000));
    // The line is up a moment before it is known what for.
    if (last.session !== captions.session) return { total, missing: total };
    const gaps = captions.items.flatMap((item) => {
      if (item.kind !== "gap") return [];
      const span = { from: wallClock(item.session, item.start_ms), to: wallClock(item.session, item.end_ms) };
      return [{ from: Math.max(span.from, last.from), to: Math.min(span.to, last.to) }];
    });
    return { total, missing: Math.min(total, Math.round(covered(gaps) / 1000)) };
  }
}

/**
 * How much time the spans take together.
 * @param {readonly Span[]} spans
 */
export function covered(spans) {
  let sum = 0;
  let reached = -Infinity;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return sum;
}
