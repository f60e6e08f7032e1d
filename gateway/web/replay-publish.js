/** Publishing a copy of a record: where, under which title, what is in it; and the way to it afterwards. */

import { byId, make } from "./dom.js";
import { change, get, onceOnly } from "./archive-wire.js";
import { closeOver, openOver } from "./replay-over.js";
import { whyNot } from "./record-words.js";

/** @import {RecordTold, SpaceTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */

export class PublishDialog {
  #dialog = byId("publish", HTMLDialogElement);
  #space = byId("publish-space", HTMLSelectElement);
  #title = byId("publish-title-field", HTMLInputElement);
  #trouble = byId("publish-trouble", HTMLElement);
  #yes = byId("publish-yes", HTMLButtonElement);
  #key = onceOnly();
  #i18n;
  #record;

  /**
   * @param {I18n} i18n
   * @param {() => RecordTold} record
   */
  constructor(i18n, record) {
    this.#i18n = i18n;
    this.#record = record;
    byId("publish-open", HTMLButtonElement).onclick = () => void this.#open();
    byId("publish-no", HTMLButtonElement).onclick = () => this.#dialog.close();
    byId("publish-form", HTMLFormElement).onsubmit = (event) => {
      event.preventDefault();
      void this.#publish();
    };
  }

  async #open() {
    this.#key = onceOnly();
    this.#trouble.textContent = "";
    this.#title.value = this.#record().title;
    await openOver(this.#dialog);
    try {
      /** @type {{items: SpaceTold[]}} */
      const { items } = await get(["spaces"]);
      const open = items.filter(({ closed, role }) => closed === null && ["owner", "editor"].includes(role));
      this.#space.replaceChildren(...open.map(({ id, name }) => new Option(name, id)));
      this.#space.value = this.#record().space;
      if (this.#space.selectedIndex < 0) this.#space.selectedIndex = 0;
    } catch (error) {
      this.#trouble.textContent = whyNot(error, this.#i18n);
    }
  }

  async #publish() {
    const title = this.#title.value.trim();
    this.#yes.disabled = true;
    this.#trouble.textContent = "";
    try {
      const body = { space: this.#space.value, ...(title === "" ? {} : { title }) };
      /** @type {RecordTold} */
      const copy = await change("POST", ["records", this.#record().id, "publications"], body, this.#key);
      await closeOver(this.#dialog);
      this.#show(copy);
    } catch (error) {
      this.#trouble.textContent = whyNot(error, this.#i18n);
    } finally {
      this.#yes.disabled = false;
    }
  }

  /** @param {RecordTold} copy */
  #show(copy) {
    const done = byId("publish-done", HTMLElement);
    const link = make("a", "", this.#i18n.text("replay.publish.open"));
    link.href = encodeURIComponent(copy.id);
    done.replaceChildren(this.#i18n.text("replay.publish.done", { title: copy.title }), " ", link);
    done.hidden = false;
    link.focus();
  }
}
