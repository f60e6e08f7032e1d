/** Correcting one line of a record, under it: the field, its versions and the way back to one. Tells of nothing unsaved twice. */

import { Refusal, change, get } from "./archive-wire.js";
import { dayOf, timeOf, whyNot } from "./record-words.js";
import { make } from "./dom.js";

/** @import {EntryTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Line} from "./replay-text.js" */

/**
 * @typedef {object} EditGround
 * @property {string} record
 * @property {(text: string) => void} say
 * @property {(line: Line) => void} changed  `line.entry` is the one that stands now
 * @property {(line: Line) => void} closed
 */

export class LineEditor {
  #form = make("form", "replay-edit");
  #field = make("textarea");
  #trouble = make("p", "field-error");
  #versions = make("ol", "versions");
  #line;
  #i18n;
  #ground;

  /**
   * @param {Line} line
   * @param {I18n} i18n
   * @param {EditGround} ground
   */
  constructor(line, i18n, ground) {
    this.#line = line;
    this.#i18n = i18n;
    this.#ground = ground;
    const label = make("label", "", i18n.text("replay.correct.label"));
    label.htmlFor = this.#field.id = `edit-${line.entry.session}-${line.entry.segment}`;
    this.#field.value = line.entry.text;
    this.#field.maxLength = 5000;
    this.#field.rows = 3;
    this.#field.lang = "fr";
    this.#trouble.setAttribute("role", "alert");
    const row = make("div", "edit-row");
    const save = make("button", "primary", i18n.text("replay.save"));
    const cancel = make("button", "secondary", i18n.text("replay.cancel"));
    cancel.type = "button";
    cancel.addEventListener("click", () => this.close());
    row.append(save, cancel);
    this.#form.append(label, this.#field, this.#trouble, row, make("h3", "", i18n.text("replay.history")), this.#versions);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#put(this.#field.value);
    });
    this.#form.addEventListener("keydown", (event) => this.#pressed(event));
    line.node.append(this.#form);
    this.#field.focus();
    void this.#readVersions();
  }

  /** The one that is corrected. */
  get line() {
    return this.#line;
  }

  close() {
    this.#form.remove();
    this.#ground.closed(this.#line);
  }

  get #path() {
    const { session, segment } = this.#line.entry;
    return ["records", this.#ground.record, "entries", session, segment];
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    else return;
    event.preventDefault();
  }

  /** @param {string} text */
  async #put(text) {
    const line = this.#line;
    this.#trouble.textContent = "";
    if (text === line.entry.text) return this.close();
    try {
      line.entry = await change("PUT", this.#path, { text }, { "if-match": `"${line.entry.revision}"` });
    } catch (error) {
      if (error instanceof Refusal && error.code === "archive.conflict") return this.#conflict();
      this.#trouble.textContent = whyNot(error, this.#i18n);
      return;
    }
    this.#form.remove();
    this.#ground.changed(line);
    this.#ground.say(this.#i18n.text(line.entry.text === "" ? "replay.removed" : "replay.saved"));
  }

  /** The text that stands is told, and one's own kept in the field: saving it again is a decision now. */
  async #conflict() {
    try {
      this.#line.entry = await get(this.#path);
      this.#trouble.textContent = this.#i18n.text("replay.conflict", { text: this.#line.entry.text });
      await this.#readVersions();
    } catch (error) {
      this.#trouble.textContent = whyNot(error, this.#i18n);
    }
  }

  async #readVersions() {
    try {
      /** @type {{items: EntryTold[]}} */
      const { items } = await get([...this.#path, "history"]);
      this.#versions.replaceChildren(...items.reverse().map((entry) => this.#version(entry)));
    } catch (error) {
      this.#versions.replaceChildren(make("li", "", whyNot(error, this.#i18n)));
    }
  }

  /** @param {EntryTold} entry */
  #version(entry) {
    const i18n = this.#i18n;
    const name = entry.author.kind === "engine" ? i18n.text("replay.history.engine") : entry.author.name;
    const item = make("li");
    const who = { name, day: dayOf(entry.at, i18n), time: timeOf(entry.at, i18n) };
    item.append(make("p", "hint", i18n.text("replay.history.one", who)));
    const text = make("p", "", entry.text === "" ? i18n.text("replay.nothing") : entry.text);
    text.dir = "auto";
    item.append(text);
    if (entry.revision !== this.#line.entry.revision) {
      const back = make("button", "secondary", i18n.text("replay.restore"));
      back.type = "button";
      text.id = `version-${entry.session}-${entry.segment}-${entry.revision}`;
      back.setAttribute("aria-describedby", text.id);
      back.addEventListener("click", () => void this.#put(entry.text));
      item.append(back);
    }
    return item;
  }
}
