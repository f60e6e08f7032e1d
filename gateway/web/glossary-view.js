/** The glossary as correctors see it: its terms, each with a button that takes it out, and a field for more. */

import { byId, make } from "./dom.js";

/** @import {I18n} from "./i18n.js" */

/** @typedef {{add: (terms: string[]) => boolean, remove: (term: string) => boolean}} Wishes  false: it did not go */

export class GlossaryView {
  #list = byId("terms-list", HTMLUListElement);
  #none = byId("terms-none", HTMLParagraphElement);
  #field = byId("terms-new", HTMLInputElement);
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
    byId("terms-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const terms = this.#field.value.split(/[,;\n]/).map((term) => term.trim()).filter((term) => term !== "");
      if (terms.length > 0 && wishes.add(terms)) this.#field.value = "";
    });
  }

  /** @param {readonly string[]} terms */
  render(terms) {
    const drawn = [this.#i18n.language, ...terms].join("\n");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#none.hidden = terms.length > 0;
    const focused = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(...terms.map((term) => this.#item(term)));
    if (focused) this.#field.focus();
  }

  /** @param {string} term */
  #item(term) {
    const item = make("li", "term");
    const name = make("span", "", term);
    name.lang = "fr";
    const remove = make("button", "close", "×");
    remove.type = "button";
    const label = this.#i18n.text("desk.term.remove", { term });
    remove.setAttribute("aria-label", label);
    remove.title = label;
    remove.addEventListener("click", () => this.#wishes.remove(term));
    item.append(name, remove);
    return item;
  }
}
