/** The agenda of a record: its items as headings between the lines and as a way to them, and the making of them. */

import { ChapterForm } from "./replay-chapter.js";
import { byId, make } from "./dom.js";
import { change, get, onceOnly } from "./archive-wire.js";
import { timeOf, whyNot } from "./record-words.js";

/** @import {ChapterTold} from "./archive-wire.js" */
/** @import {Confirmation} from "./confirmation.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {ReplayText} from "./replay-text.js" */

/**
 * @typedef {object} AgendaGround
 * @property {string} record
 * @property {boolean} may
 * @property {ReplayText} text
 * @property {Confirmation} confirmation
 * @property {(text: string) => void} say
 * @property {() => number} here  the moment that is heard or read
 * @property {(moment: number) => void} go
 */
/** @typedef {{id: number | null, title: string, start: number}} Draft  `id`: null of one that is new */

export class Agenda {
  /** @type {ChapterTold[]} */
  #chapters = [];
  /** @type {Draft | null} */
  #draft = null;
  /** @type {ChapterForm | null} */
  #form = null;
  #key = onceOnly();
  #list = byId("agenda-list", HTMLOListElement);
  #i18n;
  #ground;

  /**
   * @param {I18n} i18n
   * @param {AgendaGround} ground
   */
  constructor(i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
    const add = byId("agenda-add", HTMLButtonElement);
    add.hidden = !ground.may;
    add.onclick = () => this.addHere();
  }

