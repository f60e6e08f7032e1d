/** The choice of who speaks: those who are here, those who were heard, or a name that is written. */

import { make } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Whose} from "./correction-wire.js" */

/** @typedef {{id: string, name: string}} Known */

const OTHER = "\u0000other";

export class SpeakerField {
  /** @type {HTMLElement} */
  node = make("span", "desk-speaker");
  #select = make("select");
  #name = make("input");

  /**
   * @param {I18n} i18n
   * @param {readonly Known[]} known
   * @param {string} chosen  id
   */
  constructor(i18n, known, chosen) {
    this.#select.setAttribute("aria-label", i18n.text("desk.speaker"));
    for (const { id, name } of known) this.#option(id, name);
    this.#option(OTHER, i18n.text("desk.speaker.other"));
    this.#select.value = known.some(({ id }) => id === chosen) ? chosen : (known[0]?.id ?? OTHER);
    this.#name.type = "text";
    this.#name.maxLength = 60;
    this.#name.dir = "auto";
    this.#name.setAttribute("aria-label", i18n.text("desk.speaker.name"));
    this.#select.addEventListener("change", () => {
      this.#show();
      if (!this.#name.hidden) this.#name.focus();
      this.node.closest("form")?.scrollIntoView({ block: "nearest" });
    });
    this.node.append(this.#select, this.#name);
    this.#show();
  }

  /** Null while no name is written. @returns {Whose | null} */
  get chosen() {
    if (this.#select.value !== OTHER) return { id: this.#select.value };
    const name = this.#name.value.trim();
    return name === "" ? null : { name };
  }

  /** As people read it. */
  get text() {
    return this.#select.value === OTHER ? this.#name.value.trim() : (this.#select.selectedOptions[0]?.textContent ?? "");
  }

  focus() {
    (this.#name.hidden ? this.#select : this.#name).focus();
  }

  #show() {
    this.#name.hidden = this.#select.value !== OTHER;
  }

  /**
   * @param {string} value
   * @param {string} text
   */
  #option(value, text) {
    const option = make("option", "", text);
    option.value = value;
    this.#select.append(option);
  }
}
