/**
 * Where one word of the desk's text is from another: in the line, above, below, the next that the recogniser doubted;
 * and what stands behind a word in the store.
 */

import { segmentOf } from "./store.js";

/** @import {Captions} from "./store.js" */
/** @import {Move} from "./desk-keys.js" */
/** @import {Piece} from "./edit-maker.js" */

/** Words that can be pointed at; those that are being written over are hidden. */
export const WORD = ".word:not([hidden])";

/**
 * @param {HTMLElement} log
 * @param {HTMLElement} from
 * @param {Move} move
 * @returns {HTMLElement | null}
 */
export function target(log, from, move) {
  const line = lineOf(from);
  if (line === null) return null;
  const words = wordsOf(line);
  const at = words.indexOf(from);
  switch (move) {
    case "left":
      return words[at - 1] ?? neighbour(line, -1)?.at(-1) ?? null;
    case "right":
      return words[at + 1] ?? neighbour(line, 1)?.[0] ?? null;
    case "home":
      return words[0] ?? null;
    case "end":
      return words.at(-1) ?? null;
    case "first":
      return log.querySelector(`.desk-line ${WORD}`);
    case "last":
      return lastWord(log);
    case "up":
    case "down": {
      const others = neighbour(line, move === "up" ? -1 : 1);
      return others === null ? null : (others[Math.min(at, others.length - 1)] ?? null);
    }
    default:
      return doubtful(from, move === "doubt" ? 1 : -1);
  }
}

/** @param {HTMLElement} log */
export function lastWord(log) {
  for (let node = log.lastElementChild; node !== null; node = node.previousElementSibling) {
    const word = wordsOf(node).at(-1);
    if (word !== undefined) return word;
  }
  return null;
}

/**
 * @param {EventTarget | null} node
 * @returns {node is HTMLElement}
 */
export function isWord(node) {
  return node instanceof HTMLElement && node.classList.contains("word");
}

/**
 * @param {Element} node
 * @returns {HTMLElement | null}
 */
export function lineOf(node) {
  return node.closest(".desk-line");
}

/**
 * @param {Element} line
 * @returns {HTMLElement[]}
 */
export function wordsOf(line) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (line.querySelectorAll(WORD))];
}

/**
 * The words of the next line that has any.
 * @param {Element} line
 * @param {1 | -1} step
 */
function neighbour(line, step) {
  let node = step > 0 ? line.nextElementSibling : line.previousElementSibling;
  while (node !== null) {
    const words = wordsOf(node);
    if (words.length > 0) return words;
    node = step > 0 ? node.nextElementSibling : node.previousElementSibling;
  }
  return null;
}

/**
 * @param {HTMLElement} from
 * @param {1 | -1} step
 * @returns {HTMLElement | null}
 */
function doubtful(from, step) {
  const line = lineOf(from);
  if (line === null) return null;
  let words = wordsOf(line);
  words = step > 0 ? words.slice(words.indexOf(from) + 1) : words.slice(0, Math.max(0, words.indexOf(from))).reverse();
  for (let node = /** @type {Element | null} */ (line); node !== null; ) {
    const found = words.find((word) => word.classList.contains("doubtful"));
    if (found !== undefined) return found;
    node = step > 0 ? node.nextElementSibling : node.previousElementSibling;
    words = node === null ? [] : step > 0 ? wordsOf(node) : wordsOf(node).reverse();
  }
  return null;
}

/**
 * The chosen words, segment by segment, as those stand.
 * @param {readonly HTMLElement[]} words
 * @param {Captions} captions
 * @returns {Piece[]}
 */
export function piecesOf(words, captions) {
  /** @type {Map<number, Piece>} */
  const pieces = new Map();
  for (const word of words) {
    const id = Number(word.closest(".desk-segment")?.getAttribute("data-segment"));
    const segment = segmentOf(captions, id)?.segment;
    if (segment === undefined) continue;
    const [first, last] = [Number(word.dataset["first"]), Number(word.dataset["last"])];
    const piece = pieces.get(id) ?? { segment, first, last };
    pieces.set(id, { segment, first: Math.min(piece.first, first), last: Math.max(piece.last, last) });
  }
  return [...pieces.values()];
}

/**
 * @param {Element} node  of a line
 * @param {Captions} captions
 */
export function lineIn(node, captions) {
  const id = Number(node.querySelector(".desk-segment")?.getAttribute("data-segment"));
  return segmentOf(captions, id)?.line ?? null;
}
