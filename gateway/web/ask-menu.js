/**
 * What may be done with words that somebody points at in the captions: have them repeated, without a name unless one
 * wants to give it, and correct them where one may. It stands beside the words, covers no other text for longer than
 * that takes, and gives the focus back.
 */

import { LONGEST } from "./desk-field.js";
import { WhoFields } from "./who-fields.js";
import { make } from "./dom.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Answer} from "./who-fields.js" */
/** @import {Pick} from "./reader-pick.js" */
/** @import {Question} from "./who.js" */

/**
 * @typedef {object} Offers
 * @property {boolean} named  one has a name to give
 * @property {boolean} correct  one may correct
 * @property {Question | null} who  one may say who it is
 * @property {boolean} name  it is the name that was pointed at
 * @property {boolean} undo  something of one's own can be taken back
 */
/**
 * @typedef {object} Wishes
 * @property {(named: boolean) => void} ask
 * @property {(text: string) => void} correct
 * @property {(answer: Answer) => void} who
 * @property {() => void} undo
 */

const MARGIN = 8;
/** Words. */
const SHOWN = 12;

export class AskMenu {
  /** @type {HTMLElement | null} */
  #node = null;
  /** @type {Document} */
  #page = document;
  /** Where the focus goes back to. @type {HTMLElement | null} */
  #back = null;
  #i18n;

  /** @param {I18n} i18n */
  constructor(i18n) {
    this.#i18n = i18n;
  }

