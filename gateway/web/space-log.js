/** What was done in a space, the newest first, in words; for those who run it. */

import { SPACES_FR } from "./messages-spaces-fr.js";
import { addressOf, get } from "./archive-wire.js";
import { byId, make } from "./dom.js";
import { dayOf, timeOf } from "./record-words.js";

/** @import {Key} from "./i18n.js" */
/** @import {Link} from "./spaces-wire.js" */
/** @import {SpaceGround} from "./space-ground.js" */

const AT_ONCE = 50;

export class SpaceLog {
  #ground;
  #list = byId("log-list", HTMLOListElement);
  #more = byId("log-more", HTMLButtonElement);
  /** @type {Link[]} */
  #links = [];
  /** @type {number | null} */
  #next = null;

  /** @param {SpaceGround} ground */
  constructor(ground) {
    this.#ground = ground;
    const part = byId("log", HTMLDetailsElement);
    part.hidden = !ground.may("audit");
    // Anew each time: what was just done is looked for here.
    part.addEventListener("toggle", () => part.open && void this.#read(null));
    this.#more.addEventListener("click", () => void this.#read(this.#next));
  }

  /** @param {number | null} before */
  async #read(before) {
    await this.#ground.tried(this.#list, async () => {
      /** @type {{items: Link[], next: number | null}} */
      const { items, next } = await get([...this.#ground.path, "log"], { before, limit: AT_ONCE });
      this.#links = before === null ? items : [...this.#links, ...items];
      this.#next = next;
      this.draw();
    });
  }

  draw() {
    byId("log-none", HTMLElement).hidden = this.#links.length > 0;
    this.#more.hidden = this.#next === null;
    const deleted = new Set(this.#links.filter(({ deed }) => deed === "deleted").map(({ record }) => record));
    this.#list.replaceChildren(...this.#links.map((link) => this.#row(link, deleted)));
  }

  /**
   * @param {Link} link
   * @param {ReadonlySet<string>} deleted
   */
  #row(link, deleted) {
    const { i18n, path } = this.#ground;
    const item = make("li");
    const at = make("span", "hint", `${dayOf(link.at, i18n)}, ${timeOf(link.at, i18n)}`);
    const who = make("b", "", this.#who(link));
    who.dir = "auto";
    const key = /** @type {Key} */ (`deed.${link.deed}`);
    item.append(at, " ", who, " ", key in SPACES_FR ? i18n.text(key) : link.deed);
    if (link.deed === "deleted") item.append(" ", anchor(i18n.text("log.certificate"), addressOf([...path, "certificates", link.record, "txt"])));
    else if (link.record !== "" && !deleted.has(link.record)) {
      item.append(" ", anchor(i18n.text("log.record"), `../comptes-rendus/${encodeURIComponent(link.record)}`));
    }
    return item;
  }

  /** @param {Link} link */
  #who({ actor, name }) {
    const { i18n } = this.#ground;
    if (name !== null) return name;
    if (actor === "system") return i18n.text("log.system");
    return i18n.text(actor.startsWith("person:") ? "log.somebody" : "log.unknown");
  }
}

/**
 * @param {string} text
 * @param {string} address
 */
function anchor(text, address) {
  const made = make("a", "", text);
  made.href = address;
  return made;
}
