/**
 * One line in the log: a paragraph with its name and time, one node for each finished phrase, and a quiet tail. A
 * finished node is never changed again but by an amendment, which says who made it. Words are let out by `reader-flow.js`
 * into the tail; a phrase becomes a node of its own when the last of its words is there.
 *
 * The tail is hidden from assistive technology, which gets finished text only: braille cannot unsay a word.
 */

import { Flow } from "./reader-flow.js";
import { make, setText, speakerMark } from "./dom.js";
import { isUnsure, isVoice } from "./who.js";
import { rows, wordsOf } from "./reader-words.js";

/** @import {Line, Segment} from "./lines.js" */

/**
 * @typedef {object} Manner  how lines are drawn
 * @property {boolean} stable  finished words only
 * @property {number} cells  rows of so many characters at most; 0: as the window has it
 * @property {boolean} atOnce  nothing is let out slowly
 * @property {(segment: Segment) => string} credit  who amended it, in words
 */
/** @typedef {{node: HTMLElement, segment: Segment}} Finished */

export class CaptionLine {
  node = make("p", "line");
  #text = make("span", "text");
  #tail = make("span", "tail");
  #head;
  /** @type {Line} as it was drawn last */
  #line;
  /** @type {Finished[]} */
  #finished = [];
  /** @type {readonly Segment[]} finals that are still being let out */
  #pending = [];
  #flow = new Flow();

  /**
   * @param {Line} line
   * @param {HTMLTimeElement} time
   */
  constructor(line, time) {
    this.node.lang = "fr";
    this.node.dataset["line"] = String(line.line);
    this.node.dataset["session"] = line.session;
    this.#text.dir = "auto";
    this.#tail.setAttribute("aria-hidden", "true");
    this.#text.append(this.#tail);
    this.#line = line;
    this.#head = headOf(line.speaker.name, line.place, time);
    this.#head.classList.toggle("nobody", isNobody(line));
    this.node.append(this.#head, " ", this.#text);
  }

  /** Something is still to be let out. */
  get busy() {
    return this.#flow.busy;
  }

  /** Phrases that stand finished, in reading order. */
  get phrases() {
    return this.#finished.map(({ node }) => node);
  }

  /**
   * @param {Line} line
   * @param {number} now  ms
   * @param {Manner} manner
   */
  fill(line, now, manner) {
    this.#rename(line);
    this.#revise(line, manner);
    const known = new Set(this.#finished.map(({ segment }) => segment.segment));
    const drawn = line.segments.findLastIndex((segment) => known.has(segment.segment));
    line.segments.slice(0, Math.max(0, drawn)).forEach((segment, index) => {
      if (!known.has(segment.segment)) this.#finish(segment, manner, index);
    });
    this.#pending = line.segments.slice(drawn + 1);
    const sure = this.#pending.flatMap(wordsOf);
    // What somebody types is no guess: it is shown as it is typed (EN 301 549, 6.2).
    const shown = line.tails.filter((tail) => !manner.stable || tail.origin === "typed");
    const guessed = shown.flatMap(wordsOf);
    this.#flow.aim([...sure, ...guessed], sure.length, now, manner.atOnce);
    this.#show(manner);
  }

  /**
   * Lets out the words that are due.
   * @param {number} now  ms
   * @param {Manner} manner
   */
  step(now, manner) {
    this.#flow.step(now);
    this.#show(manner);
  }

  /**
   * All finished nodes anew, for another manner of cutting rows.
   * @param {Manner} manner
   */
  redraw(manner) {
    for (const { node, segment } of this.#finished) write(node, segment, manner);
  }

  /**
   * The segment that a finished node shows.
   * @param {Node | null} node
   */
  segmentAt(node) {
    return this.#finished.find((one) => one.node.contains(node))?.segment ?? null;
  }

  /**
   * Whose it is, where that was not known yet or somebody said better; in place.
   * @param {Line} line
   */
  #rename(line) {
    const { speaker, place } = this.#line;
    this.#line = line;
    if (speaker.name === line.speaker.name && place === line.place) return;
    rename(this.#head, line.speaker.name, line.place);
    this.#head.classList.toggle("nobody", isNobody(line));
  }

  /**
   * What was amended or withdrawn since.
   * @param {Line} line
   * @param {Manner} manner
   */
  #revise(line, manner) {
    const standing = new Map(line.segments.map((segment) => [segment.segment, segment]));
    this.#finished = this.#finished.filter((one) => {
      const segment = standing.get(one.segment.segment);
      if (segment === undefined) {
        one.node.nextSibling?.remove();
        one.node.remove();
        return false;
      }
      if (segment !== one.segment) write(one.node, segment, manner);
      one.segment = segment;
      return true;
    });
  }

