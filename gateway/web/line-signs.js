/**
 * What became of a question, written on its line for everybody: confirmed, corrected, will be repeated. The signs are put
 * again when a line is drawn anew.
 */

import { make, setText } from "./dom.js";

/** @import {Answered} from "./correction-wire.js" */
/** @import {I18n} from "./i18n.js" */

const KEPT = 100;

export class LineSigns {
  /** By segment. @type {Map<number, {how: Answered["how"], node: HTMLElement}>} */
  #signs = new Map();
  #lineOf;
  #i18n;

  /**
   * @param {I18n} i18n
   * @param {(segment: number) => Element | null} lineOf  the node of the line in which a segment stands
   */
  constructor(i18n, lineOf) {
    this.#i18n = i18n;
    this.#lineOf = lineOf;
  }

  /** @param {Answered} answered */
  answered({ segment, how }) {
    const node = this.#signs.get(segment)?.node ?? make("span", "line-sign");
    this.#signs.delete(segment);
    this.#signs.set(segment, { how, node });
    const [oldest] = this.#signs.keys();
    if (this.#signs.size > KEPT && oldest !== undefined) this.#signs.delete(oldest);
  }

  /** Another session numbers its segments from the beginning. */
  forget() {
    this.#signs.clear();
  }

  /** @returns {boolean} whether the lines have become longer: their end may have to be followed */
  render() {
    let longer = false;
    for (const [segment, { how, node }] of this.#signs) {
      setText(node, this.#i18n.text(`ask.sign.${how}`));
      node.dataset["how"] = how;
      node.lang = this.#i18n.language;
      const head = node.isConnected ? null : this.#lineOf(segment)?.querySelector(".head");
      if (head === null || head === undefined) continue;
      head.append(node);
      longer = true;
    }
    return longer;
  }
}
