/** Correcting one row of a record, under it, as one text in however many segments it came: the field, its versions and the way back to one. Tells of nothing unsaved twice. */

import { Refusal, change, get } from "./archive-wire.js";
import { dayOf, timeOf, whyNot } from "./record-words.js";
import { apart, together, versionsOf } from "./replay-mend.js";
import { make } from "./dom.js";

/** @import {EntryTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Line} from "./replay-text.js" */
/** @import {Row} from "./replay-rows.js" */
/** @import {Version} from "./replay-mend.js" */

/**
 * @typedef {object} EditGround
 * @property {string} record
 * @property {(text: string) => void} say
 * @property {(lines: readonly Line[]) => void} changed  their `entry` is the one that stands now
 * @property {(row: Row) => void} closed
 */

export class RowEditor {
  #form = make("form", "replay-edit");
  #field = make("textarea");
  #trouble = make("p", "field-error");
  #versions = make("ol", "versions");
  #saving = false;
  /** @type {Set<Line>}  that were saved, and are not shown yet */
  #saved = new Set();
  #row;
  #lines;
  #i18n;
  #ground;

  /**
   * @param {Row} row
   * @param {I18n} i18n
   * @param {EditGround} ground
   */
  constructor(row, i18n, ground) {
    this.#row = row;
    // Those that one saw: others may come into the row meanwhile.
    this.#lines = [...row.lines];
    this.#i18n = i18n;
    this.#ground = ground;
    const label = make("label", "", i18n.text("replay.correct.label"));
    label.htmlFor = this.#field.id = `edit-${row.entry.session}-${row.entry.segment}`;
    this.#field.value = together(this.#texts);
    this.#field.maxLength = 20000;
    this.#field.rows = Math.min(8, Math.max(3, Math.ceil(this.#field.value.length / 70)));
    this.#field.lang = "fr";
    this.#trouble.setAttribute("role", "alert");
    const buttons = make("div", "edit-row");
    const save = make("button", "primary", i18n.text("replay.save"));
    const cancel = make("button", "secondary", i18n.text("replay.cancel"));
    cancel.type = "button";
    cancel.addEventListener("click", () => this.close());
    buttons.append(save, cancel);
    this.#form.append(label, this.#field, this.#trouble, buttons, make("h3", "", i18n.text("replay.history")), this.#versions);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#put(apart(this.#texts, this.#field.value));
    });
    this.#form.addEventListener("keydown", (event) => this.#pressed(event));
    row.node.append(this.#form);
    this.#field.focus();
    void this.#readVersions();
  }

  /** The one that is corrected. */
  get row() {
    return this.#row;
  }

  close() {
    this.#form.remove();
    if (this.#saved.size > 0) this.#ground.changed([...this.#saved]);
    this.#ground.closed(this.#row);
  }

  get #texts() {
    return this.#lines.map((line) => line.entry.text);
  }

  /** @param {Line} line */
  #path({ entry: { session, segment } }) {
    return ["records", this.#ground.record, "entries", session, segment];
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    else return;
    event.preventDefault();
  }

  /**
   * Saves each segment that says something else now.
   * @param {readonly string[]} texts
   */
  async #put(texts) {
    if (this.#saving) return;
    this.#saving = true;
    this.#trouble.textContent = "";
    try {
      for (const [at, line] of this.#lines.entries()) {
        const text = texts[at] ?? "";
        if (text !== line.entry.text && !(await this.#putOne(line, text))) return;
      }
    } finally {
      this.#saving = false;
    }
    const [saved, left] = [this.#saved.size > 0, this.#lines.some((line) => line.entry.text !== "")];
    this.close();
    if (saved) this.#ground.say(this.#i18n.text(left ? "replay.saved" : "replay.removed"));
  }

  /**
   * @param {Line} line
   * @param {string} text
   */
  async #putOne(line, text) {
    try {
      line.entry = await change("PUT", this.#path(line), { text }, { "if-match": `"${line.entry.revision}"` });
      this.#saved.add(line);
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.code === "archive.conflict") await this.#conflict();
      else this.#trouble.textContent = whyNot(error, this.#i18n);
      return false;
    }
  }

  /** The text that stands is told, and one's own kept in the field: saving it again is a decision now. */
  async #conflict() {
    try {
      for (const line of this.#lines) {
        /** @type {EntryTold} */
        const now = await get(this.#path(line));
        if (now.revision !== line.entry.revision) this.#saved.add(line);
        line.entry = now;
      }
      this.#trouble.textContent = this.#i18n.text("replay.conflict", { text: together(this.#texts) });
      await this.#readVersions();
    } catch (error) {
      this.#trouble.textContent = whyNot(error, this.#i18n);
    }
  }

  async #readVersions() {
    try {
      const histories = await Promise.all(this.#lines.map((line) => this.#historyOf(line)));
      this.#versions.replaceChildren(...versionsOf(histories).map((version, at) => this.#version(version, at)));
    } catch (error) {
      this.#versions.replaceChildren(make("li", "", whyNot(error, this.#i18n)));
    }
  }

  /** @param {Line} line */
  async #historyOf(line) {
    if (line.entry.revision === 0) return [line.entry];
    /** @type {{items: EntryTold[]}} */
    const { items } = await get([...this.#path(line), "history"]);
    return items;
  }

  /**
   * @param {Version} version
   * @param {number} at  how many are newer
   */
  #version({ author, at: saved, texts }, at) {
    const i18n = this.#i18n;
    const name = author.kind === "engine" ? i18n.text("replay.history.engine") : author.name;
    const item = make("li");
    const who = { name, day: dayOf(saved, i18n), time: timeOf(saved, i18n) };
    item.append(make("p", "hint", i18n.text("replay.history.one", who)));
    const said = together(texts);
    const text = make("p", "", said === "" ? i18n.text("replay.nothing") : said);
    text.dir = "auto";
    item.append(text);
    if (at > 0) {
      const back = make("button", "secondary", i18n.text("replay.restore"));
      back.type = "button";
      text.id = `version-${this.#field.id}-${at}`;
      back.setAttribute("aria-describedby", text.id);
      back.addEventListener("click", () => void this.#put(texts));
      item.append(back);
    }
    return item;
  }
}
