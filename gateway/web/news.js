/**
 * What happens beside the captions (a hand, a message, somebody at the door), told politely to screen readers: a hidden
 * live region that only grows, so that nothing is said twice and nothing is cut off by what comes next.
 */

import { make } from "./dom.js";

const KEPT = 10;

export class News {
  #region;

  /** @param {HTMLElement} region  with `aria-live="polite"` in the markup */
  constructor(region) {
    this.#region = region;
  }

  /** @param {string} text */
  tell(text) {
    this.#region.append(make("p", "", text));
    while (this.#region.childElementCount > KEPT) this.#region.firstElementChild?.remove();
  }
}
