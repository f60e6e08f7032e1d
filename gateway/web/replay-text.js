/** The text of a record on the page: its lines, which word is heard, and what is new in it. */

import { Hearing } from "./replay-hearing.js";
import { LineKeys } from "./replay-keys.js";
import { Margin } from "./replay-margin.js";
import { frame } from "./replay-over.js";
import { keepingPlace } from "./replay-place.js";
import { begun, lastBefore } from "./replay-time.js";
import { difference, nameOf, orderOf, until } from "./replay-merge.js";
import { make } from "./dom.js";
import { makeLine, makeMark, spell } from "./replay-lines.js";

/** @import {EntryTold, MarkTold, RecordTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Stretch} from "./replay-pages.js" */

/** @typedef {{entry: EntryTold, begun: number, start: number, node: HTMLLIElement, later: EntryTold | null, spelled: boolean}} Line  `later`: what it says by now, while it is held; `spelled`: its words have nodes of their own */
/**
 * @typedef {object} TextGround
 * @property {() => RecordTold} record
 * @property {() => boolean} sound
 * @property {boolean} may  correct
 * @property {boolean} more  may do more with a line
 * @property {(moment: number) => void} listen
 * @property {(line: Line) => void} correct
 * @property {(line: Line, button: HTMLElement) => void} act  the other things that can be done with a line
 * @property {(line: Line) => boolean} held  somebody works on it: it must not change under their hands
 * @property {(start: number, end: number) => string} reason  what stands in the place of what is hidden
 * @property {() => void} strayed  the reader looks elsewhere than at what is heard
 */

/** So many lines are drawn before the page may do something else. */
const AT_ONCE = 150;
/** Words have nodes of their own from here on: with one for each of several hours, every change of style takes a second. */
const NEAR = "800px 0px";

