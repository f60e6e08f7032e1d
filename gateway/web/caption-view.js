/**
 * The log of captions in the page. Given a state of the store, it touches only what differs from the state before:
 * a line is one paragraph, a final is one node appended to it and never changed again, a guess lives in a quiet span at
 * the end of its line. Lines stand in chunks: a chunk out of sight costs nothing (`content-visibility` in the style
 * sheet), so a new line after three hours costs what the first one did.
 *
 * Guesses are hidden from assistive technology, which gets finished text only: braille cannot unsay a word. It does not
 * scroll (`live-edge.js`) and announces nothing (`announcer.js`).
 */

import { make, setText, speakerMark } from "./dom.js";

/** @import {Captions} from "./store.js" */
/** @import {GapMark, Item, Line} from "./lines.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Cause} from "./wire.js" */

/** @typedef {{node: HTMLElement, text: HTMLElement | null, tail: HTMLElement | null, finals: number}} Drawn */

const CHUNK = 30;

/** @type {Record<Cause, import("./i18n.js").Key>} */
const CAUSES = {
  overload: "cause.overload",
  engine: "cause.engine",
  media: "cause.media",
  network: "cause.network",
  shutdown: "cause.shutdown",
};

export class CaptionView {
  /** @type {string | null} */
  #session = null;
  /** @type {readonly Item[]} */
  #items = [];
  /** @type {Map<string, Drawn>} */
  #drawn = new Map();
  #log;
  #i18n;
  #wallClock;

  /**
   * @param {HTMLElement} log
   * @param {I18n} i18n
   * @param {(ms: number) => Date} wallClock  from the session's clock
   */
  constructor(log, i18n, wallClock) {
    this.#log = log;
    this.#i18n = i18n;
    this.#wallClock = wallClock;
    i18n.follow(() => this.#translate());
  }

  /** @param {Captions} captions */
  render(captions) {
    // Another session counts its lines from the beginning again.
    if (captions.session !== this.#session) this.#clear();
    this.#session = captions.session;
    const before = this.#items;
    const after = captions.items;
    let same = 0;
    while (same < before.length && same < after.length && before[same] === after[same]) same += 1;
    const kept = new Set(after.slice(same).map((item) => item.key));
    for (const item of before.slice(same)) if (!kept.has(item.key)) this.#remove(item.key);
    for (const item of after.slice(same)) this.#draw(item, captions);
    this.#items = after;
  }

  /**
   * @param {Item} item
   * @param {Captions} captions
   */
  #draw(item, captions) {
    const known = this.#drawn.get(item.key);
    // An item keeps its place for as long as it exists, so whatever is new comes last.
    if (item.kind === "line") this.#fill(known ?? this.#begin(item, captions), item);
    else if (known === undefined) this.#mark(item, captions);
    else if (known.text !== null) this.#word(item, known.text);
  }

  /**
   * @param {Line} line
   * @param {Captions} captions
   * @returns {Drawn}
   */
  #begin(line, captions) {
    const node = make("p", "line");
    node.lang = "fr";
    const head = make("span", "head");
    const name = make("span", "name", line.speaker.name);
    name.dir = "auto";
    const place = captions.speakers.indexOf(line.speaker.id);
    name.dataset["colour"] = speakerMark(place).dataset["colour"];
    head.append(speakerMark(place), name, " ", this.#time(line.start_ms));
    const text = make("span", "text");
    text.dir = "auto";
    const tail = make("span", "tail");
    tail.setAttribute("aria-hidden", "true");
    text.append(tail);
    node.append(head, " ", text);
    return this.#append(line.key, { node, text, tail, finals: 0 });
  }

  /**
   * @param {Drawn} drawn
   * @param {Line} line
   */
  #fill(drawn, line) {
    const { node, tail } = drawn;
    if (tail === null) return;
    for (const segment of line.segments.slice(drawn.finals)) {
      const final = make("span", "final", segment.text);
      if (drawn.finals > 0) tail.before(" ");
      tail.before(final);
      drawn.finals += 1;
    }
    const guess = line.tails.map((part) => part.text).join(" ");
    setText(tail, guess !== "" && drawn.finals > 0 ? ` ${guess}` : guess);
    const unfinished = drawn.finals === 0;
    if (unfinished === node.hasAttribute("aria-hidden")) return;
    if (unfinished) node.setAttribute("aria-hidden", "true");
    else node.removeAttribute("aria-hidden");
  }

  /**
   * @param {Exclude<Item, Line>} item
   * @param {Captions} captions
   */
  #mark(item, captions) {
    const node = make("p", "gap");
    if (item.kind === "gap") {
      const head = make("span", "head");
      const name = make("span", "name", item.speaker.name);
      name.dir = "auto";
      const place = captions.speakers.indexOf(item.speaker.id);
      name.dataset["colour"] = speakerMark(place).dataset["colour"];
      head.append(speakerMark(place), name, " ", this.#time(item.start_ms));
      node.append(head, " ");
    }
    const text = make("span", "text");
    node.append(text);
    this.#append(item.key, { node, text, tail: null, finals: 0 });
    this.#word(item, text);
  }

  /**
   * @param {Exclude<Item, Line>} item
   * @param {HTMLElement} text
   */
  #word(item, text) {
    setText(text, item.kind === "gap" ? this.#gapText(item) : this.#i18n.text("captions.missing"));
    text.lang = this.#i18n.language;
  }

  /** @param {GapMark} gap */
  #gapText(gap) {
    const seconds = Math.max(1, Math.round((gap.end_ms - gap.start_ms) / 1000));
    const key = CAUSES[gap.cause];
    return this.#i18n.text("captions.gap", { cause: key ? this.#i18n.text(key) : gap.cause, seconds });
  }

  /** @param {number} ms */
  #time(ms) {
    const at = this.#wallClock(ms);
    const time = make("time", "", at.toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" }));
    time.dateTime = at.toISOString();
    return time;
  }

  /**
   * @param {string} key
   * @param {Drawn} drawn
   */
  #append(key, drawn) {
    this.#drawn.set(key, drawn);
    let chunk = this.#log.lastElementChild;
    if (chunk === null || chunk.childElementCount >= CHUNK) {
      chunk = make("div", "chunk");
      this.#log.append(chunk);
    }
    chunk.append(drawn.node);
    return drawn;
  }

  /** @param {string} key */
  #remove(key) {
    this.#drawn.get(key)?.node.remove();
    this.#drawn.delete(key);
  }

  #clear() {
    this.#log.replaceChildren();
    this.#drawn.clear();
    this.#items = [];
  }

  #translate() {
    for (const item of this.#items) {
      const text = this.#drawn.get(item.key)?.text;
      if (item.kind !== "line" && text) this.#word(item, text);
    }
  }
}
