/** Partners of a space: links made with an end, shown once to copy; revoked. */

import { byId, make, setText } from "./dom.js";
import { change, get } from "./archive-wire.js";
import { dayOf, minuteOf } from "./record-words.js";
import { whenOpened } from "./space-ground.js";

/** @import {Invitation} from "./spaces-wire.js" */
/** @import {SpaceGround} from "./space-ground.js" */

export class SpaceInvited {
  #ground;
  #form = byId("invited-form", HTMLFormElement);
  #link = byId("invited-link", HTMLInputElement);
  /** @type {Invitation[]} */
  #invitations = [];
  /** @type {Invitation | null} */
  #made = null;
  /** Answers to an earlier question are not shown. */
  #asked = 0;

  /** @param {SpaceGround} ground */
  constructor(ground) {
    this.#ground = ground;
    const part = byId("invited", HTMLDetailsElement);
    part.hidden = !ground.may("members");
    whenOpened(part, () => void this.read());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#invite();
    });
    this.#link.addEventListener("focus", () => this.#link.select());
    byId("invited-copy", HTMLButtonElement).addEventListener("click", () => void this.#copy());
  }

  async read() {
    await this.#ground.tried(byId("invited-list", HTMLUListElement), () => this.#reread());
  }

  draw() {
    const { i18n, space } = this.#ground;
    byId("invited-making", HTMLElement).hidden = space.closed !== null;
    if (this.#made !== null) {
      const { name, expires } = this.#made;
      const until = { name, day: dayOf(expires, i18n), time: minuteOf(expires, i18n) };
      setText(byId("invited-made-of", HTMLElement), i18n.text("invited.made", until));
    }
    byId("invited-none", HTMLElement).hidden = this.#invitations.length > 0;
    const standing = this.#invitations.filter((known) => stands(known));
    const over = this.#invitations.filter((known) => !stands(known));
    byId("invited-list", HTMLUListElement).replaceChildren(...[...standing, ...over].map((known) => this.#row(known)));
  }

  /** @param {Invitation} known */
  #row(known) {
    const { i18n } = this.#ground;
    const item = make("li", "invited-row");
    const who = make("b", "", known.name);
    who.dir = "auto";
    const facts = make("span", "hint", this.#state(known));
    item.append(who, make("span", "sign", i18n.text(known.role === "reader" ? "invited.role.reader" : "invited.role.partner")), facts);
    if (stands(known)) {
      const revoke = make("button", "secondary", i18n.text("invited.revoke"));
      revoke.type = "button";
      revoke.setAttribute("aria-label", i18n.text("invited.revoke.of", { name: known.name }));
      revoke.addEventListener("click", () => void this.#revoke(known, item));
      item.append(revoke);
    }
    return item;
  }

  /** @param {Invitation} known */
  #state({ expires, revoked }) {
    const { i18n } = this.#ground;
    if (revoked !== null) return i18n.text("invited.revoked", { day: dayOf(revoked, i18n) });
    const [day, time] = [dayOf(expires, i18n), minuteOf(expires, i18n)];
    return expires <= Date.now() ? i18n.text("invited.over", { day }) : i18n.text("invited.until", { day, time });
  }

  async #invite() {
    const name = byId("invited-name", HTMLInputElement);
    if (name.value.trim() === "") return name.focus();
    const { path } = this.#ground;
    const body = {
      name: name.value,
      role: byId("invited-role", HTMLSelectElement).value,
      days: Number(byId("invited-days", HTMLInputElement).value),
    };
    await this.#ground.tried(this.#form, async () => {
      /** @type {Invitation & {token: string}} */
      const made = await change("POST", [...path, "invitations"], body);
      name.value = "";
      this.#made = made;
      await this.#reread();
      // Only the browser knows the prefix and the scheme under which a proxy serves this page.
      this.#link.value = `${new URL("../invitation", location.href).href}#${made.token}`;
      byId("invited-made", HTMLElement).hidden = false;
      byId("invited-copy", HTMLButtonElement).focus();
    });
  }

  async #copy() {
    const { i18n, say } = this.#ground;
    try {
      await navigator.clipboard.writeText(this.#link.value);
      say(i18n.text("invited.copied"));
    } catch {
      // Refused, or a page without HTTPS.
      this.#link.focus();
      this.#link.select();
      say(i18n.text("invited.copy.failed"));
    }
  }

  /**
   * @param {Invitation} known
   * @param {HTMLLIElement} item
   */
  async #revoke(known, item) {
    const { i18n, confirmation, path, say } = this.#ground;
    const { name } = known;
    const question = i18n.text("invited.revoke.ask", { name });
    const yes = i18n.text("invited.revoke");
    if (!(await confirmation.ask({ question, consequence: i18n.text("invited.revoke.what"), yes }))) return;
    await this.#ground.tried(item, async () => {
      await change("DELETE", [...path, "invitations", known.id]);
      if (this.#link.value.includes(`.${known.id}.`)) byId("invited-made", HTMLElement).hidden = true;
      await this.#reread();
      byId("invited-name", HTMLInputElement).focus();
      say(i18n.text("invited.revoke.done", { name }));
    });
  }

  async #reread() {
    const mine = ++this.#asked;
    /** @type {{items: Invitation[]}} */
    const { items } = await get([...this.#ground.path, "invitations"]);
    // Somebody who is quick has made a link before the list is there: the newer list stands.
    if (mine !== this.#asked) return;
    this.#invitations = items.reverse();
    this.draw();
  }
}

/** @param {Invitation} invitation */
function stands({ expires, revoked }) {
  return revoked === null && expires > Date.now();
}
