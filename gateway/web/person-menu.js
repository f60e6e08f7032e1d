/**
 * What may be done with one person: a button that opens a short list of buttons beneath the name. Plain buttons, not an
 * ARIA menu: Tab and Escape do what they do everywhere. It is drawn anew only when its offers change.
 */

import { countOf, fillCounts, showCount } from "./shared-mic.js";
import { icon, make, setText } from "./dom.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */
/** @import {Act} from "./acts.js" */

/** @type {Record<Act, [string, Key]>} */
const WORDS = {
  pin: ["pin", "act.pin"],
  unpin: ["pin", "act.unpin"],
  sign: ["hands", "act.sign"],
  unsign: ["hands", "act.unsign"],
  mute_person: ["mic-off", "act.mute"],
  lower_hand: ["hand", "act.lower"],
  share_mic: ["people", "act.share_mic"],
  unshare_mic: ["mic", "act.unshare_mic"],
  hand_over: ["key", "act.hand_over"],
  remove: ["leave", "act.remove"],
};

export class PersonMenu {
  #drawn = "";
  /** @type {Person | null} */
  #person = null;
  #counts = make("li", "person-count");
  #count = make("select");
  #hint = make("p", "hint");
  #i18n;
  #onAct;
  button = make("button", "person-menu");
  list = make("ul", "person-acts");

  /**
   * @param {I18n} i18n
   * @param {(act: Act, person: Person) => void} onAct
   * @param {(count: number | null, person: Person) => void} onCount  so many people are at their microphone
   */
  constructor(i18n, onAct, onCount) {
    this.#i18n = i18n;
    this.#onAct = onAct;
    this.button.type = "button";
    this.button.append(icon("more"));
    const label = make("label");
    label.append(make("span"), this.#count);
    this.#counts.append(label, this.#hint);
    fillCounts(this.#count);
    this.#count.addEventListener("change", () => this.#person !== null && onCount(countOf(this.#count), this.#person));
    this.button.addEventListener("click", () => this.#open(this.list.hidden));
    this.button.addEventListener("keydown", (event) => this.#escape(event));
    this.list.addEventListener("keydown", (event) => this.#escape(event));
    this.#open(false);
  }

  /**
   * @param {Person} person
   * @param {readonly Act[]} offers
   */
  render(person, offers) {
    this.#person = person;
    showCount(this.#count, person.voices);
    this.button.hidden = offers.length === 0;
    if (offers.length === 0) this.list.hidden = true;
    const drawn = [this.#i18n.language, person.name, ...offers].join("\n");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const label = this.#i18n.text("act.menu", { name: person.name });
    this.button.setAttribute("aria-label", label);
    this.button.title = label;
    const focused = this.list.contains(document.activeElement);
    this.list.replaceChildren(...offers.flatMap((act) => (act === "unshare_mic" ? [this.#counted(), this.#item(act)] : [this.#item(act)])));
    if (focused) this.button.focus();
  }

  #counted() {
    const [words] = this.#counts.querySelectorAll("span");
    if (words !== undefined) setText(words, this.#i18n.text("act.share_mic.people"));
    const [unknown] = this.#count.options;
    if (unknown !== undefined) setText(unknown, this.#i18n.text("shared.people.unknown"));
    setText(this.#hint, this.#i18n.text("shared.on"));
    return this.#counts;
  }

  /** @param {Act} act */
  #item(act) {
    const item = make("li");
    const button = make("button", "secondary");
    button.type = "button";
    const [picture, key] = WORDS[act];
    button.append(icon(picture), make("span", "", this.#i18n.text(key)));
    button.addEventListener("click", () => {
      this.#open(false);
      if (this.#person !== null) this.#onAct(act, this.#person);
    });
    item.append(button);
    return item;
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || this.list.hidden) return;
    // The panel around it stays open.
    event.stopPropagation();
    this.#open(false);
  }

  /** @param {boolean} open */
  #open(open) {
    const focused = this.list.contains(document.activeElement);
    this.list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (!open && focused) this.button.focus();
  }
}
