/** What is selected in the text of a record, by mouse, touch or keyboard, and a bar that offers to hide it. */

import { byId } from "./dom.js";

/** @import {Line, ReplayText} from "./replay-text.js" */

/** @typedef {{line: Line, place: number}} Word */

/** Rows. Who selects more than that wants something else. */
const MOST = 300;

export class SelectionBar {
  #bar = byId("selection-bar", HTMLElement);
  /** @type {[Word, Word] | null} */
  #chosen = null;
  #text;
  #may;

  /**
   * @param {ReplayText} text
   * @param {() => boolean} may
   * @param {(lines: Line[], first: Word, last: Word) => void} hide
   */
  constructor(text, may, hide) {
    this.#text = text;
    this.#may = may;
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
    const range = !this.#may() || selected === null || selected.isCollapsed || selected.rangeCount === 0 ? null : selected.getRangeAt(0);
    this.#chosen = range === null ? null : this.#wordsIn(range);
    this.#bar.hidden = this.#chosen === null;
  }

  /**
   * @param {Range} range
   * @returns {[Word, Word] | null}
   */
  #wordsIn(range) {
    const { rows } = this.#text;
    const [from, to] = [rows.of(range.startContainer), rows.of(range.endContainer)];
    const list = document.getElementById("lines");
    if (list === null || !range.intersectsNode(list)) return null;
    const begin = from === undefined ? -1 : rows.all.indexOf(from);
    const end = to === undefined ? -1 : rows.all.indexOf(to);
    if (begin < 0 || end - begin > MOST) return null;
    /** @type {Word[]} */
    const found = [];
    for (const line of rows.all.slice(begin, (end < 0 ? begin : end) + 1).flatMap((row) => row.lines)) {
      for (const node of line.node.querySelectorAll("[data-word]")) {
        if (touches(range, node)) found.push({ line, place: Number(/** @type {HTMLElement} */ (node).dataset["word"]) });
      }
    }
    // As they were said: of two who spoke at once, the words of one are not all before those of the other.
    found.sort((one, other) => one.line.start - other.line.start || one.place - other.place);
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
