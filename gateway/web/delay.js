/**
 * How late words come, and how late the line is: measured in the page, between the moment a word ended on the clock of
 * the session and the moment it arrived. Pure: it is told the time.
 *
 * The clock of the session is known from what the server tells of it; the message that took the least time to come is
 * nearest to the truth, and how much longer others take is the slowness of the line. A line that was as slow as that
 * from the first message on cannot be told from a quick one.
 */

const KEPT = 7;
const RECENT_MS = 12_000;
const SLOW_MS = 1500;

export class Delay {
  /** Local time at session time 0, as near as is known. */
  #epoch = Infinity;
  #late = 0;
  #lateBefore = 0;
  /** @type {{delay: number, at: number}[]} */
  #samples = [];

  /** Another line: its clock is learnt anew. */
  restart() {
    this.#epoch = Infinity;
    this.#late = this.#lateBefore = 0;
    this.#samples = [];
  }

  /**
   * The server says what time it is.
   * @param {number} session_ms
   * @param {number} now  local, ms
   */
  clock(session_ms, now) {
    this.#epoch = Math.min(this.#epoch, now - session_ms);
    this.#lateBefore = this.#late;
    this.#late = now - session_ms - this.#epoch;
  }

  /**
   * Words came that ended at `end_ms` of the session.
   * @param {number} end_ms
   * @param {number} now
   */
  words(end_ms, now) {
    if (!Number.isFinite(this.#epoch)) return;
    this.#samples.push({ delay: Math.max(0, now - this.#epoch - end_ms), at: now });
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  /**
   * The usual delay of the words that came lately, ms; null when none did.
   * @param {number} now
   */
  measured(now) {
    const recent = this.#samples.filter(({ at }) => now - at < RECENT_MS).map(({ delay }) => delay);
    return recent.sort((a, b) => a - b)[recent.length >> 1] ?? null;
  }

  /** How much slower than it can be the line is now, ms; 0 where that worries nobody. */
  get slow() {
    // A page that was busy for once is no slow line.
    const late = Math.min(this.#late, this.#lateBefore);
    return late >= SLOW_MS ? late : 0;
  }
}
