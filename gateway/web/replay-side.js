/** What stands beside the text of a record: who speaks, notes, how far it was gone over. Each asks the API itself. */

import { byId, make } from "./dom.js";
import { change, get } from "./archive-wire.js";
import { timeOf, whyNot } from "./record-words.js";

/** @import {EntryTold, NoteTold, RecordTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */

/**
 * @typedef {object} SideGround
 * @property {RecordTold} record
 * @property {(text: string) => void} say
 * @property {(speaker: string, name: string) => void} renamed
 * @property {(record: RecordTold) => void} described
 * @property {() => number} moment  where one is in the meeting
 * @property {(moment: number) => void} go
 */

export class ReplaySide {
  #people = "";
  #notes = "";
  #i18n;
  #ground;

  /**
   * @param {I18n} i18n
   * @param {SideGround} ground
   */
  constructor(i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
    const may = ground.record.may ?? [];
    byId("status-form", HTMLFormElement).hidden = !may.includes("validate");
    byId("status", HTMLSelectElement).value = ground.record.status;
    byId("note-form", HTMLFormElement).hidden = !may.includes("note");
    this.#when("status-form", () => this.#describe());
    this.#when("note-form", () => this.#addNote());
    this.#when("title-form", () => this.#entitle());
    byId("title-form", HTMLFormElement).hidden = !may.includes("correct");
    byId("title-field", HTMLInputElement).value = ground.record.title;
  }

  /**
   * Once more only when somebody is new or called differently: one of the names may be being written.
   * @param {readonly EntryTold[]} entries
   */
  showPeople(entries) {
    const people = new Map(entries.map(({ speaker }) => [speaker.id, speaker.name]));
    const sign = `${this.#i18n.language} ${JSON.stringify([...people])}`;
    if (sign === this.#people || byId("people", HTMLUListElement).contains(document.activeElement)) return;
    this.#people = sign;
    const may = (this.#ground.record.may ?? []).includes("correct");
    byId("people-hint", HTMLElement).hidden = !may;
    byId("people", HTMLUListElement).replaceChildren(
      ...[...people].map(([id, name]) => (may ? this.#person(id, name) : make("li", "", name))),
    );
  }

  async readNotes() {
    await this.#tried(async () => {
      /** @type {{items: NoteTold[]}} */
      const { items } = await get(["records", this.#ground.record.id, "notes"]);
      const sign = `${this.#i18n.language} ${JSON.stringify(items)}`;
      if (sign === this.#notes) return;
      this.#notes = sign;
      byId("notes-none", HTMLElement).hidden = items.length > 0;
      byId("notes", HTMLUListElement).replaceChildren(...items.map((note) => this.#note(note)));
    });
  }

  /**
   * @param {string} form
   * @param {() => Promise<void>} work
   */
  #when(form, work) {
    byId(form, HTMLFormElement).onsubmit = (event) => {
      event.preventDefault();
      void this.#tried(work);
    };
  }

  /** @param {() => Promise<void>} work */
  async #tried(work) {
    try {
      await work();
    } catch (error) {
      this.#ground.say(whyNot(error, this.#i18n));
    }
  }

  async #describe() {
    const status = byId("status", HTMLSelectElement).value;
    const told = await change("PATCH", ["records", this.#ground.record.id], { status });
    this.#ground.described(/** @type {RecordTold} */ (told));
    this.#ground.say(this.#i18n.text("replay.status.saved"));
  }

  async #entitle() {
    const title = byId("title-field", HTMLInputElement).value.trim();
    const told = await change("PATCH", ["records", this.#ground.record.id], { title });
    this.#ground.described(/** @type {RecordTold} */ (told));
    this.#ground.say(this.#i18n.text("replay.retitled"));
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  #person(id, name) {
    const i18n = this.#i18n;
    const item = make("li");
    const form = make("form", "edit-row");
    const field = make("input");
    field.type = "text";
    field.value = name;
    field.maxLength = 60;
    field.required = true;
    field.dir = "auto";
    field.setAttribute("aria-label", i18n.text("replay.people.name", { name }));
    form.append(field, make("button", "secondary", i18n.text("replay.people.rename")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#tried(async () => {
        /** @type {{name: string}} */
        const told = await change("PUT", ["records", this.#ground.record.id, "speakers", id], { name: field.value });
        field.value = told.name;
        this.#ground.renamed(id, told.name);
        this.#ground.say(i18n.text("replay.people.renamed", { name: told.name }));
      });
    });
    item.append(form);
    return item;
  }

  async #addNote() {
    const field = byId("note", HTMLTextAreaElement);
    if (field.value.trim() === "") return field.focus();
    const body = { about: Math.max(0, Math.round(this.#ground.moment())), text: field.value };
    await change("POST", ["records", this.#ground.record.id, "notes"], body);
    field.value = "";
    await this.readNotes();
    this.#ground.say(this.#i18n.text("replay.notes.added"));
    field.focus();
  }

  /** @param {NoteTold} note */
  #note(note) {
    const i18n = this.#i18n;
    const time = timeOf(note.about, i18n);
    const item = make("li");
    const go = make("button", "quiet at", time);
    go.type = "button";
    go.addEventListener("click", () => this.#ground.go(note.about));
    const text = make("p", "", note.text);
    text.dir = "auto";
    const author = make("b", "", note.author.name);
    author.dir = "auto";
    item.append(go, author, text);
    if (!byId("note-form", HTMLFormElement).hidden) {
      const remove = make("button", "quiet", "×");
      remove.type = "button";
      remove.setAttribute("aria-label", i18n.text("replay.notes.remove", { time }));
      remove.addEventListener("click", () =>
        void this.#tried(async () => {
          await change("DELETE", ["records", this.#ground.record.id, "notes", note.id]);
          await this.readNotes();
          byId("notes-title", HTMLElement).focus();
          this.#ground.say(i18n.text("replay.notes.removed"));
        }),
      );
      item.append(remove);
    }
    return item;
  }
}
