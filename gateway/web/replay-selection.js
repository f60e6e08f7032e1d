/** What is selected in the text of a record, by mouse, touch or keyboard, and a bar that offers to hide it. */

import { byId } from "./dom.js";

/** @import {Line, ReplayText} from "./replay-text.js" */

/** @typedef {{line: Line, place: number}} Word */

/** Lines. Who selects more than that wants something else. */
const MOST = 300;

export class SelectionBar {
  #bar = byId("selection-bar", HTMLElement);
  /** @type {[Word, Word] | null} */
  #chosen = null;
  #text;

  /**
   * @param {ReplayText} text
   * @param {(lines: Line[], first: Word, last: Word) => void} hide
   */
  constructor(text, hide) {
    this.#text = text;
    document.addEventListener("selectionchange", () => this.#look());
    byId("selection-hide", HTMLButtonElement).onclick = () => {
      if (this.#chosen === null) return;
      const [first, last] = this.#chosen;
      const [begin, end] = [text.lines.indexOf(first.line), text.lines.indexOf(last.line)];
      this.#bar.hidden = true;
      hide(text.lines.slice(begin, end + 1), first, last);
    };
  }

  #look() {
    // A press on the bar itself takes the selection away in some browsers.
    if (this.#bar.contains(document.activeElement) || document.querySelector("dialog[open]") !== null) return;
    const selected = getSelection();
    const range = selected === null || selected.isCollapsed || selected.rangeCount === 0 ? null : selected.getRangeAt(0);
    this.#chosen = range === null ? null : this.#wordsIn(range);
    this.#bar.hidden = this.#chosen === null;
  }

  /**
   * @param {Range} range
   * @returns {[Word, Word] | null}
   */
  #wordsIn(range) {
    const [from, to] = [this.#text.lineOf(range.startContainer), this.#text.lineOf(range.endContainer)];
    const lines = document.getElementById("lines");
    if (lines === null || !range.intersectsNode(lines)) return null;
    const begin = from === undefined ? -1 : this.#text.lines.indexOf(from);
    const end = to === undefined ? -1 : this.#text.lines.indexOf(to);
    if (begin < 0 || end - begin > MOST) return null;
    /** @type {Word[]} */
    const found = [];
    for (const line of this.#text.lines.slice(begin, (end < 0 ? begin : end) + 1)) {
      for (const node of line.node.querySelectorAll("[data-word]")) {
        if (touches(range, node)) found.push({ line, place: Number(/** @type {HTMLElement} */ (node).dataset["word"]) });
      }
    }
    const [first, last] = [found[0], found.at(-1)];
    return first === undefined || last === undefined ? null : [first, last];
  }
}

/**
 * Whether a letter of `node` is selected, not only its edge.
 * @param {Range} range
 * @param {Element} node
 */
function touches(range, node) {
  const words = document.createRange();
  words.selectNodeContents(node);
  const ends = range.compareBoundaryPoints(Range.START_TO_END, words) > 0;
  return ends && range.compareBoundaryPoints(Range.END_TO_START, words) < 0;
}
