/**
 * Shows how the captions are doing: a small sign above them, and, when something is wrong, a banner under the last line,
 * where the reader's eyes are. The words of the banner are a status message; the seconds that count are not, or a
 * screen reader would do nothing but count.
 */

import { areOn } from "./store.js";
import { byId, setText } from "./dom.js";

/** @import {Captions} from "./store.js" */
/** @import {Condition} from "./status.js" */
/** @import {I18n} from "./i18n.js" */

export class StatusView {
  #chip = byId("chip", HTMLParagraphElement);
  #banner = byId("banner", HTMLDivElement);
  #text = byId("banner-text", HTMLSpanElement);
  #time = byId("banner-time", HTMLSpanElement);
  #more = byId("banner-more", HTMLSpanElement);
  #switchOn = byId("captions-on", HTMLButtonElement);
  #toggle = byId("toggle-captions", HTMLButtonElement);
  #empty = byId("empty", HTMLParagraphElement);
  #i18n;

  /**
   * @param {I18n} i18n
   * @param {(on: boolean) => void} onSwitch  somebody wants captions on or off
   */
  constructor(i18n, onSwitch) {
    this.#i18n = i18n;
    this.#switchOn.addEventListener("click", () => onSwitch(true));
    this.#toggle.addEventListener("click", () => onSwitch(this.#toggle.getAttribute("aria-pressed") !== "true"));
  }

  /**
   * @param {Condition} condition
   * @param {Captions} captions
   * @param {number} now
   */
  render(condition, captions, now) {
    const { kind } = condition;
    this.#chip.dataset["status"] = kind;
    setText(this.#chip, this.#i18n.text(`status.${kind}`));
    this.#toggle.setAttribute("aria-pressed", String(areOn(captions)));
    this.#empty.hidden = captions.items.length > 0;
    setText(this.#empty, this.#i18n.text(kind === "off" ? "captions.empty.off" : "captions.empty"));
    this.#showBanner(condition, now);
  }

  /**
   * @param {Condition} condition
   * @param {number} now
   */
  #showBanner(condition, now) {
    const { kind, since, lag_ms, retrying } = condition;
    const quiet = kind === "live" || kind === "connecting";
    this.#banner.dataset["status"] = quiet ? "quiet" : kind;
    setText(this.#text, quiet ? "" : this.#i18n.text(`banner.${kind}`));
    let time = "";
    if (kind === "interrupted" && since !== null) {
      time = this.#i18n.text("banner.since", { seconds: Math.max(0, Math.round((now - since) / 1000)) });
    } else if (kind === "late" && lag_ms > 0) {
      time = this.#i18n.text("banner.lag", { seconds: Math.max(1, Math.round(lag_ms / 1000)) });
    }
    setText(this.#time, time);
    setText(this.#more, retrying ? this.#i18n.text("banner.reconnecting") : "");
    this.#switchOn.hidden = kind !== "off";
  }
}
