/**
 * The place in the text of the desk: one word, or several of one line. It moves by arrows, from one doubtful word to the
 * next by Tab, by pointer; what is then done with the words is the desk's business.
 *
 * Words are drawn anew when they change, so the place is remembered by segment and position and found again. Tab leaves
 * the text where there is no further doubtful word, and Escape always does: nobody is trapped.
 */

import { WORD, isWord, lastWord, lineOf, target, wordsOf } from "./desk-words.js";
import { meaningOf } from "./desk-keys.js";

/** @import {Command, Move} from "./desk-keys.js" */

/** @typedef {{line: HTMLElement, words: HTMLElement[]}} Selection */
/**
 * @typedef {object} Wishes
 * @property {(command: Command) => void} run
 * @property {(typed: string) => void} type  somebody types over the words
 * @property {() => void} leave
 */

export class DeskCursor {
  /** @type {HTMLElement | null} */
  #word = null;
  /** The other end of a selection. @type {HTMLElement | null} */
  #anchor = null;
  #at = { line: "", segment: "", first: 0 };
  #dragging = false;
  #pointed = false;
  /** @type {readonly HTMLElement[]} */
  #chosen = [];
  #log;
  #wishes;

  /**
   * @param {HTMLElement} log
   * @param {Wishes} wishes
   */
  constructor(log, wishes) {
    this.#log = log;
    this.#wishes = wishes;
    log.addEventListener("keydown", (event) => this.#pressed(event));
    log.addEventListener("focusin", ({ target }) => this.#focused(target));
    log.addEventListener("pointerdown", (event) => this.#down(event));
    log.addEventListener("pointermove", (event) => this.#over(event));
    addEventListener("pointerup", () => (this.#dragging = false));
    log.addEventListener("click", (event) => this.#clicked(event));
  }

  /** The words that are chosen, in their order; null before anything was pointed at. @type {Selection | null} */
  get selection() {
    const word = this.#word;
    const line = word?.isConnected ? lineOf(word) : null;
    if (word === null || line === null) return null;
    const words = wordsOf(line);
    const [a, b] = [words.indexOf(word), this.#anchor === null ? -1 : words.indexOf(this.#anchor)];
    const [from, to] = b < 0 ? [a, a] : [Math.min(a, b), Math.max(a, b)];
    return { line, words: words.slice(from, to + 1) };
  }

  /** The word that has the focus. */
  get focused() {
    return this.#word !== null && this.#word === document.activeElement ? this.#word : null;
  }

  /** After the text was drawn anew: the same place, with the focus where it had it. @param {boolean} focus */
  restore(focus) {
    // Until something was pointed at, Tab leads to the newest word.
    if (!this.#pointed) this.#stand(lastWord(this.#log));
    // It comes with every frame.
    if (this.#word?.isConnected === true && this.#anchor?.isConnected !== false && !focus) return;
    if (this.#word?.isConnected !== true) this.#word = this.#found();
    if (this.#anchor?.isConnected === false) this.#anchor = null;
    this.#ensure();
    if (focus) this.#word?.focus({ preventScroll: true });
    this.#show();
  }

  /** @param {HTMLElement} word */
  go(word) {
    this.#put(word, false);
    word.focus();
    word.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} segment @param {number} first */
  goTo(segment, first) {
    const node = this.#log.querySelector(`.desk-segment[data-segment="${segment}"]`);
    const words = node === null ? [] : [.../** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll(WORD))];
    const word = words.findLast((one) => Number(one.dataset["first"]) <= first) ?? words[0];
    if (word !== undefined) this.go(word);
    return word !== undefined;
  }

  /** @param {readonly HTMLElement[]} words @param {1 | -1} step */
  neighbour(words, step) {
    const [end, line] = [words.at(step > 0 ? -1 : 0), words[0] === undefined ? null : lineOf(words[0])];
    if (end === undefined || line === null) return null;
    const all = wordsOf(line);
    return all[all.indexOf(end) + step] ?? null;
  }

  /** @param {Move} move @param {boolean} [extend] @returns {boolean} whether there was somewhere to go */
  move(move, extend = false) {
    const from = this.#word ?? this.#found();
    const to = from === null ? null : target(this.#log, from, move);
    if (to === null || from === null) return false;
    if (extend && lineOf(to) !== lineOf(from)) return true;
    this.#anchor = extend ? (this.#anchor ?? from) : null;
    this.#put(to, extend);
    to.focus();
    to.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!isWord(event.target) || event.isComposing) return;
    if (event.key === "Escape") return this.#wishes.leave();
    const meaning = meaningOf(event);
    if (meaning === null) return;
    if ("move" in meaning) {
      // At the last doubtful word Tab does what it does everywhere.
      if (!this.move(meaning.move, meaning.extend) && meaning.move.startsWith("doubt")) return;
    } else if ("typed" in meaning) this.#wishes.type(meaning.typed);
    else this.#wishes.run(meaning.command);
    event.preventDefault();
  }

  /** @param {EventTarget | null} target */
  #focused(target) {
    if (isWord(target) && target !== this.#word) this.#put(target, false);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const word = isWord(event.target) ? event.target : null;
    if (word === null || event.button !== 0) return;
    // Or the browser selects text, which is something else.
    if (event.pointerType === "mouse") event.preventDefault();
    const extend = event.shiftKey && this.#word !== null && lineOf(this.#word) === lineOf(word);
    if (extend) this.#anchor ??= this.#word;
    this.#put(word, extend);
    word.focus({ preventScroll: true });
    this.#dragging = event.pointerType === "mouse";
  }

  /** @param {PointerEvent} event */
  #over(event) {
    const word = isWord(event.target) ? event.target : null;
    if (!this.#dragging || word === null || word === this.#word || this.#word === null) return;
    if (lineOf(word) !== lineOf(this.#word)) return;
    this.#anchor ??= this.#word;
    this.#put(word, true);
    word.focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (isWord(event.target) && !event.shiftKey && this.#anchor === null) this.#wishes.run("edit");
    else if (event.target instanceof Element && event.target.closest(".desk-name") !== null) {
      const line = lineOf(event.target);
      const word = line === null ? undefined : wordsOf(line)[0];
      if (word === undefined) return;
      this.#put(word, false);
      this.#wishes.run("speaker");
    }
  }

  /**
   * @param {HTMLElement} word
   * @param {boolean} extend
   */
  #put(word, extend) {
    this.#pointed = true;
    if (!extend) this.#anchor = null;
    this.#stand(word);
    this.#remember();
    this.#show();
  }

  #remember() {
    const word = this.#word;
    if (word === null) return;
    const segment = /** @type {HTMLElement | null} */ (word.closest(".desk-segment"));
    this.#at = {
      line: lineOf(word)?.dataset["line"] ?? "",
      segment: segment?.dataset["segment"] ?? "",
      first: Number(word.dataset["first"]),
    };
  }

  /** Something to come to by Tab there must be. */
  #ensure() {
    this.#word ??= this.#found() ?? lastWord(this.#log);
    if (this.#word !== null && this.#word.tabIndex !== 0) this.#show();
  }

  /** @param {HTMLElement | null} word  to which Tab leads, and no other */
  #stand(word) {
    if (word === this.#word) return;
    if (this.#word !== null) {
      this.#word.tabIndex = -1;
      this.#word.removeAttribute("role");
    }
    this.#word = word;
    this.#show();
  }

  #found() {
    const { line, segment, first } = this.#at;
    const inSegment = this.#log.querySelectorAll(`.desk-segment[data-segment="${segment}"] ${WORD}`);
    const words = /** @type {HTMLElement[]} */ ([...inSegment]);
    const same = words.findLast((word) => Number(word.dataset["first"]) <= first) ?? words[0];
    if (same !== undefined) return same;
    const left = this.#log.querySelector(`.desk-line[data-line="${line}"]`);
    return left === null ? null : (wordsOf(left)[0] ?? null);
  }

  #show() {
    for (const node of this.#chosen) node.classList.remove("chosen");
    const { words } = this.selection ?? { words: [] };
    this.#chosen = words.length > 1 ? words : [];
    for (const word of this.#chosen) word.classList.add("chosen");
    if (this.#word === null) return;
    this.#word.tabIndex = 0;
    this.#word.setAttribute("role", "button");
  }
}