  /**
   * @param {Pick} pick
   * @param {HTMLElement} back
   * @param {Offers} offers
   * @param {Wishes} wishes
   */
  open(pick, back, offers, wishes) {
    this.close(false);
    // The captions may be in a window of their own.
    this.#page = pick.node.ownerDocument;
    this.#back = back;
    const node = (this.#node = make("div", "pick-menu"));
    node.setAttribute("role", "dialog");
    node.setAttribute("aria-label", this.#i18n.text("ask.menu"));
    const words = make("h2", "", this.#i18n.text("ask.words", { text: pick.text }));
    words.lang = "fr";
    words.dir = "auto";
    node.append(words);
    const { who } = offers;
    const kind = offers.name ? "primary" : "secondary";
    const name = who === null ? null : this.#button("who.title", kind, () => this.#name(who, pick, wishes));
    // Whoever points at a name asks whose it is; at words, what they are.
    const first = offers.name ? name : null;
    const ask = this.#asking(offers, wishes, first === null ? "primary" : "secondary");
    node.append(...(first === null ? [] : [first]), ...ask, this.#answers(pick, offers, wishes, first === null ? name : null));
    this.#page.body.append(node);
    this.#place(pick.rect);
    node.addEventListener("keydown", (event) => this.#pressed(event));
    this.#page.addEventListener("pointerdown", this.#outside, true);
    (first ?? ask[0]).focus({ preventScroll: true });
  }

  /**
   * To have it said again, by name where there is one to give.
   * @param {Offers} offers
   * @param {Wishes} wishes
   * @param {string} kind
   * @returns {[HTMLButtonElement, ...HTMLElement[]]}
   */
  #asking(offers, wishes, kind) {
    const named = make("input");
    named.type = "checkbox";
    const label = make("label", "check");
    label.append(named, make("span", "", this.#i18n.text("ask.named")));
    const ask = this.#button("ask.ask", kind, () => {
      wishes.ask(offers.named && named.checked);
      this.close(true);
    });
    return offers.named ? [ask, label, make("p", "hint", this.#i18n.text("ask.anonymous"))] : [ask];
  }

  /**
   * @param {Pick} pick
   * @param {Offers} offers
   * @param {Wishes} wishes
   * @param {HTMLElement | null} name  the button to say who it is, unless that stands first
   */
  #answers(pick, offers, wishes, name) {
    const answers = make("div", "answers");
    if (offers.correct) answers.append(this.#button("ask.edit", "secondary", () => this.#write(pick.text, wishes)));
    if (name !== null) answers.append(name);
    const undo = () => {
      wishes.undo();
      this.close(true);
    };
    if (offers.undo) answers.append(this.#button("who.undo", "secondary", undo));
    const mark = () => {
      pick.node.dispatchEvent(new CustomEvent("reader:mark", { bubbles: true }));
      this.close(true);
    };
    answers.append(this.#button("place.here", "secondary", mark));
    answers.append(this.#button("ask.cancel", "secondary", () => this.close(true)));
    return answers;
  }

  /** @param {boolean} focus  goes back to where it was */
  close(focus) {
    const node = this.#node;
    if (node === null) return;
    this.#node = null;
    const had = node.contains(this.#page.activeElement);
    node.remove();
    this.#page.removeEventListener("pointerdown", this.#outside, true);
    if (focus || had) this.#back?.focus({ preventScroll: true });
  }

  #outside = (/** @type {Event} */ event) => {
    // Nothing is taken from who wrote already.
    if (this.#node?.querySelector("form") || this.#node?.contains(/** @type {Node} */ (event.target))) return;
    this.close(false);
  };

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.close(true);
  }

  /**
   * @param {string} text
   * @param {Wishes} wishes
   */
  #write(text, wishes) {
    const form = make("form", "pick-write");
    const field = make("input");
    field.type = "text";
    field.value = text;
    field.maxLength = LONGEST;
    field.lang = "fr";
    field.autocomplete = "off";
    field.setAttribute("aria-label", this.#i18n.text("desk.field.label", { words: text }));
    form.append(field, this.#sending());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      wishes.correct(field.value);
      this.close(true);
    });
    const title = this.#node?.querySelector("h2");
    this.#node?.replaceChildren(...(title ? [title] : []), form);
    field.focus();
    field.select();
  }

  /**
   * @param {Question} who
   * @param {Pick} pick
   * @param {Wishes} wishes
   */
  #name(who, pick, wishes) {
    const form = make("form", "pick-write");
    const fields = new WhoFields(this.#i18n, who);
    const words = make("p", "hint", this.#i18n.text("who.said", { name: who.name, words: beginning(pick.text) }));
    words.dir = "auto";
    form.append(words, ...fields.nodes, this.#sending());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { answer } = fields;
      if (answer === null) return fields.focus();
      wishes.who(answer);
      this.close(true);
    });
    this.#node?.setAttribute("aria-label", this.#i18n.text("who.title"));
    this.#node?.replaceChildren(make("h2", "", this.#i18n.text("who.title")), form);
    this.#place(pick.rect);
    fields.focus();
  }

  #sending() {
    const send = make("button", "primary", this.#i18n.text("desk.send"));
    const cancel = this.#button("confirm.no", "secondary", () => this.close(true));
    const buttons = make("div", "answers");
    buttons.append(send, cancel);
    return buttons;
  }

  /**
   * Below the words, or above them where there is no room; always inside the window.
   * @param {DOMRect} rect
   */
  #place(rect) {
    const node = this.#node;
    const view = this.#page.defaultView;
    if (node === null || view === null) return;
    const { width, height } = node.getBoundingClientRect();
    const below = rect.bottom + MARGIN;
    const top = below + height <= view.innerHeight ? below : Math.max(MARGIN, rect.top - height - MARGIN);
    const left = Math.min(Math.max(MARGIN, rect.left), Math.max(MARGIN, view.innerWidth - width - MARGIN));
    node.style.top = `${top}px`;
    node.style.left = `${left}px`;
    node.style.maxHeight = `${view.innerHeight - 2 * MARGIN}px`;
  }

  /**
   * @param {Key} key
   * @param {string} kind
   * @param {() => void} work
   */
  #button(key, kind, work) {
    const button = make("button", kind, this.#i18n.text(key));
    button.type = "button";
    button.addEventListener("click", work);
    return button;
  }
}

/**
 * Enough of a text to know which one is meant.
 * @param {string} text
 */
function beginning(text) {
  const words = text.split(" ");
  return words.length > SHOWN ? `${words.slice(0, SHOWN).join(" ")}…` : text;
}
