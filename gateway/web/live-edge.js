/**
 * Keeps the newest caption in sight, unless the reader went up to read; then it counts what is waiting and offers the
 * way back. Knows scrolling, not captions.
 *
 * Only a movement upwards that ends away from the edge means "I want to stay here", and only if somebody made it: right
 * after a wheel, a finger, a key or a pointer, or with nothing changed in size (a screen reader moves without any of
 * these). Whatever else moves the edge (new text, larger letters, a panel that opens, estimated heights that become
 * real) is followed.
 */

import { setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */

const NEAR_PX = 40;
const INTENT_MS = 800;
const GESTURES = ["wheel", "touchmove", "keydown", "pointerdown"];

export class LiveEdge {
  #live = true;
  #top = 0;
  /** Sizes when the edge was last held. */
  #size = "";
  #gestureAt = -Infinity;
  #items = 0;
  #leftAt = 0;
  #log;
  #button;
  #waiting;
  #i18n;
  #onLive;
  /** Whatever is scrolled, the reader has stopped the flow. */
  #held = false;

  /**
   * @param {HTMLElement} log  the scrolling element
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} waiting  where the number of waiting lines is written, inside the button
   * @param {I18n} i18n
   * @param {() => void} onLive  back at the newest line
   */
  constructor(log, button, waiting, i18n, onLive) {
    this.#log = log;
    this.#button = button;
    this.#waiting = waiting;
    this.#i18n = i18n;
    this.#onLive = onLive;
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    for (const gesture of GESTURES) {
      log.addEventListener(gesture, () => (this.#gestureAt = performance.now()), { passive: true });
    }
    button.addEventListener("click", () => this.back());
    new ResizeObserver(() => this.#stick()).observe(log);
    i18n.follow(() => this.#show());
  }

  /**
   * To be called after the log changed, in the same turn, before anything is painted.
   * @param {number} items  how many lines there are now
   */
  follow(items) {
    this.#items = items;
    if (this.#live) this.#stick();
    else this.#show();
  }

  get live() {
    return this.#live;
  }

  /**
   * The newest line is not followed any more.
   * @param {number} items  those that were read, for what waits to be counted from there
   * @param {boolean} [held]  until `back`, however the reader moves
   */
  leave(items, held = false) {
    this.#live = false;
    this.#held = held;
    this.#leftAt = items;
    this.#show();
  }

  back() {
    const hadFocus = this.#log.ownerDocument.activeElement === this.#button;
    this.#live = true;
    this.#held = false;
    this.#onLive();
    this.#stick();
    this.#show();
    if (hadFocus) this.#log.focus({ preventScroll: true });
  }

  #stick() {
    if (!this.#live) return;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#top = this.#log.scrollTop;
    this.#size = this.#measured();
  }

  #measured() {
    return `${this.#log.clientHeight}/${this.#log.scrollHeight}`;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    const meant = performance.now() - this.#gestureAt < INTENT_MS || this.#size === this.#measured();
    const up = meant && scrollTop < this.#top - 1;
    this.#top = scrollTop;
    if (this.#held) return;
    if (near && !this.#live) {
      this.#live = true;
      this.#onLive();
      this.#show();
    } else if (!near && up && this.#live) {
      this.#live = false;
      this.#leftAt = this.#items;
      this.#show();
    } else if (!near && this.#live) {
      this.#stick();
    }
  }

  #show() {
    this.#button.hidden = this.#live;
    const count = Math.max(0, this.#items - this.#leftAt);
    const key = count === 1 ? "captions.waiting.one" : "captions.waiting.many";
    setText(this.#waiting, this.#live || count === 0 ? "" : `(${this.#i18n.text(key, { count })})`);
  }
}
