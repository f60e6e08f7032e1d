/** Looks again and again for what is new, while somebody can see it and as long as there may be more. Knows no page. */

import { Refusal } from "./archive-wire.js";

export const EVERY_MS = 4_000;
export const LATEST_MS = 30_000;

/**
 * @typedef {{kind: "fresh", at: number} | {kind: "lost", at: number, wait_ms: number} | {kind: "refused", error: Refusal} | {kind: "over"}} News
 *   `at`: when the server was reached last, in Unix milliseconds
 */
/**
 * @typedef {object} FreshGround
 * @property {() => Promise<boolean>} look  whether there may be more
 * @property {(news: News) => void} told
 * @property {() => boolean} hidden
 */

export class Fresh {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #failures = 0;
  #busy = false;
  #over = true;
  #reached = Date.now();
  #ground;

  /** @param {FreshGround} ground */
  constructor(ground) {
    this.#ground = ground;
  }

  start() {
    this.#over = false;
    this.#failures = 0;
    this.#reached = Date.now();
    this.#ground.told({ kind: "fresh", at: this.#reached });
    this.#later(EVERY_MS);
  }

  stop() {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** The page is seen again, or is not any more. */
  seen() {
    clearTimeout(this.#timer);
    if (!this.#over && !this.#ground.hidden()) void this.#look();
  }

  /** @param {number} wait_ms */
  #later(wait_ms) {
    clearTimeout(this.#timer);
    if (!this.#over && !this.#ground.hidden()) this.#timer = setTimeout(() => void this.#look(), wait_ms);
  }

  async #look() {
    if (this.#busy || this.#over) return;
    this.#busy = true;
    try {
      const more = await this.#ground.look();
      if (this.#over) return;
      this.#failures = 0;
      this.#reached = Date.now();
      if (more) this.#ground.told({ kind: "fresh", at: this.#reached });
      else this.#end({ kind: "over" });
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#busy = false;
    }
    this.#later(this.#wait());
  }

  /** @param {unknown} error */
  #failed(error) {
    if (this.#over) return;
    if (!(error instanceof Refusal)) {
      // Our own fault: told to nobody by "the server does not answer".
      this.stop();
      throw error;
    }
    if (error.code !== "network" && !/^http\.5|^archive\.(disk|locked|unreachable)$/.test(error.code)) {
      return this.#end({ kind: "refused", error });
    }
    this.#failures += 1;
    this.#ground.told({ kind: "lost", at: this.#reached, wait_ms: this.#wait() });
  }

  #wait() {
    return Math.min(LATEST_MS, EVERY_MS * 2 ** Math.min(this.#failures, 8));
  }

  /** @param {News} news */
  #end(news) {
    this.stop();
    this.#ground.told(news);
  }
}
