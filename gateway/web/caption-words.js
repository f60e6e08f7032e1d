/**
 * What the log says besides the captions themselves: when, what was lost and why, where a server began anew, what is off
 * the record, who corrected. Words only; where they stand is `caption-view.js`'s business.
 */

import { make } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {GapMark, Item, Line, RecordMark, Segment} from "./lines.js" */
/** @import {Cause} from "./wire.js" */

/** @typedef {(session: string, ms: number) => Date} WallClock  from a session's clock */

// Made once: making one takes longer than drawing a line.
const CLOCK = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit" });

/** @type {Record<Cause, import("./i18n.js").Key>} */
export const CAUSES = {
  overload: "cause.overload",
  engine: "cause.engine",
  media: "cause.media",
  network: "cause.network",
  shutdown: "cause.shutdown",
};

export class CaptionWords {
  #i18n;
  #wallClock;

  /**
   * @param {I18n} i18n
   * @param {WallClock} wallClock
   */
  constructor(i18n, wallClock) {
    this.#i18n = i18n;
    this.#wallClock = wallClock;
  }

  /**
   * What stands between the lines.
   * @param {Exclude<Item, Line>} item
   */
  of(item) {
    switch (item.kind) {
      case "gap":
        return this.#gapText(item);
      case "missing":
        return this.#i18n.text("captions.missing");
      case "restart":
        return this.#i18n.text("captions.restarted", { date: this.#date(this.#wallClock(item.session, 0)) });
      case "record":
        return this.#i18n.text(item.on ? "captions.off_record" : "captions.on_record", { time: this.#clock(item) });
    }
  }

  /** @param {GapMark} gap */
  #gapText(gap) {
    const seconds = Math.max(1, Math.round((gap.end_ms - gap.start_ms) / 1000));
    const key = CAUSES[gap.cause];
    return this.#i18n.text("captions.gap", { cause: key ? this.#i18n.text(key) : gap.cause, seconds });
  }

  /**
   * Who amended a segment, and when.
   * @param {Segment} segment
   * @param {string} session
   */
  credit({ author, at_ms, confirmed }, session) {
    const time = clockTime(this.#wallClock(session, at_ms ?? 0));
    return this.#i18n.text(confirmed ? "captions.confirmed" : "captions.amended", { name: author?.name ?? "", time });
  }

  /** @param {Line | GapMark | RecordMark} item */
  #clock({ session, start_ms }) {
    return clockTime(this.#wallClock(session, start_ms));
  }

  /** @param {Line | GapMark} item */
  time(item) {
    const node = make("time", "", this.#clock(item));
    node.dateTime = this.#wallClock(item.session, item.start_ms).toISOString();
    return node;
  }

  /** @param {Date} date */
  #date(date) {
    const day = date.toLocaleDateString(this.#i18n.language, { day: "numeric", month: "long", year: "numeric" });
    return this.#i18n.language === "fr" ? `${day} à ${clockTime(date)}` : `${day}, ${clockTime(date)}`;
  }
}

/** @param {Date} date */
function clockTime(date) {
  return CLOCK.format(date);
}
