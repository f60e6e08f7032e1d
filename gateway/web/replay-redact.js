/** Hiding a passage: which words, why, and what that does, before anything is done. */

import { byId, make, setText } from "./dom.js";
import { change, onceOnly } from "./archive-wire.js";
import { openOver } from "./replay-over.js";
import { spanOf, within, wordsOf } from "./replay-span.js";
import { spanText, timeOf, whyNot } from "./record-words.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Heard} from "./replay-span.js" */
/** @import {Line, ReplayText} from "./replay-text.js" */
/** @import {Row} from "./replay-rows.js" */

/**
 * @typedef {object} RedactGround
 * @property {string} record
 * @property {ReplayText} text
 * @property {() => boolean} sound
 * @property {() => Promise<void>} done
 */

/** Segments before and after whose words may be said at the same time. */
const AROUND = 20;

export class RedactDialog {
  #dialog = byId("redact", HTMLDialogElement);
  #first = byId("redact-first", HTMLSelectElement);
  #last = byId("redact-last", HTMLSelectElement);
  #reason = byId("redact-reason", HTMLSelectElement);
  #remark = byId("redact-remark", HTMLTextAreaElement);
  #trouble = byId("redact-trouble", HTMLElement);
  #yes = byId("redact-yes", HTMLButtonElement);
  /** @type {Heard[]} */
  #offered = [];
  /** @type {Heard[]} */
  #near = [];
  #key = onceOnly();
  #i18n;
  #ground;

  /**
   * @param {I18n} i18n
   * @param {RedactGround} ground
   */
  constructor(i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
    this.#first.onchange = this.#last.onchange = () => this.#chosen();
    this.#reason.onchange = () => this.#reasoned();
    byId("redact-no", HTMLButtonElement).onclick = () => this.#dialog.close();
    byId("redact-form", HTMLFormElement).onsubmit = (event) => {
      event.preventDefault();
      void this.#hide();
    };
  }

  /** The lines that are being looked at. */
  get lines() {
    return this.#dialog.open ? new Set(this.#near.map(({ line }) => line)) : new Set();
  }

  /**
   * @param {readonly Line[]} lines  whose words are offered
   * @param {{line: Line, place: number} | null} [from]  the first that is chosen, else all are
   * @param {{line: Line, place: number} | null} [to]
   */
  open(lines, from = null, to = null) {
    const { text } = this.#ground;
    this.#offered = wordsOf(lines);
    const [one, other] = [lines[0], lines.at(-1)];
    if (this.#offered.length === 0 || one === undefined || other === undefined) return;
    const begin = Math.max(0, text.lines.indexOf(one) - AROUND);
    this.#near = wordsOf(text.lines.slice(begin, text.lines.indexOf(other) + AROUND + 1));
    for (const field of [this.#first, this.#last]) {
      field.replaceChildren(
        ...this.#offered.map(({ word, start }, at) => new Option(`${word.text} (${timeOf(start, this.#i18n)})`, String(at))),
      );
    }
    this.#first.value = String(this.#placeOf(from, 0));
    this.#last.value = String(this.#placeOf(to, this.#offered.length - 1));
    this.#reason.value = "";
    this.#remark.value = "";
    this.#trouble.textContent = "";
    this.#key = onceOnly();
    this.#chosen();
    this.#reasoned();
    void openOver(this.#dialog).then(() => this.#reason.focus());
  }

  /**
   * @param {{line: Line, place: number} | null} word
   * @param {number} otherwise
   */
  #placeOf(word, otherwise) {
    const found = word === null ? -1 : this.#offered.findIndex(({ line, place }) => line === word.line && place === word.place);
    return found < 0 ? otherwise : found;
  }

  get #span() {
    const [first, last] = [Number(this.#first.value), Number(this.#last.value)];
    return spanOf(this.#offered.slice(Math.min(first, last), Math.max(first, last) + 1));
  }

  /** What goes is shown as it is now, with whoever said it: a span of time is everybody's. */
  #chosen() {
    const span = this.#span;
    setText(byId("redact-when", HTMLElement), spanText("replay.redact.when", span, this.#i18n));
    /** @type {Map<Row, string[]>} */
    const said = new Map();
    for (const { line, word } of within(this.#near, span)) said.set(line.row, [...(said.get(line.row) ?? []), word.text]);
    byId("redact-goes", HTMLElement).replaceChildren(
      ...[...said].map(([row, words]) => {
        const item = make("li");
        const name = make("b", "", row.entry.speaker.name);
        name.dir = "auto";
        item.append(name, `\u202f: ${words.join(" ")}`);
        return item;
      }),
    );
    const sound = this.#i18n.text(this.#ground.sound() ? "replay.redact.what.sound" : "replay.redact.what");
    setText(byId("redact-what", HTMLElement), sound);
  }

  #reasoned() {
    const other = this.#reason.value === "other";
    this.#remark.required = other;
    setText(byId("redact-remark-label", HTMLElement), this.#i18n.text(other ? "replay.redact.remark.needed" : "replay.redact.remark"));
  }

  async #hide() {
    const missing = this.#reason.value === "" ? this.#reason : this.#remark.required && this.#remark.value.trim() === "" ? this.#remark : null;
    if (missing !== null) {
      setText(this.#trouble, this.#i18n.text(missing === this.#reason ? "replay.redact.reason.none" : "replay.redact.remark.none"));
      return missing.focus();
    }
    const remark = this.#remark.value.trim();
    const body = { ...this.#span, reason: this.#reason.value, ...(remark === "" ? {} : { remark }) };
    this.#yes.disabled = true;
    this.#trouble.textContent = "";
    try {
      await change("POST", ["records", this.#ground.record, "redactions"], body, this.#key);
    } catch (error) {
      this.#trouble.textContent = whyNot(error, this.#i18n);
      return;
    } finally {
      this.#yes.disabled = false;
    }
    this.#dialog.close();
    getSelection()?.removeAllRanges();
    await this.#ground.done();
  }
}
