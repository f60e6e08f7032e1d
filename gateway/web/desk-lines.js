/**
 * Whole lines at the desk: one that was missed is put in, one gets another speaker. The forms stand between the lines, one
 * at a time.
 */

import { insertForm, speakerForm } from "./desk-forms.js";
import { known, question } from "./who.js";
import { lineIn, piecesOf } from "./desk-words.js";

/** @import {DeskCursor} from "./desk-cursor.js" */
/** @import {Ground} from "./desk-work.js" */

export class DeskLines {
  /** @type {HTMLElement | null} */
  form = null;
  #log;
  #ground;
  #cursor;
  #done;

  /**
   * @param {HTMLElement} log
   * @param {Ground} ground
   * @param {DeskCursor} cursor
   * @param {() => void} done  sent or given up
   */
  constructor(log, ground, cursor, done) {
    this.#log = log;
    this.#ground = ground;
    this.#cursor = cursor;
    this.#done = done;
  }

  close() {
    this.form?.remove();
    this.form = null;
  }

  insert() {
    const { i18n, people, captions } = this.#ground;
    const chosen = this.#cursor.selection?.line ?? this.#log.querySelector(".desk-line:last-of-type");
    const line = chosen === null ? null : lineIn(chosen, captions());
    const made = insertForm(i18n, known(captions(), people()), line?.speaker.id ?? captions().speakers.at(-1) ?? "", {
      cancel: () => this.#done(),
      send: ({ speaker, text }) => {
        this.#ground.edits.insert(line?.line ?? null, speaker, text);
        this.#done();
      },
    });
    this.#show(made, chosen);
  }

  /** @param {HTMLElement} node */
  speaker(node) {
    const { i18n, people, captions, edits } = this.#ground;
    const line = lineIn(node, captions());
    const [word] = this.#cursor.selection?.words ?? [];
    const [piece] = word === undefined ? [] : piecesOf([word], captions());
    if (line === null || piece === undefined) return;
    const from = line.segments[0] === piece.segment ? "" : piece.segment.words.slice(0, 3).map(({ text }) => text).join(" ");
    const asked = question(captions(), line, people(), { may: true, self: null });
    if (asked === null) return;
    const place = { line: line.line, segment: piece.segment.segment };
    const made = speakerForm(i18n, { ...asked, scopes: [...asked.scopes, "onward"] }, from, {
      cancel: () => this.#done(),
      send: (answer) => {
        const { name, scope } = answer;
        const wanted = scope === "all" ? i18n.text("who.wanted", { was: asked.name, name }) : i18n.text("desk.reassigned", { name });
        edits.who(asked, place, answer, wanted);
        this.#done();
      },
    });
    this.#show(made, node);
  }

  /**
   * @param {{form: HTMLElement, focus: () => void}} made
   * @param {Element | null} after
   */
  #show({ form, focus }, after) {
    this.form?.remove();
    this.form = form;
    if (after === null) this.#log.append(form);
    else after.after(form);
    form.scrollIntoView({ block: "nearest" });
    focus();
  }
}
