/** What else can be done with a row, in a bar under its head that a button opens: one bar at a time, closed by Escape. */

import { make } from "./dom.js";
import { timeOf } from "./record-words.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Row} from "./replay-rows.js" */

/** @typedef {{name: Key, shown: (row: Row) => boolean, work: (row: Row) => void}} Act */

export class LineActs {
  /** @type {{row: Row, button: HTMLElement, bar: HTMLElement} | null} */
  #open = null;
  #acts;
  #i18n;
  #closed;

  /**
   * @param {readonly Act[]} acts
   * @param {I18n} i18n
   * @param {() => void} closed
   */
  constructor(acts, i18n, closed) {
    this.#acts = acts;
    this.#i18n = i18n;
    this.#closed = closed;
  }

  get row() {
    return this.#open?.row ?? null;
  }

  /**
   * @param {Row} row
   * @param {HTMLElement} button
   */
  toggle(row, button) {
    const mine = this.#open?.button === button;
    this.close();
    if (mine) return;
    const bar = make("div", "replay-acts");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", this.#i18n.text("replay.more.of", { time: timeOf(row.start, this.#i18n) }));
    for (const { name, shown, work } of this.#acts) {
      if (!shown(row)) continue;
      const act = make("button", "secondary", this.#i18n.text(name));
      act.type = "button";
      act.addEventListener("click", () => {
        this.close(true);
        work(row);
      });
      bar.append(act);
    }
    bar.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close(true);
    });
    row.head.after(bar);
    button.setAttribute("aria-expanded", "true");
    this.#open = { row, button, bar };
    bar.querySelector("button")?.focus();
  }

  /** @param {boolean} [back]  the focus goes to the button */
  close(back = false) {
    if (this.#open === null) return;
    const { button, bar } = this.#open;
    this.#open = null;
    bar.remove();
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
    this.#closed();
  }
}
