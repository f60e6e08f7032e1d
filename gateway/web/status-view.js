/**
 * Shows how the captions are doing: a small sign above them with the delay that was measured, and, when something is
 * wrong, a banner under the last line, where the reader's eyes are; afterwards, what became of it. The words of the
 * banner are a status message; the seconds that count are not, or a screen reader would do nothing but count.
 */

import { CAUSES } from "./caption-words.js";
import { areOn } from "./store.js";
import { byId, setText } from "./dom.js";
import { isLive } from "./status.js";

/** @import {Account} from "./outage.js" */
/** @import {Captions} from "./store.js" */
/** @import {Condition} from "./status.js" */
/** @import {I18n} from "./i18n.js" */

/**
 * @typedef {object} Shown
 * @property {Condition} condition
 * @property {Captions} captions
 * @property {number | null} delay  ms, of the words that came lately
 * @property {Account | null} account  of the last interruption
 * @property {number} now  wall clock
 */

export class StatusView {
  #chip = byId("chip", HTMLParagraphElement);
  #delay = byId("delay", HTMLParagraphElement);
  #banner = byId("banner", HTMLDivElement);
  #text = byId("banner-text", HTMLSpanElement);
  #why = byId("banner-why", HTMLSpanElement);
  #time = byId("banner-time", HTMLSpanElement);
  #more = byId("banner-more", HTMLSpanElement);
  #switchOn = byId("captions-on", HTMLButtonElement);
  #repaired = byId("repaired", HTMLDivElement);
  #account = byId("repaired-text", HTMLParagraphElement);
  #empty = byId("empty", HTMLParagraphElement);
  /** The page that only reads has none. */
  #toggle = document.getElementById("toggle-captions");
  #i18n;

  /**
   * @param {I18n} i18n
   * @param {(on: boolean) => void} onSwitch  somebody wants captions on or off
   * @param {() => void} onDismiss  the account of the interruption was read
   */
  constructor(i18n, onSwitch, onDismiss) {
    this.#i18n = i18n;
    this.#switchOn.addEventListener("click", () => onSwitch(true));
    this.#toggle?.addEventListener("click", () => onSwitch(this.#toggle?.getAttribute("aria-pressed") !== "true"));
    byId("repaired-close", HTMLButtonElement).addEventListener("click", onDismiss);
  }

  /** @param {Shown} shown */
  render({ condition, captions, delay, account, now }) {
    const { kind } = condition;
    // They come all the same; what is the matter is told below.
    const sign = isLive(kind) ? "live" : kind;
    this.#chip.dataset["status"] = sign;
    setText(this.#chip, this.#i18n.text(`status.${sign}`));
    this.#toggle?.setAttribute("aria-pressed", String(areOn(captions)));
    this.#empty.hidden = captions.items.length > 0;
    const none = kind === "over" ? "" : this.#i18n.text(kind === "off" ? "captions.empty.off" : "captions.empty");
    setText(this.#empty, none);
    setText(this.#delay, delay === null ? "" : this.#i18n.text("captions.delay", { seconds: this.#tenths(delay) }));
    this.#showBanner(condition, now);
    this.#showAccount(account);
  }

  /**
   * @param {Condition} condition
   * @param {number} now
   */
  #showBanner(condition, now) {
    const { kind, since, lag_ms, cause, retrying } = condition;
    const quiet = kind === "live" || kind === "connecting" || kind === "over";
    this.#banner.dataset["status"] = quiet ? "quiet" : kind;
    setText(this.#text, quiet ? "" : this.#i18n.text(`banner.${kind}`));
    let time = "";
    if (kind === "interrupted" && since !== null) {
      time = this.#i18n.text("banner.since", { seconds: Math.max(0, Math.round((now - since) / 1000)) });
    } else if ((kind === "late" || kind === "slow") && lag_ms > 0) {
      time = this.#i18n.text("banner.lag", { seconds: Math.max(1, Math.round(lag_ms / 1000)) });
    }
    setText(this.#time, time);
    const told = !quiet && cause !== null ? (cause === "line" ? "cause.line" : CAUSES[cause]) : undefined;
    setText(this.#why, told === undefined ? "" : this.#i18n.text("banner.why", { cause: this.#i18n.text(told) }));
    setText(this.#more, retrying ? this.#i18n.text("banner.reconnecting") : "");
    this.#switchOn.hidden = kind !== "off";
  }

  /** @param {Account | null} account */
  #showAccount(account) {
    this.#repaired.hidden = account === null;
    if (account === null) return setText(this.#account, "");
    const { total, missing } = account;
    const key = missing === 0 ? "repaired.all" : missing >= total ? "repaired.nothing" : "repaired.part";
    setText(this.#account, this.#i18n.text(key, { total, missing, caught: total - missing }));
  }

  /** @param {number} ms */
  #tenths(ms) {
    return (ms / 1000).toLocaleString(this.#i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }
}
