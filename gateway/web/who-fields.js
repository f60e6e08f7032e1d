/**
 * « Qui est-ce ? »: the fields in which somebody answers that, wherever they stand. A name is written, or somebody known
 * is chosen; for all that this speaker says, for one line, or from a phrase of it on.
 */

import { SpeakerField } from "./speaker-field.js";
import { make } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Question, Scope} from "./who.js" */
/** @import {Whose} from "./correction-wire.js" */

/** @typedef {{whose: Whose, name: string, scope: Scope}} Answer */

export class WhoFields {
  #speaker;
  /** @type {HTMLFieldSetElement | null} */
  #scopes = null;
  #question;

  /**
   * @param {I18n} i18n
   * @param {Question} question
   * @param {string} [from]  the words with which the rest of the line begins; empty: there is only the whole line
   */
  constructor(i18n, question, from = "") {
    const { label, name, voice, known, scopes } = question;
    this.#question = question;
    this.#speaker = new SpeakerField(i18n, known, voice ? null : label);
    const texts = {
      all: i18n.text("who.all", { name }),
      line: i18n.text("who.line"),
      onward: i18n.text("desk.speaker.from", { words: from }),
    };
    const offered = scopes.filter((scope) => scope !== "onward" || from !== "");
    if (offered.length < 2) return;
    const box = (this.#scopes = make("fieldset", "who-scopes"));
    box.append(make("legend", "", i18n.text("who.scope")));
    for (const [index, scope] of offered.entries()) {
      const [row, radio] = [make("label", "check"), make("input")];
      radio.type = "radio";
      radio.name = "who-scope";
      radio.value = scope;
      radio.checked = index === 0;
      row.append(radio, make("span", "", texts[scope]));
      box.append(row);
    }
  }

  get nodes() {
    return this.#scopes === null ? [this.#speaker.node] : [this.#speaker.node, this.#scopes];
  }

  /** Null while there is no answer. @returns {Answer | null} */
  get answer() {
    const whose = this.#speaker.chosen;
    const scope = this.#scope;
    // Everybody is the same person as themself.
    if (whose === null || ("id" in whose && scope === "all" && whose.id === this.#question.label)) return null;
    return { whose, name: this.#speaker.text, scope };
  }

  focus() {
    this.#speaker.focus();
  }

  get #scope() {
    const chosen = this.#scopes?.querySelector("input:checked");
    return /** @type {Scope} */ (chosen instanceof HTMLInputElement ? chosen.value : this.#question.scopes[0]);
  }
}
