/**
 * Says of typed lines that they were typed, and of one's own that they are one's own: what is sent is told apart from what
 * is received, in words (EN 301 549, 6.2.2).
 */

import { make, setText } from "./dom.js";

/** @import {CaptionEvent} from "./wire.js" */
/** @import {I18n} from "./i18n.js" */

export class TypedSigns {
  /** Lines without their sign yet. @type {Map<number, boolean>} */
  #waiting = new Map();
  /** @type {{node: HTMLElement, own: boolean}[]} */
  #signs = [];
  #log;
  #i18n;

  /**
   * @param {HTMLElement} log
   * @param {I18n} i18n
   */
  constructor(log, i18n) {
    this.#log = log;
    this.#i18n = i18n;
    i18n.follow(() => this.#translate());
  }

  /**
   * @param {CaptionEvent} event
   * @param {string | null} self
   */
  happened(event, self) {
    if ((event.type !== "interim" && event.type !== "final") || event.origin !== "typed" || event.text === "") return;
    this.#waiting.set(event.line, event.speaker.id === self);
  }

  forget() {
    this.#waiting.clear();
    this.#signs = [];
  }

  /**
   * After the log was drawn.
   * @returns {boolean} whether the lines have become longer: their end may have to be followed
   */
  render() {
    const before = this.#signs.length;
    for (const [line, own] of this.#waiting) {
      const head = this.#log.querySelector(`.line:not(.past)[data-line="${line}"] .head`);
      if (head === null) continue;
      this.#waiting.delete(line);
      if (head.querySelector(".line-sign[data-how=typed]") !== null) continue;
      const node = make("span", "line-sign");
      node.dataset["how"] = "typed";
      head.append(node);
      this.#signs.push({ node, own });
    }
    const longer = this.#signs.length > before;
    if (longer) this.#translate();
    return longer;
  }

  #translate() {
    this.#signs = this.#signs.filter(({ node }) => node.isConnected);
    for (const { node, own } of this.#signs) {
      setText(node, this.#i18n.text(own ? "typing.own" : "typing.typed"));
      node.lang = this.#i18n.language;
    }
  }
}