  async read() {
    /** @type {{items: ChapterTold[]}} */
    const { items } = await get(["records", this.#ground.record, "chapters"]);
    this.#chapters = items;
    this.draw();
  }

  draw() {
    const shown = this.#chapters.filter(({ id }) => id !== this.#draft?.id);
    const places = [...shown.map((chapter) => this.#heading(chapter)), ...this.#drafted()];
    this.#ground.text.setChapters(places);
    const named = (/** @type {ChapterTold} */ { id, title, start }) => `${id} ${title} ${start} ${this.#i18n.language}`;
    const sign = this.#chapters.map(named).join("\n");
    if (this.#list.dataset["sign"] !== sign) {
      const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest("#agenda-list li"))?.dataset["id"];
      this.#list.dataset["sign"] = sign;
      this.#list.replaceChildren(...this.#chapters.map((chapter) => this.#entry(chapter)));
      if (focused !== undefined) this.#focusEntry(Number(focused));
    }
    byId("agenda", HTMLElement).hidden = this.#chapters.length === 0 && !this.#ground.may;
    byId("agenda-none", HTMLElement).hidden = this.#chapters.length > 0;
  }

  addHere() {
    if (this.#ground.may) this.add(this.#lineStart(this.#ground.here()));
  }

  /** @param {number} start */
  add(start) {
    this.#key = onceOnly();
    this.#edit({ id: null, title: "", start });
  }

  /** @param {Draft} draft */
  #edit(draft) {
    this.#close();
    this.#draft = draft;
    this.draw();
    this.#form?.node.scrollIntoView({ block: "center" });
    this.#form?.focus();
  }

  #close() {
    this.#draft = null;
    this.#form = null;
    this.draw();
  }

  /** @param {ChapterTold} chapter */
  #entry({ id, title, start }) {
    const item = make("li");
    item.dataset["id"] = String(id);
    const go = make("button", "quiet agenda-go");
    go.type = "button";
    const name = make("span", "", title);
    name.dir = "auto";
    go.append(make("span", "at", timeOf(start, this.#i18n)), " ", name);
    go.addEventListener("click", () => {
      this.#ground.go(start);
      const heading = document.getElementById(`chapter-${id}`);
      heading?.scrollIntoView({ block: "start" });
      heading?.focus({ preventScroll: true });
    });
    item.append(go);
    return item;
  }

  /** @param {ChapterTold} chapter */
  #heading({ id, title, start }) {
    const i18n = this.#i18n;
    const node = () => {
      const item = make("li", "replay-chapter");
      const heading = make("h3", "", title);
      heading.id = `chapter-${id}`;
      heading.tabIndex = -1;
      heading.dir = "auto";
      item.append(heading);
      if (this.#ground.may) {
        const edit = make("button", "quiet", i18n.text("replay.chapter.edit"));
        edit.type = "button";
        edit.setAttribute("aria-label", i18n.text("replay.chapter.edit.of", { title }));
        edit.addEventListener("click", () => this.#edit({ id, title, start }));
        item.append(edit);
      }
      return item;
    };
    return { name: String(id), moment: start, sign: `${title} ${start} ${i18n.language}`, make: node };
  }

  #drafted() {
    const draft = this.#draft;
    if (draft === null) return [];
    this.#form ??= new ChapterForm(draft, this.#i18n, {
      beside: (start, way) => this.#beside(start, way),
      here: () => this.#lineStart(this.#ground.here()),
      moved: (start) => {
        draft.start = start;
        this.draw();
      },
      save: ({ title, start }) => this.#save({ ...draft, title, start }),
      cancel: () => {
        this.#close();
        this.#focus(draft.id);
      },
      remove: draft.id === null ? null : () => void this.#remove(draft),
    });
    const { node } = this.#form;
    const place = () => {
      const item = make("li", "replay-chapter");
      item.append(node);
      return item;
    };
    return [{ name: "draft", moment: draft.start, sign: String(draft.start), make: place }];
  }

  /** @param {Draft} draft */
  async #save({ id, title, start }) {
    try {
      const path = ["records", this.#ground.record, "chapters"];
      const body = { start, title };
      /** @type {ChapterTold} */
      const told =
        id === null ? await change("POST", path, body, this.#key) : await change("PUT", [...path, id], body);
      this.#keep(told);
      this.#close();
      this.#focus(told.id);
      this.#ground.say(this.#i18n.text("replay.chapter.saved"));
      return null;
    } catch (error) {
      return whyNot(error, this.#i18n);
    }
  }

  /** @param {Draft} draft */
  async #remove({ id, title }) {
    const i18n = this.#i18n;
    const question = i18n.text("replay.chapter.remove.ask", { title });
    const consequence = i18n.text("replay.chapter.remove.what");
    const sure = await this.#ground.confirmation.ask({ question, consequence, yes: i18n.text("replay.chapter.remove") });
    if (!sure || id === null) return;
    try {
      await change("DELETE", ["records", this.#ground.record, "chapters", id]);
    } catch (error) {
      return this.#ground.say(whyNot(error, i18n));
    }
    this.#chapters = this.#chapters.filter((chapter) => chapter.id !== id);
    this.#close();
    this.#focus(null);
    this.#ground.say(i18n.text("replay.chapter.removed"));
  }

  /** @param {ChapterTold} told */
  #keep(told) {
    const others = this.#chapters.filter(({ id }) => id !== told.id);
    this.#chapters = [...others, told].sort((one, other) => one.start - other.start || one.id - other.id);
  }

  /** @param {number | null} id */
  #focus(id) {
    const edit = id === null ? null : document.getElementById(`chapter-${id}`)?.parentElement?.querySelector("button");
    if (edit === null || edit === undefined) byId("agenda-title", HTMLElement).focus();
    else edit.focus();
  }

  /** @param {number} id */
  #focusEntry(id) {
    /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-id="${id}"] button`))?.focus({ preventScroll: true });
  }

  /**
   * @param {number} start
   * @param {-1 | 1} way
   */
  #beside(start, way) {
    const { rows } = this.#ground.text;
    const row = rows.at(start);
    if (row === undefined) return way < 0 ? start : (rows.all[0]?.start ?? start);
    if (way < 0 && row.start < start) return row.start;
    return rows.beside(row, way)?.start ?? start;
  }

  /** Items begin with a line, not in the middle of one. */
  #lineStart(/** @type {number} */ moment) {
    return Math.round(this.#ground.text.rows.at(moment)?.start ?? moment);
  }
}
