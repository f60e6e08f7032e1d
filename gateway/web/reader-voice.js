/**
 * Commands for reading phrase by phrase, with a screen reader or on a braille line: the next one that was not read, the
 * last one again, who is speaking. A phrase gets the focus, so it stays under the fingers and can be read again at
 * will; announcements alone would vanish (NVDA shows them on braille for seconds only).
 */

import { setText } from "./dom.js";

/** @import {CaptionView} from "./caption-view.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {ReadingPlace} from "./reader-place.js" */

export class ReaderVoice {
  /** @type {HTMLElement | null} the phrase that was read last */
  #read = null;
  /** @type {HTMLElement | null} what had the focus for it */
  #held = null;
  #says;
  #view;
  #place;
  #i18n;

  /**
   * @param {HTMLElement} says  a polite region for short answers
   * @param {CaptionView} view
   * @param {ReadingPlace} place
   * @param {I18n} i18n
   */
  constructor(says, view, place, i18n) {
    this.#says = says;
    this.#view = view;
    this.#place = place;
    this.#i18n = i18n;
  }

  next() {
    const [first] = this.#unread();
    if (first === undefined) return this.#say(this.#i18n.text("voice.nothing"));
    // The first phrase of a line is read with the name before it, and with what follows it in the line.
    const phrases = this.#phrases(this.#view.itemAt(first).place);
    const line = phrases[0] === first && phrases.length > 0;
    this.#read = line ? /** @type {HTMLElement} */ (phrases.at(-1)) : first;
    this.#focus(line ? /** @type {HTMLElement} */ (first.closest("p")) : first);
  }

  repeat() {
    if (this.#held === null || !this.#held.isConnected) return this.next();
    // A focus that does not move says nothing.
    this.#held.blur();
    this.#focus(this.#held);
  }

  /** @param {readonly string[]} speaking  names of those who speak right now */
  who(speaking) {
    const last = this.#view.items.findLast((item) => item.kind === "line");
    const name = speaking.length > 0 ? speaking.join(", ") : last?.kind === "line" ? last.speaker.name : "";
    const count = this.#read === null ? 0 : this.#unread().length;
    const who = name === "" ? "voice.nobody" : speaking.length > 0 ? "voice.speaking" : "voice.spoke";
    const behind = count === 0 ? "" : this.#i18n.text(count === 1 ? "voice.behind.one" : "voice.behind.many", { count });
    this.#say([this.#i18n.text(who, { name }), behind].filter(Boolean).join(" "));
  }

  /** Phrases behind the last one read; without one, from the mark on, or the newest. */
  #unread() {
    const { place } = this.#view.itemAt(this.#read);
    if (this.#read !== null && place >= 0) {
      const phrases = this.#phrases(place);
      return phrases.slice(phrases.indexOf(this.#read) + 1).concat(this.#after(place));
    }
    const mark = this.#view.items.findLastIndex((item) => item.key === this.#place.key);
    return mark >= 0 ? this.#after(mark) : this.#phrases(this.#view.items.length - 1).slice(-1);
  }

  /** @param {number} place */
  #after(place) {
    return this.#view.items.slice(place + 1).flatMap((_, index) => this.#phrases(place + 1 + index));
  }

  /**
   * @param {number} place  of an item
   * @returns {HTMLElement[]}
   */
  #phrases(place) {
    const drawn = this.#view.find(this.#view.items[place]?.key);
    if (drawn === null) return [];
    return drawn.line === null ? [drawn.node] : drawn.line.phrases;
  }

  /** @param {HTMLElement} node */
  #focus(node) {
    this.#held = node;
    node.tabIndex = -1;
    node.focus();
  }

  /** @param {string} text */
  #say(text) {
    setText(this.#says, "");
    setText(this.#says, text);
  }
}
