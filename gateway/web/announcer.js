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
  /** Under whom each speaker was read last. @type {Map<string, {own: string, as: Speaker}>} */
  #read = new Map();

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
    if (this.#on && event.type === "named") this.#call(event.speaker, shown);
    if (!this.#on || event.type !== "final" || event.text === "" || event.end_ms < from) return;
    const as = shownAs(shown, event.speaker);
    this.#say(as.id === this.#speaker ? event.text : `${as.name} : ${event.text}`);
    this.#speaker = as.id;
    this.#read.set(event.speaker.id, { own: event.speaker.name, as });
  }

  /**
   * What was read before cannot be unsaid: whoever was heard under another name is told.
   * @param {string} id
   * @param {Readonly<Record<string, Speaker>>} shown
   */
  #call(id, shown) {
    const read = this.#read.get(id);
    if (read === undefined) return;
    const { own, as: was } = read;
    const as = shownAs(shown, { id, name: own });
    if (as.name === was.name) return;
    // Who was taken for somebody else: that name stays theirs.
    const other = was.id !== id;
    if (as.id === id && as.name === own) this.#say(`${own} : ce n’est pas ${was.name}`);
    else this.#say(other ? `${own} : ce n’est pas ${was.name}, c’est ${as.name}` : `${was.name} : c’est ${as.name}`);
    this.#read.set(id, { own, as });
    this.#speaker = "";
  }

  /** @param {string} text */
  #say(text) {
    const phrase = make("p", "", text);
    phrase.lang = "fr";
    this.#region.append(phrase);
    while (this.#region.childElementCount > KEPT) this.#region.firstElementChild?.remove();
  }
}
