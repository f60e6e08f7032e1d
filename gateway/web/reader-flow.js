/**
 * How fast the words of one line come before the eyes. Words arrive by handfuls; they are let out one after the other,
 * the first at once, never more than 0.6 s after they came. Words that are shown keep their place: one is replaced only
 * when it really is another, and until it is final not for a capital or a comma. Pure: it is told the time.
 *
 * | At arrival                       | Then                                             |
 * |----------------------------------|--------------------------------------------------|
 * | nothing was waiting              | the first new word stands there at once           |
 * | something was waiting            | goes on at the former pace, or faster              |
 * | more than `FLOOD` characters     | all at once: that is history, not speech           |
 */

import { soundsLike } from "./reader-words.js";

/** Characters a millisecond: 30 a second is what readers follow with ease. */
const EASY = 0.03;
const LATEST_MS = 600;
const FLOOD = 400;

export class Flow {
  /** @type {string[]} */
  #shown = [];
  /** @type {readonly string[]} */
  #aim = [];
  #pace = 0;
  #credit = 0;
  #at = 0;

  /** What is before the eyes, after the finished part of the line. */
  get shown() {
    return this.#shown;
  }

  get busy() {
    return this.#shown.length < this.#aim.length;
  }

  /**
   * @param {readonly string[]} words  what the line says now, after its finished part
   * @param {number} sure  so many of them, from the first, are final
   * @param {number} now  ms
   * @param {boolean} atOnce
   */
  aim(words, sure, now, atOnce) {
    const waited = this.busy;
    this.#aim = words;
    this.#shown = words.slice(0, this.#shown.length).map((word, index) => {
      const before = this.#shown[index] ?? word;
      return index >= sure && soundsLike(before, word) ? before : word;
    });
    const waiting = this.#waiting();
    if (atOnce || waiting > FLOOD) this.#shown = this.#shown.concat(words.slice(this.#shown.length));
    else if (waiting > 0) this.#hasten(waited, waiting, now);
  }

  /**
   * Lets out what is due by now.
   * @param {number} now  ms
   */
  step(now) {
    this.#credit += Math.max(0, now - this.#at) * this.#pace;
    this.#at = now;
    for (let next = this.#next(); next !== undefined && next.length < this.#credit; next = this.#next()) {
      this.#credit -= next.length + 1;
      this.#shown.push(next);
    }
  }

  /**
   * So many of the shown words are finished: they stand on their own from now on.
   * @param {number} count
   */
  finish(count) {
    this.#shown = this.#shown.slice(count);
    this.#aim = this.#aim.slice(count);
  }

  /**
   * @param {boolean} waited  some words were waiting before
   * @param {number} waiting  characters
   * @param {number} now
   */
  #hasten(waited, waiting, now) {
    this.#pace = Math.max(EASY, waiting / LATEST_MS, waited ? this.#pace : 0);
    if (waited) return this.step(now);
    this.#at = now;
    this.#credit = 0;
    this.#shown.push(/** @type {string} */ (this.#next()));
  }

  #next() {
    return this.#aim[this.#shown.length];
  }

  #waiting() {
    return this.#aim.slice(this.#shown.length).reduce((sum, word) => sum + word.length + 1, 0);
  }
}
