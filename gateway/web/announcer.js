/**
 * Reads finished phrases to a screen reader, when its user asks for that: a hidden live region beside the log, so that
 * the log itself never speaks over the voices. History is not read, only what is said from then on.
 */

import { make } from "./dom.js";
import { shownAs } from "./naming.js";

/** @import {CaptionEvent, Speaker} from "./wire.js" */

const KEPT = 20;

export class Announcer {
  #region;
  #on = false;
  #speaker = "";

  /** @param {HTMLElement} region */
  constructor(region) {
    this.#region = region;
  }

  /** @param {boolean} on */
  switch(on) {
    this.#on = on;
    this.#region.setAttribute("aria-live", on ? "polite" : "off");
    if (!on) this.#region.replaceChildren();
  }

  /**
   * @param {CaptionEvent} event
   * @param {number} from  on the session's clock: what ended before is history
   * @param {Readonly<Record<string, Speaker>>} shown  who is shown as whom
   */
  tell(event, from, shown) {
    if (!this.#on || event.type !== "final" || event.text === "" || event.end_ms < from) return;
    const { id, name } = shownAs(shown, event.speaker);
    const phrase = make("p", "", id === this.#speaker ? event.text : `${name} : ${event.text}`);
    phrase.lang = "fr";
    this.#speaker = id;
    this.#region.append(phrase);
    while (this.#region.childElementCount > KEPT) this.#region.firstElementChild?.remove();
  }
}
