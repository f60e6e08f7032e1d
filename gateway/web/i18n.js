/**
 * The language of the page: which one, its words, and putting them into static markup. Captions are not its business:
 * they are French whatever the page speaks.
 *
 * Markup says what it wants in `data-i18n="key"` (text) and `data-i18n-label="key"` (accessible name).
 */

import { EN } from "./messages-en.js";
import { FR } from "./messages-fr.js";
import { read, write } from "./device-store.js";
import { setText } from "./dom.js";

/** @typedef {"fr" | "en"} Language */
/** @import {RECORDS_FR} from "./messages-records-fr.js" */
/** @import {SPACES_FR} from "./messages-spaces-fr.js" */
/** @typedef {keyof typeof FR | keyof typeof RECORDS_FR | keyof typeof SPACES_FR} Key */
/** @typedef {Record<Language, Record<string, string>>} Messages  of one kind of page, which the others need not load */

const KEY = "voixla.language";
/** @type {Messages} */
const MESSAGES = { fr: FR, en: EN };
/** @type {Messages} */
const NO_MORE = { fr: {}, en: {} };

export class I18n {
  /** @type {Language} */
  #language;
  /** @type {(() => void)[]} */
  #listeners = [];
  /** @type {Set<Document>} */
  #pages;
  #more;

  /**
   * @param {Document} page
   * @param {Messages} [more]  what this kind of page says besides
   */
  constructor(page, more = NO_MORE) {
    this.#more = more;
    this.#pages = new Set([page]);
    this.#language = read(KEY) === "en" ? "en" : "fr";
    this.#apply();
  }

  get language() {
    return this.#language;
  }

  /**
   * @param {Key} key
   * @param {Record<string, string | number>} [values]
   */
  text(key, values = {}) {
    const said = this.#more[this.#language][key] ?? MESSAGES[this.#language][key] ?? key;
    return said.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  /**
   * Runs now and at each change of language.
   * @param {() => void} listener
   */
  follow(listener) {
    this.#listeners.push(listener);
    listener();
  }

  /**
   * Another window that holds a part of the page.
   * @param {Document} page
   */
  join(page) {
    this.#pages.add(page);
    this.#apply();
  }

  /** @param {Document} page */
  leave(page) {
    this.#pages.delete(page);
    this.#apply();
  }

  toggle() {
    this.#language = this.#language === "fr" ? "en" : "fr";
    write(KEY, this.#language);
    this.#apply();
    for (const listener of this.#listeners) listener();
  }

  #apply() {
    for (const page of this.#pages) this.#translate(page);
  }

  /** @param {Document} page */
  #translate(page) {
    page.documentElement.lang = this.#language;
    for (const node of page.querySelectorAll("[data-i18n]")) {
      setText(node, this.text(/** @type {Key} */ (node.getAttribute("data-i18n"))));
    }
    for (const node of page.querySelectorAll("[data-i18n-label]")) {
      const label = this.text(/** @type {Key} */ (node.getAttribute("data-i18n-label")));
      node.setAttribute("aria-label", label);
      if (node.tagName === "BUTTON") node.setAttribute("title", label);
    }
  }
}

/**
 * Makes `button` switch the language; its own text is the other language's name, in that language.
 * @param {HTMLButtonElement} button
 * @param {I18n} i18n
 */
export function languageSwitch(button, i18n) {
  button.addEventListener("click", () => i18n.toggle());
  i18n.follow(() => {
    button.textContent = i18n.text("language.other");
    button.lang = i18n.language === "fr" ? "en" : "fr";
  });
}
