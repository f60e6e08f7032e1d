/** The text of a record on the page: its lines, which word is heard, and what is new in it. */

import { Hearing } from "./replay-hearing.js";
import { LineKeys } from "./replay-keys.js";
import { Margin } from "./replay-margin.js";
import { frame, inTurns } from "./replay-over.js";
import { keepingPlace, selection } from "./replay-place.js";
import { Rows, rowNameOf } from "./replay-rows.js";
import { begun, lastBefore } from "./replay-time.js";
import { difference, nameOf, orderOf, until } from "./replay-merge.js";
import { make } from "./dom.js";
import { makeHead, makeWords, placesOf, spell } from "./replay-lines.js";

/** @import {EntryTold, MarkTold, RecordTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Row} from "./replay-rows.js" */
/** @import {Stretch} from "./replay-pages.js" */

/** @typedef {{entry: EntryTold, begun: number, start: number, node: HTMLSpanElement, row: Row, later: EntryTold | null, spelled: boolean}} Line  a segment; `later`: what it says by now, while it is held; `spelled`: its words have nodes of their own */
/**
 * @typedef {object} TextGround
 * @property {() => RecordTold} record
 * @property {() => boolean} sound
 * @property {boolean} may  correct
 * @property {() => boolean} more  may do more with a row
 * @property {(moment: number) => void} listen
 * @property {(row: Row) => void} correct
 * @property {(row: Row, button: HTMLElement) => void} act  the other things that can be done with a row
 * @property {(line: Line) => boolean} held  somebody works on it: it must not change under their hands
 * @property {(start: number, end: number) => string} reason  what stands in the place of what is hidden
 * @property {() => void} strayed  the reader looks elsewhere than at what is heard
 */

/** Words have nodes of their own from here on: with one for each of several hours, every change of style takes a second. */
const NEAR = "800px 0px";

export class ReplayText {
  /** @type {Line[]}  in the order of the API */
  lines = [];
  /** @type {number[]} */
  #starts = [];
  /** @type {Map<string, Line>} */
  #known = new Map();
  rows;
  hearing = new Hearing(this);
  /** @type {Set<Row>}  whose head may say what is no more */
  #stale = new Set();
  #drawing = 0;
  #i18n;
  #ground;
  #margin;
  #keys;
  #near;

  /**
   * @param {HTMLOListElement} list
   * @param {I18n} i18n
   * @param {TextGround} ground
   */
  constructor(list, i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
    this.rows = new Rows(list);
    this.#margin = new Margin(list);
    this.#keys = new LineKeys(list, this, ground);
    this.#near = new IntersectionObserver((seen) => this.#neared(seen), { rootMargin: NEAR });
  }

