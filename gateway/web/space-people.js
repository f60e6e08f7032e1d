/** Who is in a space: found among many, added by the name of their account, with a role and an end, removed. */

import { Shown } from "./spaces-shown.js";
import { byId, make, setText } from "./dom.js";
import { change, get } from "./archive-wire.js";
import { dayStart } from "./record-words.js";
import { folded } from "./spaces-found.js";
import { whenOpened } from "./space-ground.js";

/** @import {Member, Role} from "./spaces-wire.js" */
/** @import {SpaceGround} from "./space-ground.js" */

const GIVEN = /** @type {const} */ (["owner", "editor", "reader"]);

export class SpacePeople {
  #ground;
  #form = byId("people-form", HTMLFormElement);
  #find = byId("people-find", HTMLInputElement);
  /** @type {Member[]} */
  #members = [];
  /** Answers to an earlier question are not shown. */
  #asked = 0;
  #shown;

  /** @param {SpaceGround} ground */
  constructor(ground) {
    this.#ground = ground;
    const { i18n } = ground;
    const list = byId("people-list", HTMLUListElement);
    const label = (/** @type {number} */ count) => i18n.text("spaces.more", { count });
    this.#shown = new Shown(list, byId("people-more", HTMLButtonElement), (member) => this.#row(member), label);
    const part = byId("people", HTMLDetailsElement);
    part.hidden = !ground.may("members");
    byId("people-role", HTMLSelectElement).value = ground.me.templates[ground.space.type].member;
    whenOpened(part, () => void this.read());
    this.#find.addEventListener("input", () => this.draw());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#add();
    });
  }

  async read() {
    await this.#ground.tried(byId("people-list", HTMLUListElement), () => this.#reread());
  }

  async #reread() {
    const mine = ++this.#asked;
    /** @type {{items: Member[]}} */
    const { items } = await get([...this.#ground.path, "members"]);
    // Somebody who is quick has added a person before the list is there: the newer list stands.
    if (mine !== this.#asked) return;
    this.#members = items;
    this.#sorted();
  }

  #sorted() {
    const order = new Intl.Collator("fr", { numeric: true });
    this.#members.sort((one, other) => order.compare(this.#name(one), this.#name(other)));
    this.draw();
  }

  draw() {
    const { i18n } = this.#ground;
    const words = folded(this.#find.value).split(/\s+/).filter(Boolean);
    const found = this.#members.filter((member) => words.every((word) => folded(this.#name(member)).includes(word)));
    this.#shown.show(found);
    const count = found.length;
    setText(byId("people-state", HTMLElement), count === 1 ? i18n.text("people.one") : i18n.text("people.members", { count }));
  }

  /** @param {Member} member */
  #name({ name, account }) {
    return name ?? this.#ground.i18n.text("people.gone", { number: account });
  }

  /** @param {Member} member */
  #row(member) {
    const { i18n, me } = this.#ground;
    const name = this.#name(member);
    const item = make("li");
    const form = make("form", "person-row");
    const who = make("b", "", name);
    who.dir = "auto";
    const over = member.expires !== null && member.expires <= Date.now();
    const sign = member.account === me.account ? i18n.text("people.you") : over ? i18n.text("people.ended") : "";
    const head = make("span", "who");
    head.append(who);
    if (sign !== "") head.append(" ", make("span", "sign", sign));
    const remove = make("button", "secondary", i18n.text("people.remove"));
    remove.type = "button";
    remove.setAttribute("aria-label", i18n.text("people.remove.of", { name }));
    remove.addEventListener("click", () => void this.#remove(member, form));
    form.append(head);
    if (member.name !== null) form.append(...this.#fields(form, member, name));
    form.append(remove);
    item.append(form);
    return item;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Member} member
   * @param {string} name
   */
  #fields(form, member, name) {
    const { i18n } = this.#ground;
    const role = make("select");
    role.setAttribute("aria-label", i18n.text("people.role.of", { name }));
    for (const given of [...GIVEN, ...(member.role === "partner" ? [member.role] : [])]) {
      const option = make("option", "", i18n.text(`spaces.role.${given}`));
      option.value = given;
      role.append(option);
    }
    role.value = member.role;
    const until = make("input");
    until.type = "date";
    until.value = member.expires === null ? "" : dayIn(member.expires - 1);
    until.setAttribute("aria-label", i18n.text("people.until.of", { name }));
    const save = make("button", "secondary", i18n.text("people.save"));
    save.setAttribute("aria-label", i18n.text("people.save.of", { name }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#ground.tried(form, () => this.#put(name, /** @type {Role} */ (role.value), until.value));
    });
    return [role, until, save];
  }

  /**
   * @param {string} name
   * @param {Role} role
   * @param {string} until  a day, which counts whole
   */
  async #put(name, role, until) {
    const expires = dayStart(until, 1);
    const body = expires === null ? { role } : { role, expires };
    /** @type {Member} */
    const told = await change("PUT", [...this.#ground.path, "members", name], body);
    this.#members = [...this.#members.filter(({ account }) => account !== told.account), told];
    this.#ground.say(this.#ground.i18n.text("people.saved", { name: this.#name(told) }));
  }

  async #add() {
    const name = byId("people-name", HTMLInputElement);
    if (name.value.trim() === "") return name.focus();
    const until = byId("people-until", HTMLInputElement);
    const role = /** @type {Role} */ (byId("people-role", HTMLSelectElement).value);
    await this.#ground.tried(this.#form, async () => {
      await this.#put(name.value.trim(), role, until.value);
      name.value = "";
      until.value = "";
      name.focus();
      await this.#reread();
    });
  }

  /**
   * @param {Member} member
   * @param {HTMLFormElement} form
   */
  async #remove(member, form) {
    const { i18n, confirmation, path, say } = this.#ground;
    const name = this.#name(member);
    const question = i18n.text("people.remove.ask", { name });
    const yes = i18n.text("people.remove");
    if (!(await confirmation.ask({ question, consequence: i18n.text("people.remove.what"), yes }))) return;
    await this.#ground.tried(form, async () => {
      await change("DELETE", [...path, "accounts", member.account]);
      this.#members = this.#members.filter(({ account }) => account !== member.account);
      this.draw();
      this.#find.focus();
      say(i18n.text("people.removed", { name }));
    });
  }
}

/**
 * The day of a moment as date fields hold it.
 * @param {number} moment
 */
export function dayIn(moment) {
  const day = new Date(moment);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${String(day.getFullYear()).padStart(4, "0")}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
