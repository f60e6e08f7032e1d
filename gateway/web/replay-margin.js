/** What stands between the lines of a record: each in its place, wherever lines come and go. Knows no line's content. */

import { lastBefore } from "./replay-time.js";

/** @typedef {{moment: number, sign: string, node: HTMLLIElement}} Item */

export class Margin {
  /** @type {Map<string, Item>} */
  #items = new Map();
  #list;

  /** @param {HTMLOListElement} list */
  constructor(list) {
    this.#list = list;
  }

  /**
   * Those of one kind, and no others of it. What is the same as before is left alone.
   * @param {string} kind
   * @param {readonly {name: string, moment: number, sign: string, make: () => HTMLLIElement}[]} items
   */
  put(kind, items) {
    const kept = new Set(items.map(({ name }) => `${kind}:${name}`));
    for (const [name, { node }] of this.#items) {
      if (!name.startsWith(`${kind}:`) || kept.has(name)) continue;
      node.remove();
      this.#items.delete(name);
    }
    for (const { name, moment, sign, make } of items) {
      const before = this.#items.get(`${kind}:${name}`);
      if (before?.sign === sign) continue;
      const node = make();
      before?.node.replaceWith(node);
      this.#items.set(`${kind}:${name}`, { moment, sign, node });
    }
  }

  /**
   * Puts each before the first line that begins after it. What is there already is not touched: it may have the focus.
   * @param {readonly {node: HTMLElement}[]} lines
   * @param {readonly number[]} starts  of the lines
   */
  settle(lines, starts) {
    const ordered = [...this.#items.values()].sort((one, other) => one.moment - other.moment);
    for (const { moment, node } of ordered) {
      const next = lines[lastBefore(starts, moment) + 1]?.node ?? null;
      let after = node.isConnected ? node.nextElementSibling : undefined;
      while (after instanceof Element && !after.classList.contains("replay-line")) after = after.nextElementSibling;
      if (after !== next) this.#list.insertBefore(node, next);
    }
  }
}
