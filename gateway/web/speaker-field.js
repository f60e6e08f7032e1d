/** The choice of who speaks: those who are here, those who were heard, or a name that is written. */

import { make } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Whose} from "./correction-wire.js" */

/** @typedef {{id: string, name: string, heard: boolean}} Known  `heard`: was heard, rather than being here only */

const OTHER = "\u0000other";

export class SpeakerField {
  /** @type {HTMLElement} */
  node = make("span", "desk-speaker");
  #select = make("select");
  #name = make("input");
  #field = make("label", "desk-speaker-name");

  /**
   * @param {I18n} i18n
   * @param {readonly Known[]} known
   * @param {string | null} chosen  id; null: a name is to be written, or it is a voice of somebody who is known
   */
  constructor(i18n, known, chosen) {
    this.#select.setAttribute("aria-label", i18n.text("desk.speaker"));
    if (chosen === null) this.#option(OTHER, i18n.text("desk.speaker.other"), this.#select);
    if (chosen === null) {
      this.#group(i18n.text("who.same"), known.filter(({ heard }) => heard));
      this.#group(i18n.text("who.here"), known.filter(({ heard }) => !heard));
    } else {
      for (const { id, name } of known) this.#option(id, name, this.#select);
      this.#option(OTHER, i18n.text("desk.speaker.other"), this.#select);
    }
    this.#select.value = chosen === null ? OTHER : known.some(({ id }) => id === chosen) ? chosen : (known[0]?.id ?? OTHER);
    this.#name.type = "text";
    this.#name.maxLength = 60;
    this.#name.dir = "auto";
    this.#field.append(make("span", "", i18n.text("desk.speaker.name")), this.#name);
    this.#select.addEventListener("change", () => {
      this.#show();
      if (!this.#field.hidden) this.#name.focus();
      this.node.closest("form")?.scrollIntoView({ block: "nearest" });
    });
    this.node.append(this.#select, this.#field);
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
    (this.#field.hidden ? this.#select : this.#name).focus();
  }

  #show() {
    this.#field.hidden = this.#select.value !== OTHER;
  }

  /**
   * @param {string} label
   * @param {readonly Known[]} known
   */
  #group(label, known) {
    if (known.length === 0) return;
    const group = make("optgroup");
    group.label = label;
    for (const { id, name } of known) this.#option(id, name, group);
    this.#select.append(group);
  }

  /**
   * @param {string} value
   * @param {string} text
   * @param {HTMLElement} where
   */
  #option(value, text, where) {
    const option = make("option", "", text);
    option.value = value;
    where.append(option);
  }
}
