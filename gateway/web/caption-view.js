/**
 * The log of captions in the page. Given a state of the store, it touches only what differs from the state before; what
 * a line looks like is `caption-line.js`'s business. Lines stand in chunks: a chunk out of sight costs nothing
 * (`content-visibility` in the style sheet), so a new line after three hours costs what the first one did.
 *
 * It does not scroll (`live-edge.js`) and announces nothing (`announcer.js`).
 */

import { CaptionLine, headOf, rename } from "./caption-line.js";
import { CaptionWords } from "./caption-words.js";
import { make, setText } from "./dom.js";

/** @import {Captions} from "./store.js" */
/** @import {Item, Line} from "./lines.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {WallClock} from "./caption-words.js" */

/** @typedef {{node: HTMLElement, line: CaptionLine | null, text: HTMLElement}} Drawn */

const CHUNK = 30;

export class CaptionView {
  /** @type {readonly Item[]} */
  #items = [];
  /** @type {Map<string, Drawn>} */
  #drawn = new Map();
  /** @type {Set<string>} keys of lines that still have words to let out */
  #busy = new Set();
  /** @type {import("./caption-line.js").Manner} */
  #manner;
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #log;
  #i18n;
  #words;

  /**
   * @param {HTMLElement} log
   * @param {I18n} i18n
   * @param {WallClock} wallClock
   */
  constructor(log, i18n, wallClock) {
    this.#log = log;
    this.#i18n = i18n;
    this.#words = new CaptionWords(i18n, wallClock);
    this.#manner = { stable: false, cells: 0, atOnce: false, credit: (segment) => this.#words.credit(segment, this.#items.at(-1)?.session ?? "") };
    i18n.follow(() => this.#translate());
  }

  /** Whether words still wait to be let out. */
  get busy() {
    return this.#busy.size > 0;
  }

  /** What is drawn, which may be less than what is known. */
  get items() {
    return this.#items;
  }

  /**
   * @param {{stable: boolean, cells: number}} wish
   */
  set manner({ stable, cells }) {
    const { cells: before, stable: was } = this.#manner;
    this.#manner = { ...this.#manner, stable, cells };
    this.#log.dataset["cells"] = String(cells);
    if (before !== cells) for (const { line } of this.#drawn.values()) line?.redraw(this.#manner);
    if (was !== stable) this.#refill();
  }

  /**
   * @param {Captions} captions
   * @param {boolean} [atOnce]  nothing is let out slowly: this was said long ago
   */
  render(captions, atOnce = false) {
    this.#manner = { ...this.#manner, atOnce: atOnce || this.#still.matches };
    const before = this.#items;
    const after = captions.items;
    let same = 0;
    while (same < before.length && same < after.length && before[same] === after[same]) same += 1;
    const kept = new Set(after.slice(same).map((item) => item.key));
    for (const item of before.slice(same)) if (!kept.has(item.key)) this.#remove(item.key);
    const next = this.#followers(after, same);
    for (let index = same; index < after.length; index += 1) {
      const item = /** @type {Item} */ (after[index]);
      if (item !== before[index]) this.#draw(item, next[index - same] ?? null);
    }
    this.#items = after;
  }

  /** Lets out the words that are due. */
  step() {
    const now = performance.now();
    for (const key of this.#busy) {
      const line = this.#drawn.get(key)?.line;
      line?.step(now, this.#manner);
      if (!line?.busy) this.#busy.delete(key);
    }
  }

  clear() {
    this.#log.replaceChildren();
    this.#drawn.clear();
    this.#busy.clear();
    this.#items = [];
  }

  /**
   * Puts a sign ("confirmed") behind the time of a line of the present session.
   * @param {number} line
   * @param {HTMLElement} sign
   */
  sign(line, sign) {
    const session = this.#items.at(-1)?.session;
    const item = this.#items.findLast((one) => one.kind === "line" && one.line === line && one.session === session);
    this.find(item?.key)?.node.firstElementChild?.append(" ", sign);
  }

  /**
   * @param {string | undefined} key
   * @returns {Drawn | null}
   */
  find(key) {
    return this.#drawn.get(key ?? "") ?? null;
  }

  /**
   * The item in whose paragraph `node` stands, and its place.
   * @param {Node | null} node
   */
  itemAt(node) {
    const element = node instanceof Element ? node : node?.parentElement;
    const paragraph = element?.closest("#log p") ?? null;
    const place = this.#items.findLastIndex(({ key }) => this.#drawn.get(key)?.node === paragraph);
    return { item: this.#items[place] ?? null, place };
  }

  /**
   * @param {Item} item
   * @param {Drawn | null} next  what stands behind it, if anything does
   */
  #draw(item, next) {
    const known = this.#drawn.get(item.key);
    if (item.kind !== "line") return known === undefined ? this.#mark(item, next) : this.#remark(item, known);
    const line = known?.line ?? this.#begin(item, next);
    line.fill(item, performance.now(), this.#manner);
    if (line.busy) this.#busy.add(item.key);
    else this.#busy.delete(item.key);
  }

  /**
   * For each item from `same` on, the next one that is drawn already.
   * @param {readonly Item[]} items
   * @param {number} same
   */
  #followers(items, same) {
    /** @type {Drawn | null} */
    let next = null;
    return items
      .slice(same)
      .reverse()
      .map((item) => {
        const follower = next;
        next = this.find(item.key) ?? next;
        return follower;
      })
      .reverse();
  }

  /**
   * @param {Line} item
   * @param {Drawn | null} next
   */
  #begin(item, next) {
    const line = new CaptionLine(item, this.#words.time(item));
    const text = /** @type {HTMLElement} */ (line.node.lastElementChild);
    this.#put(item.key, { node: line.node, line, text }, next);
    return line;
  }

  /**
   * @param {Exclude<Item, Line>} item
   * @param {Drawn | null} next
   */
  #mark(item, next) {
    const node = make("p", item.kind === "restart" || item.kind === "record" ? "gap divider" : "gap");
    if (item.kind === "gap") node.append(headOf(item.speaker.name, item.place, this.#words.time(item)), " ");
    const text = make("span", "text");
    node.append(text);
    this.#put(item.key, { node, line: null, text }, next);
    this.#word(item, text);
  }

  /**
   * @param {Exclude<Item, Line>} item
   * @param {Drawn} known
   */
  #remark(item, known) {
    const head = known.node.firstElementChild;
    if (item.kind === "gap" && head !== null) rename(head, item.speaker.name, item.place);
    this.#word(item, known.text);
  }

  /**
   * @param {Exclude<Item, Line>} item
   * @param {HTMLElement} text
   */
  #word(item, text) {
    setText(text, this.#words.of(item));
    text.lang = this.#i18n.language;
  }

  /**
   * @param {string} key
   * @param {Drawn} drawn
   * @param {Drawn | null} next
   */
  #put(key, drawn, next) {
    this.#drawn.set(key, drawn);
    if (next !== null) return next.node.before(drawn.node);
    let chunk = this.#log.lastElementChild;
    if (chunk === null || chunk.childElementCount >= CHUNK) {
      chunk = make("div", "chunk");
      this.#log.append(chunk);
    }
    chunk.append(drawn.node);
  }

  /** @param {string} key */
  #remove(key) {
    const node = this.#drawn.get(key)?.node;
    const chunk = node?.parentElement;
    node?.remove();
    if (chunk?.childElementCount === 0) chunk.remove();
    this.#drawn.delete(key);
    this.#busy.delete(key);
  }

  /** Guesses come or go. */
  #refill() {
    for (const item of this.#items) if (item.kind === "line" && item.tails.length > 0) this.#draw(item, null);
  }

  #translate() {
    for (const item of this.#items) {
      const text = this.#drawn.get(item.key)?.text;
      if (item.kind !== "line" && text) this.#word(item, text);
    }
  }
}
