/** The records of a space: listed, kept from deletion, deleted with a certificate by those who may. */

import { addressOf, change, get } from "./archive-wire.js";
import { byId, make, setText } from "./dom.js";
import { dayOf, whyNot } from "./record-words.js";
import { recordItem } from "./records-list.js";

/** @import {Page, RecordTold} from "./archive-wire.js" */
/** @import {SpaceGround} from "./space-ground.js" */
/** @typedef {RecordTold & {legal_hold: boolean, type: string}} Kept */

export class SpaceRecords {
  #ground;
  #list = byId("records", HTMLUListElement);
  #more = byId("records-more", HTMLButtonElement);
  #dialog = byId("deletion", HTMLDialogElement);
  #reason = byId("deletion-reason", HTMLInputElement);
  /** @type {Kept[]} */
  #records = [];
  /** @type {string | null} */
  #next = null;
  /** @type {Kept | null} */
  #going = null;
  /** What the record that was deleted last was called. */
  #gone = "";

  /** @param {SpaceGround} ground */
  constructor(ground) {
    this.#ground = ground;
    this.#more.addEventListener("click", () => void this.read(true));
    byId("deletion-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#delete();
    });
    byId("deletion-no", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
  }

  /** @param {boolean} on  with the next page, not anew */
  async read(on = false) {
    await this.#ground.tried(this.#list, async () => {
      /** @type {Page<Kept>} */
      const page = await get(["records"], { space: this.#ground.space.id, cursor: on ? this.#next : null });
      const before = on ? this.#records.length : 0;
      this.#records = on ? [...this.#records, ...page.items] : page.items;
      this.#next = page.next;
      this.draw();
      if (on) /** @type {HTMLElement | null} */ (this.#list.children[before]?.querySelector("a"))?.focus();
    });
  }

  draw() {
    const { i18n } = this.#ground;
    this.#list.replaceChildren(...this.#records.map((record) => this.#item(record)));
    this.#more.hidden = this.#next === null;
    const count = this.#records.length;
    const counted = count === 1 ? i18n.text("records.count.one") : i18n.text("records.count", { count });
    setText(byId("certificate-of", HTMLElement), i18n.text("space.deleted", { title: this.#gone }));
    const whole = this.#next === null ? counted : "";
    setText(byId("records-state", HTMLElement), count === 0 ? i18n.text("space.records.none") : whole);
  }

  /** @param {Kept} record */
  #item(record) {
    const { i18n } = this.#ground;
    const item = recordItem(record, this.#ground.space.name, i18n);
    const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
    link.href = `../${link.getAttribute("href")}`;
    item.dataset["record"] = record.id;
    const due = record.due === null ? i18n.text("space.due.none") : i18n.text("space.due", { day: dayOf(record.due, i18n) });
    const end = make("p", record.legal_hold ? "held" : "hint", record.legal_hold ? i18n.text("space.held") : due);
    if (!record.running || record.legal_hold) item.append(end);
    if (!record.running) item.append(this.#acts(record));
    return item;
  }

  /** @param {Kept} record */
  #acts(record) {
    const { i18n } = this.#ground;
    const acts = make("p", "acts");
    const act = (/** @type {"hold" | "release" | "delete"} */ what, /** @type {() => void} */ done) => {
      const button = make("button", "secondary", i18n.text(`space.${what}`));
      button.type = "button";
      button.dataset["act"] = what;
      button.setAttribute("aria-label", i18n.text(`space.${what}.of`, { title: record.title }));
      button.addEventListener("click", done);
      acts.append(button);
    };
    if (this.#ground.may("rules")) act(record.legal_hold ? "release" : "hold", () => void this.#hold(record));
    if (this.#ground.may("delete") && !record.legal_hold) act("delete", () => this.#ask(record));
    return acts;
  }

  /** @param {Kept} record */
  async #hold(record) {
    const { i18n, confirmation, say } = this.#ground;
    const hold = !record.legal_hold;
    const question = i18n.text("space.release.ask", { title: record.title });
    const asked = { question, consequence: i18n.text("space.release.past"), yes: i18n.text("space.release") };
    if (!hold && !(await confirmation.ask(asked))) return;
    await this.#ground.tried(this.#list, async () => {
      /** @type {Kept} */
      const told = await change("PATCH", ["records", record.id], { legal_hold: hold });
      this.#records = this.#records.map((known) => (known.id === told.id ? told : known));
      this.draw();
      this.#focus(told.id, hold ? "release" : "hold");
      say(i18n.text(hold ? "space.hold.done" : "space.release.done"));
    });
  }

  /**
   * @param {string} record
   * @param {string} act
   */
  #focus(record, act) {
    const item = [...this.#list.children].find((node) => node instanceof HTMLElement && node.dataset["record"] === record);
    /** @type {HTMLElement | null | undefined} */ (item?.querySelector(`[data-act="${act}"]`))?.focus();
  }

  /** @param {Kept} record */
  #ask(record) {
    const { i18n } = this.#ground;
    this.#going = record;
    setText(byId("deletion-question", HTMLElement), i18n.text("space.delete.ask", { title: record.title }));
    const key = record.type === "council" ? "space.delete.visa" : "space.delete.reason";
    setText(byId("deletion-label", HTMLElement), i18n.text(key));
    setText(byId("deletion-trouble", HTMLElement), "");
    this.#reason.value = "";
    this.#dialog.showModal();
  }

  async #delete() {
    const record = this.#going;
    if (record === null) return;
    if (this.#reason.value.trim() === "") return this.#reason.focus();
    const { i18n } = this.#ground;
    await this.#ground.tried(this.#dialog, async () => {
      try {
        await change("DELETE", ["records", record.id], { reason: this.#reason.value });
      } catch (error) {
        setText(byId("deletion-trouble", HTMLElement), whyNot(error, i18n));
        return;
      }
      this.#records = this.#records.filter((known) => known.id !== record.id);
      this.#dialog.close();
      await this.#certify(record);
    });
  }

  /** @param {Kept} record */
  async #certify(record) {
    const { path } = this.#ground;
    const part = byId("certificate", HTMLElement);
    this.#gone = record.title;
    this.draw();
    const [text, json] = ["txt", "json"].map((form) => addressOf([...path, "certificates", record.id, form]));
    byId("certificate-txt", HTMLAnchorElement).href = text ?? "";
    byId("certificate-json", HTMLAnchorElement).href = json ?? "";
    const answer = await fetch(text ?? "");
    setText(byId("certificate-text", HTMLElement), answer.ok ? await answer.text() : "");
    part.hidden = false;
    byId("certificate-title", HTMLElement).focus();
  }
}
