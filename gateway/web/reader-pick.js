/**
 * Pointing at words: with mouse or finger on a word, with the keyboard by the arrows and Enter. What is done with the
 * words is somebody else's business: the log gets a `reader:pick` event.
 *
 *     log.dataset.pick = "on";                        // words can be pointed at from now on
 *     log.addEventListener("reader:pick", ({ detail }) => …);
 *
 * `detail` is a `Pick`: the segment, its line, the words from `first` to `last` (not included; 0 and 0: the whole), what
 * they say, where they stand, and whether the keyboard did it (then the focus should come back to the log). Words are
 * counted as the server counts them, in the segment as it stands. Only the present session can be pointed at.
 *
 * | Key                | Does                                   |
 * |--------------------|----------------------------------------|
 * | Left, Right        | the word before, the word after         |
 * | Up, Down           | the phrase before, the phrase after     |
 * | Shift and the same | more words of the same phrase           |
 * | Enter              | picks                                   |
 * | Escape             | leaves the words                        |
 */

import { spanOf, spanText, wordAt, wordsOf } from "./reader-words.js";

/** @import {CaptionView} from "./caption-view.js" */
/** @import {Segment} from "./lines.js" */

/**
 * @typedef {object} Pick
 * @property {number} segment
 * @property {number} line
 * @property {number} first
 * @property {number} last
 * @property {string} text
 * @property {HTMLElement} node  of the segment
 * @property {DOMRect} rect  where the words stand in the window
 * @property {boolean} keyboard
 */
/** @typedef {{node: HTMLElement, segment: Segment, first: number, last: number}} Cursor */

export class ReaderPick {
  /** @type {Cursor | null} */
  #cursor = null;
  #log;
  #view;
  #session;