export class ReplayText {
  /** @type {Line[]} */
  lines = [];
  /** @type {number[]} */
  #starts = [];
  /** @type {Map<string, Line>} */
  #known = new Map();
  hearing = new Hearing(this);
  /** @type {Map<string, number>} */
  #places = new Map();
  #drawing = 0;
  #list;
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
    this.#list = list;
    this.#i18n = i18n;
    this.#ground = ground;
    this.#margin = new Margin(list);
    this.#keys = new LineKeys(list, this, ground);
    this.#near = new IntersectionObserver((seen) => this.#neared(seen), { rootMargin: NEAR });
  }

  /**
   * Puts in what is different now; what is the same is not touched.
   * @param {Stretch} stretch
   */
  take(stretch) {
    const order = orderOf(this.#ground.record().sessions);
    const { gone, changed, added } = difference(this.lines, this.#known, stretch, order);
    if (gone.length + changed.length + added.length === 0) return;
    const first = this.lines.length === 0;
    const work = () => {
      for (const line of gone) this.#remove(line);
      for (const { line, entry } of changed) this.#change(line, entry);
      this.#add(added, order);
      this.#settle();
    };
    if (first) work();
    else keepingPlace(this.#read()?.node, work);
    this.#keys.settle();
  }

  /** What was held back and is not any more. */
  release() {
    for (const line of this.lines) if (line.later !== null) this.#change(line, line.later);
  }

  /** @param {readonly MarkTold[]} marks */
  setMarks(marks) {
    const language = this.#i18n.language;
    this.#margin.put(
      "mark",
      marks.map((mark, place) => ({
        name: `${mark.kind}-${mark.start}-${marks.slice(0, place).filter((other) => other.start === mark.start).length}`,
        moment: mark.start,
        sign: `${language} ${mark.end} ${mark.cause}`,
        make: () => makeMark(mark, this.#i18n),
      })),
    );
    this.#settle();
  }

  /** @param {readonly {name: string, moment: number, sign: string, make: () => HTMLLIElement}[]} chapters */
  setChapters(chapters) {
    // A chapter begins before the line that begins with it.
    this.#margin.put("chapter", chapters.map((chapter) => ({ ...chapter, moment: chapter.moment - 1 })));
    this.#settle();
  }

  /** @param {Line} line */
  draw(line) {
    const { sound, may, more, reason } = this.#ground;
    const focused = line.node.contains(document.activeElement) ? document.activeElement : null;
    const looks = { place: this.#placeOf(line.entry.speaker.id), sound: sound(), may, more, reason };
    makeLine(line, looks, this.#i18n);
    this.hearing.drawn();
    if (focused instanceof HTMLElement) this.#keys.refocus(line, focused);
    this.#keys.drawn(line);
  }

  /** @param {Line} line  at whose words somebody may point now */
  spell(line) {
    if (!line.spelled) spell(line, this.#ground.reason);
  }

  /** All lines anew, those in view first, and never so many at once that the page stands still. */
  async redraw(lines = this.lines) {
    const mine = ++this.#drawing;
    // To look where lines are while the whole page changes would have the browser work out all of it at once.
    await frame();
    const first = Math.max(0, this.lines.indexOf(this.inView() ?? /** @type {Line} */ (this.lines[0])) - 5);
    const place = (/** @type {Line} */ line) => this.lines.indexOf(line);
    const rest = lines === this.lines ? [...lines.slice(first), ...lines.slice(0, first)] : [...lines].sort((one, other) => place(one) - place(other));
    for (let done = 0; done < rest.length; done += AT_ONCE) {
      const selected = this.#selected();
      for (const line of rest.slice(done, done + AT_ONCE)) {
        if (line.node.isConnected && !this.#ground.held(line) && selected?.containsNode(line.node, true) !== true) this.draw(line);
      }
      await frame();
      if (mine !== this.#drawing) return;
    }
  }

  /**
   * @param {string} speaker
   * @param {string} name
   */
  rename(speaker, name) {
    for (const line of this.lines) {
      if (line.entry.speaker.id !== speaker || line.entry.speaker.name === name) continue;
      line.entry = { ...line.entry, speaker: { id: speaker, name } };
      const shown = line.node.querySelector(".name");
      if (shown !== null) shown.textContent = name;
    }
  }

  /** @param {Line} line */
  withdraw(line) {
    this.#remove(line);
    this.#settle();
    this.#keys.settle(true);
  }

  /** @param {number} moment */
  show(moment) {
    const line = this.lines[Math.max(0, lastBefore(this.#starts, moment))];
    if (line === undefined) return;
    this.#keys.current = line;
    line.node.scrollIntoView({ block: "center", behavior: "instant" });
  }

  /** @param {number} moment */
  lineAt(moment) {
    return this.lines[lastBefore(this.#starts, moment)];
  }

  /**
   * @param {Line} line
   * @param {number} way  how many lines further
   */
  beside(line, way) {
    return this.lines[this.lines.indexOf(line) + way];
  }

  /** What must not move while it is read: the line with the focus if it is seen, else the first that is seen whole. */
  #read() {
    const seen = (/** @type {Line | undefined} */ line) => {
      const { top, bottom } = line?.node.getBoundingClientRect() ?? { top: -1, bottom: -1 };
      return bottom > 0 && top < innerHeight ? line : undefined;
    };
    return scrollY === 0 ? undefined : (seen(this.lineOf(document.activeElement)) ?? seen(this.inView()));
  }

  /** The first line whose beginning is in the window. */
  inView() {
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {Line} */ (this.lines[middle]).node.getBoundingClientRect().top < 0) low = middle + 1;
      else high = middle;
    }
    return this.lines[low] ?? this.lines.at(-1);
  }

  /** @param {Node | null} node */
  lineOf(node) {
    const item = (node instanceof Element ? node : node?.parentElement)?.closest(".replay-line") ?? null;
    return item === null ? undefined : this.#known.get(/** @type {HTMLElement} */ (item).dataset["name"] ?? "");
  }

  /** @param {string} id */
  #placeOf(id) {
    const known = this.#places.get(id) ?? this.#places.size;
    this.#places.set(id, known);
    return known;
  }

  /** @param {readonly IntersectionObserverEntry[]} seen */
  #neared(seen) {
    for (const { isIntersecting, target } of seen) {
      const line = isIntersecting ? this.lineOf(target) : undefined;
      if (line !== undefined) this.spell(line);
    }
  }

  /** What is selected, if anything is. */
  #selected() {
    const selected = getSelection();
    return selected === null || selected.isCollapsed ? null : selected;
  }

  /** @param {Line} line */
  #isHeld(line) {
    return this.#ground.held(line) || this.#selected()?.containsNode(line.node, true) === true;
  }

  /**
   * @param {Line} line
   * @param {EntryTold} entry
   */
  #change(line, entry) {
    if (line.entry.speaker.name !== entry.speaker.name) this.rename(entry.speaker.id, entry.speaker.name);
    line.later = this.#isHeld(line) ? entry : null;
    if (line.later !== null) return;
    line.entry = entry;
    this.draw(line);
  }

  /**
   * @param {readonly EntryTold[]} entries  in order
   * @param {ReturnType<typeof orderOf>} order
   */
  #add(entries, order) {
    const [first, last] = [entries[0], this.lines.at(-1)];
    const atEnd = first !== undefined && (last === undefined || order(last.entry, first) < 0);
    const made = document.createDocumentFragment();
    for (const entry of entries) {
      if (this.#known.has(nameOf(entry))) continue;
      const since = begun(this.#ground.record(), entry);
      const line = { entry, begun: since, start: since + entry.start_ms, node: make("li", "replay-line"), later: null, spelled: false };
      line.node.dataset["name"] = nameOf(entry);
      this.#known.set(nameOf(entry), line);
      const place = atEnd ? this.lines.length : until(this.lines, entry, order);
      const next = this.lines[place];
      if (atEnd) made.append(line.node);
      else this.#list.insertBefore(line.node, next?.node ?? null);
      this.lines.splice(place, 0, line);
      this.#starts.splice(place, 0, line.start);
      this.draw(line);
      this.#near.observe(line.node);
    }
    this.#list.append(made);
  }

  /** @param {Line} line */
  #remove(line) {
    if (this.#ground.held(line)) return;
    const place = this.lines.indexOf(line);
    this.#keys.leaves(line);
    this.lines.splice(place, 1);
    this.#starts.splice(place, 1);
    this.#known.delete(nameOf(line.entry));
    this.#near.unobserve(line.node);
    line.node.remove();
  }

  #settle() {
    this.#margin.settle(this.lines, this.#starts);
  }
}
