/** What kind of meeting a record is of, changed by those who set the rules: how long it is kept follows from that. */

import { byId, setText } from "./dom.js";
import { change } from "./archive-wire.js";
import { dayOf, whyNot } from "./record-words.js";

/** @import {Confirmation} from "./confirmation.js" */
/** @import {I18n, Key} from "./i18n.js" */
/** @import {RecordKind, RecordTold} from "./archive-wire.js" */

/** @type {Record<RecordKind, {name: Key, kept: Key}>} */
export const TYPES = {
  call: { name: "replay.type.call", kept: "replay.type.call.kept" },
  internal: { name: "replay.type.internal", kept: "replay.type.internal.kept" },
  council: { name: "replay.type.council", kept: "replay.type.council.kept" },
};

/**
 * @typedef {object} TypeGround
 * @property {RecordTold} record
 * @property {Confirmation} confirmation
 * @property {(text: string) => void} say
 * @property {(record: RecordTold) => void} described
 */

export class TypeForm {
  #select = byId("type", HTMLSelectElement);
  #i18n;
  #ground;

  /**
   * @param {I18n} i18n
   * @param {TypeGround} ground
   */
  constructor(i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
    const form = byId("type-form", HTMLFormElement);
    form.hidden = !(ground.record.may ?? []).includes("rules");
    this.#select.value = ground.record.type;
    this.#select.onchange = () => this.draw();
    form.onsubmit = (event) => {
      event.preventDefault();
      void this.#save();
    };
    this.draw();
  }

  draw() {
    setText(byId("type-kept", HTMLElement), this.#i18n.text(TYPES[this.#type].kept));
  }

  get #type() {
    return /** @type {RecordKind} */ (this.#select.value);
  }

  async #save() {
    const [i18n, type] = [this.#i18n, this.#type];
    const { name, kept } = TYPES[type];
    const question = i18n.text("replay.type.ask", { type: i18n.text(name) });
    const all = i18n.text(kept);
    // What is not kept without end may be gone before anybody looks again.
    const consequence = type === "council" ? all : i18n.text("replay.type.past", { kept: all });
    const { confirmation, record, described, say } = this.#ground;
    if (!(await confirmation.ask({ question, consequence, yes: i18n.text("replay.type.change") }))) return;
    try {
      /** @type {RecordTold} */
      const told = await change("PATCH", ["records", record.id], { type });
      described(told);
      const due = told.due === null ? null : dayOf(told.due, i18n);
      say(due === null ? i18n.text("replay.type.saved") : i18n.text("replay.type.saved.due", { day: due }));
    } catch (error) {
      say(whyNot(error, i18n));
    }
  }
}
