/**
 * The two switches about the text that hosts have, the record and whether everybody may correct; and the way to the
 * corrector's desk, for those who may.
 */

import { Confirmation } from "./confirmation.js";
import { byId } from "./dom.js";

/** @import {I18n} from "./i18n.js" */

/** @typedef {{host: boolean, offRecord: boolean, open: boolean, may: boolean}} Shown */
/** @typedef {{offRecord: (on: boolean) => void, open: (on: boolean) => void}} Wishes */

export class RecordView {
  #section = byId("text-rights", HTMLElement);
  #record = byId("switch-off-record", HTMLButtonElement);
  #everybody = byId("switch-correction", HTMLButtonElement);
  #desk = byId("open-desk", HTMLAnchorElement);
  #confirmation = new Confirmation();
  /** @type {Shown} */
  #shown = { host: false, offRecord: false, open: false, may: false };
  #i18n;
  #wishes;

  /**
   * @param {I18n} i18n
   * @param {Wishes} wishes
   */
  constructor(i18n, wishes) {
    this.#i18n = i18n;
    this.#wishes = wishes;
    this.#record.addEventListener("click", () => void this.#switch());
    this.#everybody.addEventListener("click", () => wishes.open(!this.#shown.open));
  }

  /** @param {Shown} shown */
  render(shown) {
    const { host, offRecord, open, may } = this.#shown;
    if (host === shown.host && offRecord === shown.offRecord && open === shown.open && may === shown.may) return;
    this.#shown = shown;
    this.#draw();
  }

  /** @param {string} address  of the corrector's desk, pass and all */
  set desk(address) {
    this.#desk.href = address;
  }

  /** Going off the record is asked about: it leaves a hole for good. */
  async #switch() {
    const { offRecord } = this.#shown;
    const i18n = this.#i18n;
    const question = i18n.text("confirm.off_record");
    const consequence = i18n.text("confirm.off_record.consequence");
    const sure = offRecord || (await this.#confirmation.ask({ question, consequence, yes: i18n.text("confirm.off_record.yes") }));
    if (sure) this.#wishes.offRecord(!offRecord);
  }

  #draw() {
    const { host, offRecord, open, may } = this.#shown;
    this.#section.hidden = !host && !may;
    this.#record.hidden = this.#everybody.hidden = !host;
    this.#desk.hidden = !may;
    this.#record.setAttribute("aria-checked", String(offRecord));
    this.#everybody.setAttribute("aria-checked", String(open));
  }
}
