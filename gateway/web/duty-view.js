/**
 * Who corrects now, and handing that over: correctors relieve each other every quarter of an hour. Several may correct
 * at once; being on duty says who does, to everybody.
 */

import { byId, make, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */

/** @typedef {{on: (on: boolean) => void, give: (person: Person) => void}} Wishes */
/** @typedef {{people: readonly Person[], self: string | null, open: boolean}} Shown */

export class DutyView {
  #switch = byId("duty-switch", HTMLButtonElement);
  #who = byId("duty-who", HTMLParagraphElement);
  #others = byId("duty-others", HTMLUListElement);
  #offer = byId("duty-offer", HTMLDivElement);
  #offered = byId("duty-offered", HTMLParagraphElement);
  #drawn = "";
  #i18n;
  #wishes;

  /**
   * @param {I18n} i18n
   * @param {Wishes} wishes
   */
  constructor(i18n, wishes) {
    this.#i18n = i18n;
    this.#wishes = wishes;
    this.#switch.addEventListener("click", () => wishes.on(this.#switch.getAttribute("aria-checked") !== "true"));
    byId("duty-take", HTMLButtonElement).addEventListener("click", () => this.#answer(true));
    byId("duty-leave", HTMLButtonElement).addEventListener("click", () => this.#answer(false));
  }

  /** @param {Shown} shown */
  render({ people, self, open }) {
    const own = people.find((person) => person.id === self);
    const on = people.filter((person) => person.corrects);
    this.#switch.setAttribute("aria-checked", String(own?.corrects ?? false));
    const names = on.map(({ id, name }) => (id === self ? this.#i18n.text("desk.duty.you") : name)).join(", ");
    setText(this.#who, names === "" ? this.#i18n.text("desk.duty.nobody") : this.#i18n.text("desk.duty.who", { names }));
    const able = (/** @type {Person} */ { role }) => role === "corrector" || role === "host" || (open && role === "participant");
    this.#list(own?.corrects ? people.filter((person) => person.id !== self && able(person)) : []);
  }

  /** @param {string} name  who wants to be relieved */
  offered(name) {
    setText(this.#offered, this.#i18n.text("desk.duty.offered", { name }));
    this.#offer.hidden = false;
  }

  /** @param {readonly Person[]} others */
  #list(others) {
    const drawn = [this.#i18n.language, ...others.flatMap(({ id, name }) => [id, name])].join("\n");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#others.contains(document.activeElement);
    this.#others.replaceChildren(
      ...others.map((person) => {
        const item = make("li");
        const button = make("button", "secondary", this.#i18n.text("desk.duty.give", { name: person.name }));
        button.type = "button";
        button.addEventListener("click", () => this.#wishes.give(person));
        item.append(button);
        return item;
      }),
    );
    if (focused) this.#switch.focus();
  }

  /** @param {boolean} take */
  #answer(take) {
    const focused = this.#offer.contains(document.activeElement);
    this.#offer.hidden = true;
    if (take) this.#wishes.on(true);
    if (focused) this.#switch.focus();
  }
}
