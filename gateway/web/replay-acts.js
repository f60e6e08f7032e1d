/** What else can be done with a line, in a row under it that a button opens: one row at a time, closed by Escape. */

import { make } from "./dom.js";
import { timeOf } from "./record-words.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Line} from "./replay-text.js" */

/** @typedef {{name: Key, shown: (line: Line) => boolean, work: (line: Line) => void}} Act */

export class LineActs {
  /** @type {{line: Line, button: HTMLElement, row: HTMLElement} | null} */
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

  get line() {
    return this.#open?.line ?? null;
  }

  /**
   * @param {Line} line
   * @param {HTMLElement} button
   */
  toggle(line, button) {
    const mine = this.#open?.button === button;
    this.close();
    if (mine) return;
    const row = make("div", "replay-acts");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", this.#i18n.text("replay.more.of", { time: timeOf(line.start, this.#i18n) }));
    for (const { name, shown, work } of this.#acts) {
      if (!shown(line)) continue;
      const act = make("button", "secondary", this.#i18n.text(name));
      act.type = "button";
      act.addEventListener("click", () => {
        this.close(true);
        work(line);
      });
      row.append(act);
    }
    row.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close(true);
    });
    line.node.querySelector(".replay-head")?.after(row);
    button.setAttribute("aria-expanded", "true");
    this.#open = { line, button, row };
    row.querySelector("button")?.focus();
  }

  /** @param {boolean} [back]  the focus goes to the button */
  close(back = false) {
    if (this.#open === null) return;
    const { button, row } = this.#open;
    this.#open = null;
    row.remove();
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
    this.#closed();
  }
}
