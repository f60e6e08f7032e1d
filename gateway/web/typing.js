/**
 * Real-time text on its way: what is in the field goes to everybody while it is written, and is there again after a cut.
 * No DOM; the clock and the socket come in.
 *
 * A key is sent at once, or 300 ms after what was sent last: never later than that (EN 301 549, 6.2.4 allows 500 ms to
 * the network), never oftener. Lines that were ended stay here until they come back as captions: after a cut, one that
 * did not is sent again, before anything that was written later.
 */

/** @import {ClientMessage, Final} from "./wire.js" */

/** @typedef {{text: string, voice: boolean, sent: boolean}} Ended */
/**
 * @typedef {object} Env
 * @property {(message: ClientMessage) => boolean} send
 * @property {() => void} changed
 * @property {() => number} now
 * @property {(run: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */

export const EVERY_MS = 300;
export const LONGEST_LINE = 500;

export class Typing {
  #text = "";
  /** What the server has of it. */
  #shown = "";
  /** @type {Ended[]} */
  #ended = [];
  #last = -Infinity;
  /** @type {unknown} */
  #timer = null;
  /** After a cut, what came back as captions is still being told. */
  #replaying = false;
  #stuck = false;
  #env;

  /** @param {Env} env */
  constructor(env) {
    this.#env = env;
  }

  /** There is no line: nobody gets what is written. */
  get stuck() {
    return this.#stuck;
  }

  /** @param {string} text  all that is in the field */
  write(text) {
    this.#text = text.slice(0, LONGEST_LINE);
    this.#soon();
  }

  /** @param {boolean} voice  have the line said aloud */
  end(voice) {
    const text = this.#text.trim();
    if (text === "") return;
    this.#ended.push({ text, voice, sent: false });
    this.#text = this.#shown = "";
    this.#flush();
  }

  /** @param {boolean} fresh  another session: what was shown in the former one is past */
  welcomed(fresh) {
    this.#shown = "";
    if (fresh) this.#ended = this.#ended.filter((line) => !line.sent);
    this.#replaying = this.#ended.some((line) => line.sent);
    if (!this.#replaying) this.#flush();
  }

  /** The past was told. */
  caughtUp() {
    if (!this.#replaying) return;
    this.#replaying = false;
    for (const line of this.#ended) line.sent = false;
    this.#flush();
  }

  /** @param {Final} event  typed by this person */
  settled({ text }) {
    const same = this.#ended.find((line) => line.sent && letters(line.text) === letters(text));
    // Typography may have changed more than signs; but a half-finished line of before a cut is another line.
    const line = same ?? (this.#replaying ? undefined : this.#ended.find(({ sent }) => sent));
    this.#ended = this.#ended.filter((one) => one !== line);
  }

  /** The meeting is left: nothing is kept. */
  forget() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
    this.#text = this.#shown = "";
    this.#ended = [];
    this.#replaying = false;
  }

  #soon() {
    if (this.#timer !== null || this.#replaying) return;
    const wait = this.#last + EVERY_MS - this.#env.now();
    if (wait <= 0) return this.#flush();
    this.#timer = this.#env.setTimeout(() => this.#flush(), wait);
  }

  /** Ended lines first, in their order; then the line that is being written. */
  #flush() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#replaying) return;
    this.#stuck = !this.#ended.every((line) => (line.sent ||= this.#send(line.text, true, line.voice)));
    if (!this.#stuck && this.#text !== this.#shown) {
      this.#stuck = !this.#send(this.#text, false, false);
      if (!this.#stuck) this.#shown = this.#text;
    }
    this.#env.changed();
  }

  /**
   * @param {string} text
   * @param {boolean} done
   * @param {boolean} voice
   */
  #send(text, done, voice) {
    this.#last = this.#env.now();
    return this.#env.send({ type: "typing", text, done, voice });
  }
}

/** @param {string} text */
function letters(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