  /**
   * Puts in what is different now; what is the same is not touched.
   * @param {Stretch} stretch
   */
  take(stretch) {
    const order = this.#order;
    const { gone, changed, added } = difference(this.lines, this.#known, stretch, order);
    if (gone.length + changed.length + added.length === 0) return;
    const first = this.lines.length === 0;
    const work = () => {
      for (const line of gone) this.#remove(line);
      for (const { line, entry } of changed) this.#change(line, entry);
      this.#add(added);
      this.#settle();
    };
    if (first) work();
    else keepingPlace(this.#read()?.node, work);
    this.#keys.settle();
  }

  /** What was held back and is not any more. */
  release() {
    for (const line of this.lines) if (line.later !== null) this.#change(line, line.later);
    this.#settle();
  }

  get #order() {
    return orderOf(this.#ground.record().sessions);
  }

  /** @param {readonly MarkTold[]} marks */
  setMarks(marks) {
    this.#margin.put("mark", placesOf(marks, this.#i18n));
    this.#settle();
  }

  /** @param {readonly {name: string, moment: number, sign: string, make: () => HTMLLIElement}[]} chapters */
  setChapters(chapters) {
    // A chapter begins before the line that begins with it.
    this.#margin.put("chapter", chapters.map((chapter) => ({ ...chapter, moment: chapter.moment - 1 })));
    this.#settle();
  }

  /** @param {Line} line  whose words are others now */
  draw(line) {
    const focused = line.node.contains(document.activeElement) ? document.activeElement : null;
    makeWords(line, this.#ground.reason);
    this.hearing.drawn();
    if (focused instanceof HTMLElement) this.#keys.refocus(line.row, focused, line);
    this.#stale.add(line.row);
  }

  /** @param {Row} row */
  #drawHead(row) {
    const { sound, may, more } = this.#ground;
    const focused = row.head.contains(document.activeElement) ? document.activeElement : null;
    makeHead(row, { place: this.rows.placeOf(row.entry.speaker.id), sound: sound(), may, more: more() }, this.#i18n);
    if (focused instanceof HTMLElement) this.#keys.refocus(row, focused);
    this.#keys.drawn(row);
  }

  /** @param {Row} row  at whose words somebody may point now */
  spell(row) {
    for (const line of row.lines) if (!line.spelled) spell(line, this.#ground.reason);
  }

  /** All heads anew, and what stands for hidden words: those in view first, never so long that the page stands still. */
  async redraw() {
    const mine = ++this.#drawing;
    // To look where rows are while the whole page changes would have the browser work out all of it at once.
    await frame();
    const { all } = this.rows;
    const first = Math.max(0, all.indexOf(/** @type {Row} */ (this.rows.inView())) - 5);
    const rest = [...all.slice(first), ...all.slice(0, first)];
    const selected = selection();
    const untouched = rest.filter((row) => selected?.containsNode(row.node, true) !== true);
    await inTurns(untouched, (row) => this.#redrawn(row), () => mine === this.#drawing);
  }

  /** @param {Row} row */
  #redrawn(row) {
    if (row.lines.length === 0 || this.#ground.held(row.first)) return;
    for (const line of row.lines) if (line.entry.words.some((word) => word.redacted === true)) this.draw(line);
    this.#drawHead(row);
    this.#stale.delete(row);
  }

  /**
   * @param {string} speaker
   * @param {string} name
   */
  rename(speaker, name) {
    for (const line of this.lines) {
      if (line.entry.speaker.id !== speaker || line.entry.speaker.name === name) continue;
      line.entry = { ...line.entry, speaker: { id: speaker, name } };
      const shown = line.row.head.querySelector(".name");
      if (shown !== null) shown.textContent = name;
    }
  }

  /**
   * Some lines of a row say something else since it was corrected here, or nothing any more.
   * @param {readonly Line[]} lines
   */
  mended(lines) {
    for (const line of lines) {
      line.later = null;
      if (line.entry.text === "") this.#remove(line);
      else this.draw(line);
    }
    this.#settle();
    this.#keys.settle();
  }

  /** The focus on the row that is the stop now. */
  focus() {
    this.#keys.settle(true);
  }

  /** @param {number} moment */
  show(moment) {
    const line = this.lines[Math.max(0, lastBefore(this.#starts, moment))];
    if (line === undefined) return;
    this.#keys.current = line.row;
    line.node.scrollIntoView({ block: "center", behavior: "instant" });
  }

  /** @param {number} moment */
  lineAt(moment) {
    return this.lines[lastBefore(this.#starts, moment)];
  }

  /** What must not move while it is read: the row with the focus if it is seen, else the first that is seen whole. */
  #read() {
    const seen = (/** @type {Row | undefined} */ row) => {
      const { top, bottom } = row?.node.getBoundingClientRect() ?? { top: -1, bottom: -1 };
      return bottom > 0 && top < innerHeight ? row : undefined;
    };
    return scrollY === 0 ? undefined : (seen(this.rows.of(document.activeElement)) ?? seen(this.rows.inView()));
  }

  /** @param {Node | null} node */
  lineOf(node) {
    const item = (node instanceof Element ? node : node?.parentElement)?.closest(".segment") ?? null;
    return item === null ? undefined : this.#known.get(/** @type {HTMLElement} */ (item).dataset["name"] ?? "");
  }

  /** @param {readonly IntersectionObserverEntry[]} seen */
  #neared(seen) {
    for (const { isIntersecting, target } of seen) {
      const row = isIntersecting ? this.rows.of(target) : undefined;
      if (row !== undefined) this.spell(row);
    }
  }

  /** @param {Line} line */
  #isHeld(line) {
    return this.#ground.held(line) || selection()?.containsNode(line.row.node, true) === true;
  }

  /**
   * @param {Line} line
   * @param {EntryTold} entry
   */
  #change(line, entry) {
    if (line.entry.speaker.name !== entry.speaker.name) this.rename(entry.speaker.id, entry.speaker.name);
    line.later = this.#isHeld(line) ? entry : null;
    if (line.later !== null) return;
    const elsewhere = rowNameOf(line.entry) !== rowNameOf(entry);
    if (elsewhere) this.#leave(line);
    line.entry = entry;
    if (elsewhere) this.#enter(line);
    this.draw(line);
  }

  /** @param {readonly EntryTold[]} entries  in order */
  #add(entries) {
    const order = this.#order;
    for (const entry of entries) {
      if (this.#known.has(nameOf(entry))) continue;
      const since = begun(this.#ground.record(), entry);
      const made = { entry, begun: since, start: since + entry.start_ms, node: make("span", "segment"), later: null, spelled: false };
      const line = /** @type {Line} */ (made);
      line.node.dataset["name"] = nameOf(entry);
      this.#known.set(nameOf(entry), line);
      const place = until(this.lines, entry, order);
      this.lines.splice(place, 0, line);
      this.#starts.splice(place, 0, line.start);
      this.#enter(line);
      this.draw(line);
    }
  }

  /** @param {Line} line */
  #enter(line) {
    const row = this.rows.put(line, this.#order);
    this.#near.observe(row.node);
    // The browser tells once that a row is near; what comes into it later is near, too.
    line.spelled ||= row.lines.some((other) => other !== line && other.spelled);
  }

  /** @param {Line} line */
  #leave(line) {
    if (line.row.lines.length === 1) {
      this.#keys.leaves(line.row);
      this.#near.unobserve(line.row.node);
      this.#stale.delete(line.row);
    } else this.#stale.add(line.row);
    this.rows.remove(line, this.#order);
  }

  /** @param {Line} line */
  #remove(line) {
    if (this.#ground.held(line)) return;
    const place = this.lines.indexOf(line);
    this.#leave(line);
    this.lines.splice(place, 1);
    this.#starts.splice(place, 1);
    this.#known.delete(nameOf(line.entry));
  }

  #settle() {
    for (const row of this.#stale) {
      if (this.#ground.held(row.first)) continue;
      this.#drawHead(row);
      this.#stale.delete(row);
    }
    this.rows.turns();
    this.#margin.settle(this.rows.all, this.rows.all.map(({ start }) => start));
  }
}
