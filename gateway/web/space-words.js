/** What one person said in a space, gathered at their request, as a file for them (RGPD, article 15). */

import { byId, setText } from "./dom.js";
import { dayOf, lengthOf } from "./record-words.js";
import { get } from "./archive-wire.js";

/** @import {EntryTold, Page, RecordTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {SpaceGround} from "./space-ground.js" */
/** @typedef {{record: RecordTold, entries: EntryTold[]}} Said */

export class SpaceWords {
  #ground;
  #form = byId("own-form", HTMLFormElement);
  /** @type {string[]} */
  #addresses = [];

  /** @param {SpaceGround} ground */
  constructor(ground) {
    this.#ground = ground;
    byId("own", HTMLDetailsElement).hidden = !ground.may("extract");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#gather();
    });
  }

  async #gather() {
    const field = byId("own-name", HTMLInputElement);
    const name = field.value.trim();
    if (name === "") return field.focus();
    const { i18n, path } = this.#ground;
    const state = byId("own-state", HTMLElement);
    byId("own-files", HTMLElement).hidden = true;
    await this.#ground.tried(this.#form, async () => {
      setText(state, i18n.text("own.reading"));
      /** @type {Said[]} */
      const said = [];
      /** @type {string | null} */
      let cursor = null;
      try {
        do {
          /** @type {Page<Said>} */
          const page = await get([...path, "words"], { name, cursor });
          said.push(...page.items);
          cursor = page.next;
        } while (cursor !== null);
      } catch (error) {
        setText(state, "");
        throw error;
      }
      this.#offer(name, said);
    });
  }

  /**
   * @param {string} name
   * @param {Said[]} said
   */
  #offer(name, said) {
    const { i18n } = this.#ground;
    const count = said.reduce((sum, { entries }) => sum + entries.length, 0);
    const found = i18n.text("own.found", { count, records: said.length });
    setText(byId("own-state", HTMLElement), count === 0 ? i18n.text("own.none") : found);
    byId("own-files", HTMLElement).hidden = count === 0;
    for (const address of this.#addresses) URL.revokeObjectURL(address);
    const file = (/** @type {string} */ text, /** @type {string} */ type) => URL.createObjectURL(new Blob([text], { type }));
    this.#addresses = [
      file(textOf(name, said, i18n), "text/plain;charset=utf-8"),
      file(`${JSON.stringify({ name, records: said }, null, 1)}\n`, "application/json"),
    ];
    const links = [byId("own-text", HTMLAnchorElement), byId("own-json", HTMLAnchorElement)];
    links.forEach((link, place) => {
      link.href = this.#addresses[place] ?? "";
      link.download = `paroles.${place === 0 ? "txt" : "json"}`;
    });
  }
}

/**
 * @param {string} name
 * @param {readonly Said[]} said
 * @param {I18n} i18n
 */
export function textOf(name, said, i18n) {
  const parts = said.map(({ record, entries }) => {
    const head = `${record.title} (${dayOf(record.started, i18n)})`;
    return [head, ...entries.map((entry) => `[${lengthOf(entry.start_ms)}] ${entry.text}`)].join("\n");
  });
  return [name, ...parts].join("\n\n") + "\n";
}
