/**
 * The text of the corrector's desk: the lines of the store, word by word, each word an element that can be pointed at.
 * Only segments that differ are drawn again, and the one in which somebody writes is left alone until that is over. It
 * knows no keys and no sockets.
 *
 * How sure the recogniser was is shown here and nowhere else: readers do not want to know, correctors look there first.
 */

import { DOUBTFUL, tokens } from "./edits.js";
import { make, setMark, setText, speakerMark } from "./dom.js";

/** @import {Amend} from "./correction-wire.js" */
/** @import {Captions, Item, Line, Segment} from "./store.js" */
/** @import {I18n, Key} from "./i18n.js" */

/** @typedef {{node: HTMLElement, segment: Segment, edits: string}} DrawnSegment */
/**
 * @typedef {object} Drawn
 * @property {HTMLElement} node
 * @property {Item} item
 * @property {string} edits  under way in it when it was drawn
 * @property {HTMLButtonElement | null} name
 * @property {HTMLElement} text
 * @property {HTMLElement | null} tail
 * @property {Map<number, DrawnSegment>} segments
 */

export class DeskText {
  /** @type {Map<string, Drawn>} */
  #drawn = new Map();
  /** The segments in which somebody writes. @type {ReadonlySet<number>} */
  #held = new Set();
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
  }

  /**
   * Leaves these segments as they are until told otherwise.
   * @param {Iterable<number>} segments
   */
  hold(segments) {
    const before = this.#held;
    this.#held = new Set(segments);
    for (const drawn of this.#drawn.values()) {
      // What came meanwhile is to be drawn next time.
      if ([...before].some((id) => drawn.segments.has(id))) drawn.edits = "stale";
    }
  }

  /**
   * The line of the present session in which a segment stands.
   * @param {number} segment
   * @returns {HTMLElement | null}
   */
  lineOf(segment) {
    const node = this.#log.querySelector(`.desk-line:not(.past) .desk-segment[data-segment="${segment}"]`);
    return node?.closest(".desk-line") ?? null;
  }

  /**
   * @param {Captions} captions
   * @param {readonly Amend[]} edits  under way
   */
  render(captions, edits) {
    const kept = new Set(captions.items.map((item) => item.key));
    for (const [key, { node, segments }] of this.#drawn) {
      if (kept.has(key)) continue;
      // What somebody writes in stays, even when the line is withdrawn under their hands.
      delete node.dataset["item"];
      if ([...segments.keys()].some((id) => this.#held.has(id))) continue;
      node.remove();
      this.#drawn.delete(key);
    }
    /** @type {ChildNode | null} */
    let place = this.#log.firstChild;
    for (const item of captions.items) {
      const { node } = this.#draw(item, captions, edits);
      while (place !== null && !this.#isItem(place)) place = place.nextSibling;
      if (node === place) place = place.nextSibling;
      else this.#log.insertBefore(node, place);
    }
  }

  /** Forms stand between lines. @param {ChildNode} node */
  #isItem(node) {
    return node instanceof HTMLElement && node.hasAttribute("data-item");
  }

  /**
   * @param {Item} item
   * @param {Captions} captions
   * @param {readonly Amend[]} edits
   */
  #draw(item, captions, edits) {
    const known = this.#drawn.get(item.key);
    // It comes with every frame, for every line.
    if (edits.length === 0 && known !== undefined && known.item === item && known.edits === "") return known;
    const own = item.kind === "line" ? edits.filter((edit) => item.segments.some(({ segment }) => segment === edit.segment)) : [];
    const ids = own.map((edit) => `${edit.id} ${edit.text}`).join("\n");
    if (known !== undefined && known.item === item && known.edits === ids) return known;
    const drawn = known ?? this.#begin(item);
    drawn.item = item;
    drawn.edits = ids;
    if (item.kind === "line") this.#fill(drawn, item, captions, own);
    else setText(drawn.text, this.#words(item));
    return drawn;
  }

  /** @param {Item} item */
  #begin(item) {
    const node = make("p", item.kind === "line" ? "desk-line" : "gap");
    node.dataset["item"] = item.kind;
    const text = make("span", "text");
    text.dir = "auto";
    /** @type {Drawn} */
    const drawn = { node, item, edits: "", name: null, text, tail: null, segments: new Map() };
    if (item.kind === "line") {
      node.lang = "fr";
      node.dataset["line"] = String(item.line);
      const head = make("span", "head");
      const name = (drawn.name = make("button", "desk-name"));
      name.type = "button";
      name.tabIndex = -1;
      name.append(speakerMark(-1), make("span", "name"));
      const at = this.#wallClock(item.start_ms);
      const time = make("time", "", at.toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit", second: "2-digit" }));
      time.dateTime = at.toISOString();
      head.append(name, " ", time);
      drawn.tail = make("span", "tail");
      drawn.tail.setAttribute("aria-hidden", "true");
      text.append(drawn.tail);
      node.append(head, " ");
    }
    node.append(text);
    this.#drawn.set(item.key, drawn);
    return drawn;
  }

  /**
   * @param {Drawn} drawn
   * @param {Line} line
   * @param {Captions} captions
   * @param {readonly Amend[]} edits
   */
  #fill(drawn, line, captions, edits) {
    const { node, name, tail, segments } = drawn;
    if (name === null || tail === null) return;
    node.classList.toggle("past", line.session !== captions.session);
    const [mark, said] = name.children;
    if (mark instanceof HTMLElement && said instanceof HTMLElement) {
      said.dataset["colour"] = setMark(mark, line.place);
      setText(said, line.speaker.name);
      name.title = this.#i18n.text("desk.speaker.of", { name: line.speaker.name });
    }
    const kept = new Set(line.segments.map(({ segment }) => segment));
    for (const [id, { node: gone }] of segments) {
      if (kept.has(id) || this.#held.has(id)) continue;
      gone.nextSibling?.remove();
      gone.remove();
      segments.delete(id);
    }
    for (const segment of line.segments) {
      const own = edits.filter((edit) => edit.segment === segment.segment && edit.base === segment.revision);
      this.#drawSegment(drawn, segment, own, node.classList.contains("past"));
    }
    setText(tail, line.tails.map((part) => part.text).join(" "));
  }

  /**
   * @param {Drawn} drawn
   * @param {Segment} segment
   * @param {readonly Amend[]} edits
   * @param {boolean} past
   */
  #drawSegment({ tail, segments }, segment, edits, past) {
    const id = segment.segment;
    const ids = edits.map((edit) => `${edit.id} ${edit.text}`).join("\n");
    let known = segments.get(id);
    if (known === undefined) {
      known = { node: make("span", "desk-segment"), segment, edits: "new" };
      segments.set(id, known);
      const after = [...segments.values()].filter((one) => later(one.segment, segment)).sort((a, b) => (later(a.segment, b.segment) ? 1 : -1))[0];
      const next = after === undefined ? tail : after.node;
      next?.before(known.node, " ");
    }
    if (this.#held.has(id) || (known.segment === segment && known.edits === ids)) return;
    known.segment = segment;
    known.edits = ids;
    known.node.dataset["segment"] = String(id);
    const person = segment.author?.kind === "person" ? segment.author : null;
    known.node.classList.toggle("amended", person !== null);
    if (person !== null) known.node.title = this.#i18n.text("desk.by", { name: person.name });
    if (past) known.node.replaceChildren(segment.text);
    else known.node.replaceChildren(...this.#tokens(segment, edits));
  }

  /**
   * @param {Segment} segment
   * @param {readonly Amend[]} edits
   * @returns {(Node | string)[]}
   */
  #tokens(segment, edits) {
    return tokens(segment.words, edits).flatMap((token, i) => {
      const { text, first, last, p, pending } = token;
      const word = make("span", "word", text === "" ? "⌫" : text);
      word.tabIndex = -1;
      Object.assign(word.dataset, { first, last });
      if (pending !== null) word.dataset["pending"] = pending;
      else if (p < DOUBTFUL && segment.author?.kind !== "person" && segment.origin === "speech") word.classList.add("doubtful");
      return i === 0 ? [word] : [" ", word];
    });
  }

  /** @param {Exclude<Item, Line>} item */
  #words(item) {
    if (item.kind === "missing") return this.#i18n.text("captions.missing");
    if (item.kind === "restart") return this.#i18n.text("desk.restart");
    if (item.kind === "record") return this.#i18n.text(item.on ? "record.on" : "record.off");
    const seconds = Math.max(1, Math.round((item.end_ms - item.start_ms) / 1000));
    const cause = /** @type {Key} */ (`cause.${item.cause}`);
    return `${item.speaker.name} ${this.#i18n.text("captions.gap", { cause: this.#i18n.text(cause), seconds })}`;
  }
}

/**
 * @param {Segment} a
 * @param {Segment} b
 */
function later(a, b) {
  return a.start_ms > b.start_ms || (a.start_ms === b.start_ms && a.segment > b.segment);
}
