/** The rows of a record's text: what one person said in one go, in however many segments it came. Knows no looks. */

import { lastBefore } from "./replay-time.js";
import { make } from "./dom.js";
import { until } from "./replay-merge.js";

/** @import {EntryTold} from "./archive-wire.js" */
/** @import {orderOf} from "./replay-merge.js" */
/** @import {Line} from "./replay-text.js" */

/** Who goes on within so many milliseconds has not stopped speaking: the name is not said again. */
const PAUSE_MS = 1000;

export class Row {
  /** @type {Line[]}  in order, at least one while the row is shown */
  lines = [];
  node = make("li", "replay-line");
  head = make("div", "replay-head");
  words = make("p", "replay-words");

  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.node.dataset["name"] = name;
    this.words.lang = "fr";
    this.words.dir = "auto";
    this.node.append(this.head, this.words);
  }

  get first() {
    return /** @type {Line} */ (this.lines[0]);
  }

  get entry() {
    return this.first.entry;
  }

  get start() {
    return this.first.start;
  }
}

/** @param {Pick<EntryTold, "session" | "line" | "speaker">} entry */
export function rowNameOf({ session, line, speaker }) {
  return `${session}/${line}/${speaker.id}`;
}

export class Rows {
  /** @type {Row[]}  in order of their first words: two who speak at once have a row each */
  all = [];
  /** @type {Map<string, Row>} */
  #known = new Map();
  /** @type {Map<string, number>} */
  #places = new Map();
  #list;

  /** @param {HTMLOListElement} list */
  constructor(list) {
    this.#list = list;
  }

  /**
   * @param {Line} line
   * @param {ReturnType<typeof orderOf>} order
   */
  put(line, order) {
    const name = rowNameOf(line.entry);
    const row = this.#known.get(name) ?? new Row(name);
    const place = until(row.lines, line.entry, order);
    row.words.insertBefore(line.node, row.lines[place]?.node ?? null);
    row.lines.splice(place, 0, line);
    line.row = row;
    this.#known.set(name, row);
    if (place === 0) this.#place(row, order);
    return row;
  }

  /**
   * @param {Line} line
   * @param {ReturnType<typeof orderOf>} order
   */
  remove(line, order) {
    const { row } = line;
    const place = row.lines.indexOf(line);
    row.lines.splice(place, 1);
    line.node.remove();
    if (row.lines.length > 0) {
      if (place === 0) this.#place(row, order);
      return;
    }
    this.#known.delete(row.name);
    this.all.splice(this.all.indexOf(row), 1);
    row.node.remove();
  }

  /** @param {Node | null} node */
  of(node) {
    const item = (node instanceof Element ? node : node?.parentElement)?.closest(".replay-line") ?? null;
    return item === null ? undefined : this.#known.get(/** @type {HTMLElement} */ (item).dataset["name"] ?? "");
  }

  /**
   * @param {Row} row
   * @param {number} way  how many rows further
   */
  beside(row, way) {
    return this.all[this.all.indexOf(row) + way];
  }

  /**
   * The last row that had begun.
   * @param {number} moment
   */
  at(moment) {
    return this.all[lastBefore(this.all.map(({ start }) => start), moment)];
  }

  /**
   * Of a speaker, in order of first speech.
   * @param {string} id
   */
  placeOf(id) {
    const known = this.#places.get(id) ?? this.#places.size;
    this.#places.set(id, known);
    return known;
  }

  /** The first row whose beginning is in the window. */
  inView() {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {Row} */ (this.all[middle]).node.getBoundingClientRect().top < 0) low = middle + 1;
      else high = middle;
    }
    return this.all[low] ?? this.all.at(-1);
  }

  /** The name stands over what is said first, not over each thing that the same person says next. */
  turns() {
    this.all.forEach((row, at) => {
      const before = this.all[at - 1];
      const last = before?.lines.at(-1);
      const same = before?.entry.speaker.id === row.entry.speaker.id && last?.entry.session === row.entry.session;
      const goes = same && row.entry.start_ms - (last?.entry.end_ms ?? 0) < PAUSE_MS;
      if (row.node.classList.contains("goes-on") !== goes) row.node.classList.toggle("goes-on", goes);
    });
  }

  /**
   * @param {Row} row
   * @param {ReturnType<typeof orderOf>} order
   */
  #place(row, order) {
    const before = this.all.indexOf(row);
    if (before >= 0) this.all.splice(before, 1);
    const place = until(this.all, row.entry, order);
    this.all.splice(place, 0, row);
    // Where it is already it stays: it may have the focus.
    if (place !== before) this.#list.insertBefore(row.node, this.all[place + 1]?.node ?? null);
  }
}
