/** A short message that goes away by itself, told politely to screen readers: `#toast` of the page is a status region. */

import { byId, setText } from "./dom.js";

const SHOWN_MS = 5000;

export class Toast {
  #node = byId("toast", HTMLParagraphElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} text */
  say(text) {
    clearTimeout(this.#timer);
    setText(this.#node, text);
    this.#timer = setTimeout(() => setText(this.#node, ""), SHOWN_MS);
  }
}
