/** The text of a record on the page: its lines, which word is heard, and the keyboard's way through them. */

import { begun, lastBefore, wordAt } from "./replay-time.js";
import { make } from "./dom.js";
import { makeLine, makeMark, makeTitle } from "./replay-lines.js";

/** @import {ChapterTold, EntryTold, MarkTold, RecordTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */

/** @typedef {{entry: EntryTold, begun: number, start: number, node: HTMLLIElement}} Line */
/**
 * @typedef {object} TextGround
 * @property {RecordTold} record
 * @property {boolean} sound
 * @property {boolean} may  correct
 * @property {(moment: number) => void} listen
 * @property {(line: Line) => void} correct
 * @property {() => void} strayed  the reader looks elsewhere than at what is heard
 */

export class ReplayText {
  /** @type {Line[]} */
  lines = [];
  /** @type {number[]} */
  #starts = [];
  /** @type {HTMLElement | null} */
  #word = null;
  /** @type {HTMLElement | null} */
  #heard = null;
  #current = 0;
  /** @type {Line | undefined} */
  #stop;
  /** Whether what is heard is kept in view. */
  following = true;
  /** @type {Map<string, number>} */
  #places = new Map();
  #list;
  #i18n;
  #ground;

  /**
   * @param {HTMLOListElement} list
   * @param {I18n} i18n
   * @param {TextGround} ground
   */
  constructor(list, i18n, ground) {
    this.#list = list;
    this.#i18n = i18n;
    this.#ground = ground;
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("keydown", (event) => this.#pressed(event));
    list.addEventListener("focusin", (event) => this.#focused(event));
  }

  /** @param {readonly EntryTold[]} entries  those that follow the lines shown */
  add(entries) {
    for (const entry of entries) {
      const since = begun(this.#ground.record, entry);
      const line = { entry, begun: since, start: since + entry.start_ms, node: make("li", "replay-line") };
      this.lines.push(line);
      this.#starts.push(line.start);
      this.draw(line);
      this.#list.append(line.node);
    }
    this.#stops();
  }

  /**
   * Puts what is beside the text in its place, once all lines are there.
   * @param {readonly MarkTold[]} marks
   * @param {readonly ChapterTold[]} chapters
   */
  addMargin(marks, chapters) {
    for (const mark of marks) this.#insert(mark.start, makeMark(mark, this.#i18n));
    for (const chapter of chapters) this.#insert(chapter.start - 1, makeTitle(chapter));
  }

  /** @param {Line} line */
  draw(line) {
    const { sound, may } = this.#ground;
    makeLine(line, { place: this.#placeOf(line.entry.speaker.id), sound, may }, this.#i18n);
    if (this.#heard !== null && !this.#heard.isConnected) this.#heard = null;
    if (line === this.#stop) this.#stops();
  }

  redraw() {
    for (const line of this.lines) this.draw(line);
    this.#stops();
  }

  /** @param {Line} line */
  withdraw(line) {
    const place = this.lines.indexOf(line);
    this.lines.splice(place, 1);
    this.#starts.splice(place, 1);
    line.node.remove();
    this.#current = Math.min(this.#current, this.lines.length - 1);
    this.#stops();
    this.#stopOf(this.lines[this.#current])?.focus();
  }

  /** @param {number} moment  what is heard */
  hear(moment) {
    const line = this.lines[lastBefore(this.#starts, moment)];
    const over = line === undefined || moment > line.begun + line.entry.end_ms + 500;
    const place = over ? -1 : wordAt(line.entry.words, moment - line.begun);
    const word = over ? null : /** @type {HTMLElement | null} */ (line.node.querySelector(`[data-word="${place}"]`));
    if (word === this.#heard) return;
    this.#heard?.classList.remove("heard");
    this.#heard?.closest(".replay-line")?.classList.remove("hearing");
    word?.classList.add("heard");
    word?.closest(".replay-line")?.classList.add("hearing");
    this.#heard = word;
    if (this.following) this.showHeard();
  }

  showHeard() {
    this.#heard?.scrollIntoView({ block: "center", behavior: "instant" });
  }

  /** @param {number} moment */
  show(moment) {
    const place = Math.max(0, lastBefore(this.#starts, moment));
    this.#current = place;
    this.#stops();
    this.lines[place]?.node.scrollIntoView({ block: "center", behavior: "instant" });
  }

  /** @param {string} id */
  #placeOf(id) {
    const known = this.#places.get(id) ?? this.#places.size;
    this.#places.set(id, known);
    return known;
  }

  /**
   * @param {number} moment
   * @param {HTMLLIElement} node
   */
  #insert(moment, node) {
    const after = this.lines[lastBefore(this.#starts, moment) + 1];
    if (after === undefined) this.#list.append(node);
    else this.#list.insertBefore(node, after.node);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const line = this.#lineOf(target);
    if (line === undefined || target === null) return;
    if (target.closest(".correct") !== null) return this.#ground.correct(line);
    const word = target.closest("[data-word]");
    const picked = word instanceof HTMLElement && (getSelection()?.isCollapsed ?? true);
    if (picked) this.#listen(line, Number(word.dataset["word"]));
    else if (target.closest(".at") !== null) this.#ground.listen(line.start);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const line = this.#lineOf(target);
    if (line === undefined || target.closest("form") !== null || event.ctrlKey || event.metaKey || event.altKey) return;
    const word = target.dataset["word"];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#stopOf(this.lines[this.lines.indexOf(line) + (event.key === "ArrowDown" ? 1 : -1)])?.focus();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      this.#toWord(line, (word === undefined ? -1 : Number(word)) + (event.key === "ArrowRight" ? 1 : -1));
    } else if (event.key === "Enter" && word !== undefined) this.#listen(line, Number(word));
    else return;
    event.preventDefault();
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const line = this.#lineOf(target);
    if (this.#word !== null && this.#word !== target) {
      // Plain text again: a reader of screens would call each word a button.
      this.#word.removeAttribute("tabindex");
      this.#word.removeAttribute("role");
      this.#word = null;
    }
    if (line === undefined) return;
    const place = this.lines.indexOf(line);
    if (place !== this.#current) this.#ground.strayed();
    this.#current = place;
    this.#stops();
  }

  /**
   * @param {Line} line
   * @param {number} place
   */
  #toWord(line, place) {
    const word = this.#ground.sound ? line.node.querySelector(`[data-word="${place}"]`) : null;
    if (!(word instanceof HTMLElement)) return void (place < 0 && this.#stopOf(line)?.focus());
    word.tabIndex = 0;
    word.setAttribute("role", "button");
    word.focus();
    this.#word = word;
  }

  /**
   * @param {Line} line
   * @param {number} place
   */
  #listen(line, place) {
    const word = line.entry.words[place];
    if (word !== undefined) this.#ground.listen(line.begun + word.start_ms);
  }

  /** @param {Element | null} node */
  #lineOf(node) {
    const item = node?.closest(".replay-line");
    return item === undefined || item === null ? undefined : this.lines.find((line) => line.node === item);
  }

  /** @param {Line | undefined} line */
  #stopOf(line) {
    return /** @type {HTMLElement | undefined} */ (line?.node.querySelector(".stop") ?? undefined);
  }

  /** One line is a stop of the Tab key; arrows lead to the others. */
  #stops() {
    const now = this.lines[this.#current];
    for (const [line, index] of /** @type {const} */ ([[this.#stop, -1], [now, 0]])) {
      for (const stop of line?.node.querySelectorAll(".stop") ?? []) /** @type {HTMLElement} */ (stop).tabIndex = index;
    }
    this.#stop = now;
  }
}
