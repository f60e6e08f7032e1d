/**
 * Where the text of the desk stands while it grows: at its end as long as nobody works in it, else so that the line
 * somebody works on does not move by a pixel, whatever arrives above or below.
 */

import { setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */

const NEAR_PX = 48;

export class DeskEdge {
  #seen = 0;
  #count = 0;
  #log;
  #button;
  #words;
  #i18n;
  #anchor;

  /**
   * @param {HTMLElement} log  the scrolling element
   * @param {HTMLButtonElement} button  back to the end
   * @param {HTMLElement} words  inside it
   * @param {I18n} i18n
   * @param {() => Element | null} anchor  what must not move, when somebody works in the text
   */
  constructor(log, button, words, i18n, anchor) {
    this.#log = log;
    this.#button = button;
    this.#words = words;
    this.#i18n = i18n;
    this.#anchor = anchor;
    log.addEventListener("scroll", () => this.#show(), { passive: true });
    button.addEventListener("click", () => this.toEnd());
    i18n.follow(() => this.#show());
  }

  toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#show();
  }

  /**
   * @param {number} count  how many lines there will be
   * @param {() => void} draw
   */
  around(count, draw) {
    const anchor = this.#anchor();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    const atEnd = this.#atEnd();
    draw();
    this.#count = count;
    if (anchor?.isConnected) this.#log.scrollTop += anchor.getBoundingClientRect().top - before;
    else if (anchor === null && atEnd) this.#log.scrollTop = this.#log.scrollHeight;
    this.#show();
  }

  /** The newest line is in sight. */
  get atEnd() {
    return this.#atEnd();
  }

  #atEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_PX;
  }

  #show() {
    const live = this.#atEnd();
    if (live) this.#seen = this.#count;
    const count = Math.max(0, this.#count - this.#seen);
    this.#button.hidden = live;
    const key = count === 1 ? "captions.waiting.one" : "captions.waiting.many";
    setText(this.#words, count === 0 ? "" : `(${this.#i18n.text(key, { count })})`);
  }
}
