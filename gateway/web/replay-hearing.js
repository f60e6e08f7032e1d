/** Which word of a record is heard, and whether the page goes along with it. */

import { wordAt } from "./replay-time.js";

/** @import {ReplayText} from "./replay-text.js" */

export class Hearing {
  /** @type {HTMLElement | null} */
  #word = null;
  /** Whether what is heard is kept in view. */
  following = true;
  #text;

  /** @param {ReplayText} text */
  constructor(text) {
    this.#text = text;
  }

  /** @param {number} moment */
  hear(moment) {
    const line = this.#text.lineAt(moment);
    const over = line === undefined || moment > line.begun + line.entry.end_ms + 500;
    const place = over ? -1 : wordAt(line.entry.words, moment - line.begun);
    if (!over) this.#text.spell(line.row);
    const word = over ? null : /** @type {HTMLElement | null} */ (line.node.querySelector(`[data-word="${place}"]`));
    if (word === this.#word) return;
    this.#word?.classList.remove("heard");
    this.#word?.closest(".replay-line")?.classList.remove("hearing");
    word?.classList.add("heard");
    word?.closest(".replay-line")?.classList.add("hearing");
    this.#word = word;
    if (this.following) this.show();
  }

  show() {
    this.#word?.scrollIntoView({ block: "center", behavior: "instant" });
  }

  /** A line was drawn anew: the word may be gone with its node. */
  drawn() {
    if (this.#word !== null && !this.#word.isConnected) this.#word = null;
  }
}
