/**
 * How the captions are doing, as far as this page knows: what the server tells, what the line does, what was measured
 * here, and what became of the last interruption. It gathers; `status-view.js` shows.
 */

import { Delay } from "./delay.js";
import { Outage } from "./outage.js";
import { StatusView } from "./status-view.js";
import { condition } from "./status.js";

/** @import {Captions} from "./store.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Link} from "./connection.js" */

const GARBLED_MS = 10_000;

export class ReaderHealth {
  #garbledAt = -Infinity;
  #delay = new Delay();
  #outage = new Outage();
  #status;
  #wallClock;

  /**
   * @param {I18n} i18n
   * @param {(session: string, ms: number) => number} wallClock  from a session's clock
   * @param {(on: boolean) => void} onSwitch  somebody wants captions on or off
   * @param {() => void} onDismiss  the account of an interruption was read
   */
  constructor(i18n, wallClock, onSwitch, onDismiss) {
    this.#wallClock = wallClock;
    this.#status = new StatusView(i18n, onSwitch, () => {
      this.#outage.dismiss();
      onDismiss();
    });
  }

  /** @param {number} now_ms  on the clock of the session */
  welcomed(now_ms) {
    this.#delay.restart();
    this.clock(now_ms);
  }

  left() {
    this.#outage.forget();
  }

  /** @param {number} now_ms  what the server says */
  clock(now_ms) {
    this.#delay.clock(now_ms, performance.now());
  }

  /** @param {number} end_ms  when the words that came ended */
  words(end_ms) {
    this.#delay.words(end_ms, performance.now());
  }

  /** The server sent what nobody can read. */
  garbled() {
    this.#garbledAt = performance.now();
  }

  /**
   * @param {Captions} captions
   * @param {Link} link
   */
  render(captions, link) {
    const now = Date.now();
    const { session } = captions;
    const garbled = performance.now() - this.#garbledAt < GARBLED_MS;
    const trouble = { slow_ms: this.#delay.slow, garbled };
    const told = condition(captions, link, (ms) => this.#wallClock(session ?? "", ms), trouble);
    const interrupted = told.kind === "interrupted";
    // Whoever has not come in yet has missed nothing.
    if (told.kind !== "connecting" && told.kind !== "over" && session !== null) this.#outage.told(interrupted, told.since, session, now);
    const account = interrupted ? null : this.#outage.account(captions, this.#wallClock, now);
    const delay = interrupted ? null : this.#delay.measured(performance.now());
    this.#status.render({ condition: told, captions, delay, account, now });
  }
}