  /**
   * @param {HTMLElement} log
   * @param {CaptionView} view
   * @param {() => string | null} session  the present one
   */
  constructor(log, view, session) {
    this.#log = log;
    this.#view = view;
    this.#session = session;
    log.addEventListener("click", (event) => this.#clicked(event));
    log.addEventListener("keydown", (event) => this.#pressed(event));
  }

  get #on() {
    return this.#log.dataset["pick"] === "on";
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Node ? event.target : null;
    const element = target instanceof Element ? target : (target?.parentElement ?? null);
    // Whoever drags over words wants to copy them.
    if (!this.#on || element === null || this.#page.getSelection()?.isCollapsed === false) return;
    const { item } = this.#view.itemAt(element);
    if (item?.kind !== "line" || item.session !== this.#session()) return;
    const last = item.segments.at(-1);
    if (element.closest(".name") !== null && last !== undefined) {
      const text = item.segments.map((segment) => segment.text).join(" ");
      const node = /** @type {HTMLElement} */ (element.closest("p"));
      return this.#tell({ node, segment: last, first: 0, last: 0 }, false, text);
    }
    const segment = this.#view.find(item.key)?.line?.segmentAt(element) ?? null;
    const node = /** @type {HTMLElement | null} */ (element.closest(".final"));
    if (segment === null || node === null) return;
    const first = wordAt(segment, offsetIn(node, event.clientX, event.clientY));
    this.#tell({ node, segment, first, last: first + 1 }, false);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.#on || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#act(event.key, event.shiftKey)) event.preventDefault();
  }

  /**
   * @param {string} key
   * @param {boolean} more
   * @returns {boolean} whether the key meant something
   */
  #act(key, more) {
    switch (key) {
      case "ArrowLeft":
      case "ArrowRight":
        return this.#move(key === "ArrowLeft" ? -1 : 1, more);
      case "ArrowUp":
      case "ArrowDown":
        return this.#jump(key === "ArrowUp" ? -1 : 1);
      case "Enter":
        if (this.#cursor === null) return false;
        this.#tell(this.#cursor, true);
        return true;
      case "Escape": {
        const had = this.#cursor !== null;
        this.#cursor = null;
        this.#page.getSelection()?.removeAllRanges();
        return had;
      }
      default:
        return false;
    }
  }

  /**
   * @param {number} by
   * @param {boolean} more
   */
  #move(by, more) {
    const cursor = this.#standing();
    if (cursor === null) return this.#jump(-1);
    const count = wordsOf(cursor.segment).length;
    const { first, last } = cursor;
    if (more) {
      const wider = by < 0 ? { first: Math.max(0, first - 1), last } : { first, last: Math.min(count, last + 1) };
      return this.#put({ ...cursor, ...wider });
    }
    const next = by < 0 ? first - 1 : last;
    if (next < 0 || next >= count) return this.#jump(by, by < 0);
    return this.#put({ ...cursor, first: next, last: next + 1 });
  }

  /**
   * @param {number} by
   * @param {boolean} [atEnd]
   */
  #jump(by, atEnd = false) {
    const nodes = /** @type {HTMLElement[]} */ ([...this.#log.querySelectorAll(".final")]);
    const cursor = this.#standing();
    const at = cursor === null ? nodes.length : nodes.indexOf(cursor.node);
    const node = nodes[at + by];
    const { item } = this.#view.itemAt(node ?? null);
    const segment = this.#view.find(item?.key)?.line?.segmentAt(node ?? null) ?? null;
    if (node === undefined || segment === null || item?.session !== this.#session()) return cursor !== null;
    const first = atEnd ? wordsOf(segment).length - 1 : 0;
    return this.#put({ node, segment, first, last: first + 1 });
  }

  /** The cursor, on the words that stand there now. */
  #standing() {
    const cursor = this.#cursor;
    if (cursor === null || !cursor.node.isConnected) return null;
    const { item } = this.#view.itemAt(cursor.node);
    const segment = this.#view.find(item?.key)?.line?.segmentAt(cursor.node) ?? cursor.segment;
    const count = wordsOf(segment).length;
    const first = Math.min(cursor.first, count - 1);
    return { ...cursor, segment, first, last: Math.min(Math.max(first + 1, cursor.last), count) };
  }

  /** @param {Cursor} cursor */
  #put(cursor) {
    this.#cursor = cursor;
    const range = rangeOf(cursor);
    const selection = this.#page.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    cursor.node.scrollIntoView({ block: "nearest" });
    return true;
  }

  /**
   * @param {Cursor} cursor
   * @param {boolean} keyboard
   * @param {string} [whole]
   */
  #tell(cursor, keyboard, whole) {
    const { node, segment, first, last } = cursor;
    const text = whole ?? spanText(segment, first, last);
    const rect = last > first ? rangeOf(cursor).getBoundingClientRect() : node.getBoundingClientRect();
    /** @type {Pick} */
    const detail = { segment: segment.segment, line: segment.line, first, last, text, node, rect, keyboard };
    node.dispatchEvent(new CustomEvent("reader:pick", { bubbles: true, detail }));
  }

  get #page() {
    return this.#log.ownerDocument;
  }
}

/**
 * The place in the text of `node` that stands at a point of the window.
 * @param {HTMLElement} node
 * @param {number} x
 * @param {number} y
 */
function offsetIn(node, x, y) {
  const page = node.ownerDocument;
  const caret = page.caretPositionFromPoint?.(x, y);
  const range = caret ? null : page.caretRangeFromPoint?.(x, y);
  const [at, offset] = caret ? [caret.offsetNode, caret.offset] : [range?.startContainer, range?.startOffset ?? 0];
  let sum = 0;
  for (const child of node.childNodes) {
    if (child === at) return sum + offset;
    // A row of braille ends where a space stood.
    sum += child instanceof Text ? child.length : 1;
  }
  return sum;
}

/** @param {Cursor} cursor */
function rangeOf({ node, segment, first, last }) {
  const [from, to] = spanOf(segment, first, last);
  const range = node.ownerDocument.createRange();
  range.setStart(...placeIn(node, from));
  range.setEnd(...placeIn(node, to));
  return range;
}

/**
 * @param {HTMLElement} node
 * @param {number} offset
 * @returns {[Node, number]}
 */
function placeIn(node, offset) {
  let left = offset;
  for (const child of node.childNodes) {
    const length = child instanceof Text ? child.length : 1;
    if (child instanceof Text && left <= length) return [child, left];
    left -= length;
  }
  return [node, node.childNodes.length];
}
