/**
 * One's own edits that are not settled: under way, waiting for a line, in conflict with somebody else's, lost. What one
 * wrote is never taken away: where it will not stand by itself, it stays in a field until one has decided.
 */

import { make, setText } from "./dom.js";

/** @import {Entry, Stage} from "./outbox.js" */
/** @import {I18n, Key} from "./i18n.js" */
/** @import {Segment} from "./store.js" */

/**
 * @typedef {object} Wishes
 * @property {(id: string) => Segment | null} standing  what an edit is about, as it is now
 * @property {(id: string, text: string) => void} insist
 * @property {(id: string) => void} forget
 */
/** @typedef {{node: HTMLLIElement, state: HTMLElement, now: HTMLElement, stage: Stage | null}} Row */

/** @type {Record<Stage, Key>} */
const WORDS = { waiting: "desk.waiting", sent: "desk.sent", conflict: "desk.conflict", lost: "desk.lost" };

export class PendingView {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #section;
  #list;
  #i18n;
  #wishes;

  /**
   * @param {HTMLElement} section  shown while there is something
   * @param {HTMLUListElement} list
   * @param {I18n} i18n
   * @param {Wishes} wishes
   */
  constructor(section, list, i18n, wishes) {
    this.#section = section;
    this.#list = list;
    this.#i18n = i18n;
    this.#wishes = wishes;
  }

  /** @param {readonly Entry[]} entries */
  render(entries) {
    this.#section.hidden = entries.length === 0;
    const present = new Set(entries.map((entry) => entry.edit.id));
    for (const [id, { node }] of this.#rows) {
      if (present.has(id)) continue;
      const focused = node.contains(document.activeElement);
      node.remove();
      this.#rows.delete(id);
      if (focused) this.#section.focus();
    }
    for (const entry of entries) this.#draw(entry);
  }

  /** @param {Entry} entry */
  #draw(entry) {
    const { id } = entry.edit;
    const row = this.#rows.get(id) ?? this.#add(id, entry);
    const reason = entry.error === null || entry.stage === "conflict" ? "" : ` ${entry.error[this.#i18n.language]}`;
    setText(row.state, this.#i18n.text(WORDS[entry.stage]) + reason);
    const now = entry.stage === "conflict" ? this.#wishes.standing(id) : null;
    setText(row.now, now === null ? "" : this.#i18n.text("desk.now", { name: now.author?.name ?? "", text: now.text }));
    if (row.stage === entry.stage) return;
    row.stage = entry.stage;
    row.node.dataset["stage"] = entry.stage;
    row.node.querySelector(".answers")?.remove();
    if (entry.stage === "conflict" || entry.stage === "lost") this.#offer(row, entry);
  }

  /**
   * @param {string} id
   * @param {Entry} entry
   * @returns {Row}
   */
  #add(id, entry) {
    const node = make("li", "pending");
    const text = make("span", "pending-text", entry.wanted);
    text.lang = "fr";
    text.dir = "auto";
    /** @type {Row} */
    const row = { node, state: make("span", "pending-state"), now: make("span", "pending-now"), stage: null };
    node.append(text, row.state, row.now);
    this.#list.append(node);
    this.#rows.set(id, row);
    return row;
  }

  /**
   * @param {Row} row
   * @param {Entry} entry
   */
  #offer({ node }, { edit, stage, wanted }) {
    const { insist, forget, standing } = this.#wishes;
    const answers = make("form", "answers");
    const field = make("input");
    field.type = "text";
    field.value = wanted;
    field.lang = "fr";
    field.setAttribute("aria-label", this.#i18n.text("desk.own"));
    const again = stage === "conflict" && standing(edit.id) !== null;
    const send = make("button", "secondary", this.#i18n.text("desk.insist"));
    const drop = make("button", "secondary", this.#i18n.text("desk.drop"));
    send.type = "submit";
    drop.type = "button";
    send.hidden = !again;
    field.readOnly = !again;
    drop.addEventListener("click", () => forget(edit.id));
    answers.append(field, send, drop);
    answers.addEventListener("submit", (event) => {
      event.preventDefault();
      if (again) insist(edit.id, field.value.trim());
    });
    node.append(answers);
  }
}