  /** @param {Manner} manner */
  #show(manner) {
    for (let first = this.#pending[0]; first !== undefined; first = this.#pending[0]) {
      const words = wordsOf(first);
      if (this.#flow.shown.length < words.length) break;
      this.#finish(first, manner, this.#finished.length);
      this.#flow.finish(words.length);
      this.#pending = this.#pending.slice(1);
    }
    setText(this.#tail, this.#flow.shown.join(" "));
    const sure = this.#pending.length > 0;
    if (sure !== this.#tail.classList.contains("sure")) this.#tail.classList.toggle("sure", sure);
    const unfinished = this.#finished.length === 0;
    if (unfinished === this.node.hasAttribute("aria-hidden")) return;
    if (unfinished) this.node.setAttribute("aria-hidden", "true");
    else this.node.removeAttribute("aria-hidden");
  }

  /**
   * @param {Segment} segment
   * @param {Manner} manner
   * @param {number} index  its place among the finished ones
   */
  #finish(segment, manner, index) {
    const node = make("span", segment.cut ? "final cut" : "final");
    node.dataset["segment"] = String(segment.segment);
    if (segment.origin === "typed") node.classList.add("typed");
    write(node, segment, manner);
    const before = this.#finished[index]?.node ?? this.#tail;
    before.before(node, " ");
    this.#finished.splice(index, 0, { node, segment });
  }
}

/**
 * Whether nobody has said yet whose voice it is.
 * @param {Line} line
 */
function isNobody({ by, speaker }) {
  return speaker.id === by.id && speaker.name === by.name && (isVoice(by.id) || isUnsure(by));
}

/**
 * @param {string} name
 * @param {number} place
 * @param {HTMLTimeElement} time
 */
export function headOf(name, place, time) {
  const head = make("span", "head");
  head.append(...whose(name, place), " ", time);
  return head;
}

/**
 * Puts another name and mark at the beginning of a head; what stands behind them stays.
 * @param {Element} head
 * @param {string} name
 * @param {number} place
 */
export function rename(head, name, place) {
  const [mark, named] = whose(name, place);
  head.children[0]?.replaceWith(mark);
  head.children[1]?.replaceWith(named);
}

/**
 * @param {string} name
 * @param {number} place
 * @returns {[HTMLElement, HTMLElement]}
 */
function whose(name, place) {
  const mark = speakerMark(place);
  const named = make("span", "name", name);
  named.dir = "auto";
  named.dataset["colour"] = mark.dataset["colour"] ?? "none";
  return [mark, named];
}

/**
 * @param {HTMLElement} node
 * @param {Segment} segment
 * @param {Manner} manner
 */
function write(node, segment, { cells, credit }) {
  const text = wordsOf(segment).join(" ");
  const cut = rows(segment.cut ? `${text}…` : text, cells);
  node.replaceChildren(...cut.flatMap((row, index) => (index === 0 ? [row] : [make("br"), row])));
  node.dataset["revision"] = String(segment.revision);
  // A later look at the voices changes whose words they are, not the words.
  if (segment.author?.kind !== "person") return;
  node.dataset["by"] = segment.author.name;
  node.title = credit(segment);
}
