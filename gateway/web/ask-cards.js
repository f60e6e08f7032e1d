/**
 * What readers ask to have repeated, as small cards: for the one who spoke, and for correctors. A card takes no focus and
 * covers nothing; it says who asks only where that person wanted it, and goes when somebody has answered.
 */

import { LONGEST } from "./desk-field.js";
import { icon, make } from "./dom.js";

/** @import {Asked, How} from "./correction-wire.js" */
/** @import {I18n} from "./i18n.js" */

/**
 * @typedef {object} Wishes
 * @property {(asked: Asked, how: How, text?: string) => boolean} answer  false: it did not go
 * @property {(asked: Asked) => boolean} own  one's own words: only those can be said again
 * @property {((asked: Asked) => void) | null} show  to the words
 * @property {() => void} closed  the card that had the focus is gone
 */

const MOST = 8;

export class AskCards {
  /** @type {Map<string | number, HTMLElement>} */
  #cards = new Map();
  #list;
  #i18n;
  #wishes;

  /**
   * @param {HTMLElement} list
   * @param {I18n} i18n
   * @param {Wishes} wishes
   */
  constructor(list, i18n, wishes) {
    this.#list = list;
    this.#i18n = i18n;
    this.#wishes = wishes;
  }

  /** @param {Asked} asked */
  add(asked) {
    if (this.#cards.has(asked.id)) return;
    const card = this.#card(asked);
    this.#cards.set(asked.id, card);
    this.#list.append(card);
    this.#list.hidden = false;
    for (const [id] of this.#cards) if (this.#cards.size > MOST) this.remove(id);
  }

  /** @param {string | number} id */
  remove(id) {
    const card = this.#cards.get(id);
    if (card === undefined) return;
    const focused = card.contains(document.activeElement);
    card.remove();
    this.#cards.delete(id);
    this.#list.hidden = this.#cards.size === 0;
    if (focused) this.#wishes.closed();
  }

  clear() {
    for (const id of [...this.#cards.keys()]) this.remove(id);
  }

  /** @param {Asked} asked */
  sentence({ by, text }) {
    return this.#i18n.text(by === null ? "ask.asked" : "ask.asked.by", { name: by ?? "", text });
  }

  /** @param {Asked} asked */
  #card(asked) {
    const card = make("div", "ask-card");
    card.setAttribute("role", "group");
    const text = make("p", "", this.sentence(asked));
    card.setAttribute("aria-label", text.textContent);
    const { answer, own, show } = this.#wishes;
    card.append(icon("ask"), text);
    const buttons = make("div", "answers");
    if (show !== null) buttons.append(this.#button("ask.show", () => show(asked)));
    buttons.append(this.#button("ask.confirm", () => void answer(asked, "confirm")));
    buttons.append(this.#button("ask.correct", () => this.#write(card, asked)));
    if (own(asked)) buttons.append(this.#button("ask.repeat", () => void answer(asked, "repeat")));
    buttons.append(this.#button("ask.close", () => this.remove(asked.id)));
    card.append(buttons);
    return card;
  }

  /**
   * @param {HTMLElement} card
   * @param {Asked} asked
   */
  #write(card, asked) {
    const open = card.querySelector("input");
    if (open !== null) return open.focus();
    const form = make("form", "ask-write");
    const field = make("input");
    field.type = "text";
    field.value = asked.text;
    field.maxLength = LONGEST;
    field.lang = "fr";
    field.setAttribute("aria-label", this.#i18n.text("desk.field.label", { words: asked.text }));
    const send = make("button", "primary", this.#i18n.text("desk.send"));
    send.type = "submit";
    form.append(field, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      // The same words are a confirmation.
      if (text !== "") this.#wishes.answer(asked, text === asked.text ? "confirm" : "correct", text);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      form.remove();
      card.querySelector("button")?.focus();
    });
    card.append(form);
    field.focus();
    field.select();
  }

  /**
   * @param {"ask.show" | "ask.confirm" | "ask.correct" | "ask.repeat" | "ask.close"} key
   * @param {() => void} run
   */
  #button(key, run) {
    const button = make("button", "secondary", this.#i18n.text(key));
    button.type = "button";
    button.addEventListener("click", run);
    return button;
  }
}
