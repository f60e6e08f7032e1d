/**
 * What a corrector does in the text: words written anew, taken out or put in, lines that were missed, who speaks, steps
 * back. It knows which words were meant, on which revision; the edits are made elsewhere, and the server decides what
 * becomes of them.
 */

import { DeskCursor } from "./desk-cursor.js";
import { DeskEdge } from "./desk-edge.js";
import { DeskField } from "./desk-field.js";
import { DeskLines } from "./desk-lines.js";
import { DeskSpan } from "./desk-span.js";
import { DeskText } from "./desk-text.js";
import { SOUNDS, soundOf } from "./desk-keys.js";
import { byId } from "./dom.js";
import { piecesOf } from "./desk-words.js";
import { segmentOf } from "./store.js";

/** @import {Captions} from "./store.js" */
/** @import {Command} from "./desk-keys.js" */
/** @import {EditMaker, Piece} from "./edit-maker.js" */
/** @import {I18n, Key} from "./i18n.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {Person} from "./meeting-wire.js" */

/**
 * @typedef {object} Ground
 * @property {I18n} i18n
 * @property {Outbox} outbox
 * @property {EditMaker} edits
 * @property {() => Captions} captions
 * @property {() => readonly Person[]} people
 * @property {() => boolean} may
 * @property {(text: string) => void} news
 * @property {(term: string) => void} addTerm
 * @property {(ms: number) => Date} wallClock
 * @property {() => void} redraw  at once
 */

export class DeskWork {
  /** @type {{field: DeskField, pieces: Piece[], replaces: string | null} | null} */
  #writing = null;
  #log = byId("desk-log", HTMLDivElement);
  #earlier = byId("desk-earlier", HTMLButtonElement);
  #span = new DeskSpan();
  #text;
  #cursor;
  #lines;
  #edge;
  #ground;

  /** @param {Ground} ground */
  constructor(ground) {
    const { i18n, wallClock } = (this.#ground = ground);
    this.#text = new DeskText(this.#log, i18n, wallClock);
    this.#cursor = new DeskCursor(this.#log, {
      run: (command) => this.run(command),
      type: (typed) => this.#write(typed),
      leave: () => byId("desk-tools", HTMLDivElement).querySelector("button")?.focus(),
    });
    this.#lines = new DeskLines(this.#log, ground, this.#cursor, () => this.#close());
    const [button, words] = [byId("desk-back", HTMLButtonElement), byId("desk-waiting", HTMLSpanElement)];
    this.#edge = new DeskEdge(this.#log, button, words, i18n, () => this.#anchor);
    this.#earlier.addEventListener("click", () => {
      this.#cursor.move("first");
      this.#span.widen();
      ground.redraw();
    });
  }

  /** What must stay where it is. */
  get #anchor() {
    return this.#writing?.field.box ?? this.#lines.form ?? this.#cursor.focused;
  }

  /** The lines as they stand, and what is under way. */
  render() {
    const captions = this.#ground.captions();
    const focus = this.#cursor.focused !== null;
    const entries = this.#ground.outbox.entries.filter(({ stage }) => stage === "waiting" || stage === "sent");
    const edits = entries.flatMap(({ edit }) => (edit.type === "amend" ? [edit] : []));
    const shown = this.#span.of(captions, this.#anchor === null && this.#edge.atEnd);
    this.#earlier.hidden = !this.#span.more;
    this.#edge.around(captions.items.length, () => this.#text.render(shown, edits));
    this.#cursor.restore(focus);
    this.#warn(captions);
  }

  /** @param {number} segment @param {number} first @returns {boolean} */
  show(segment, first) {
    this.#span.reach(this.#ground.captions(), segment);
    this.render();
    return this.#cursor.goTo(segment, first);
  }

  /** @param {number} segment */
  lineOf(segment) {
    return this.#text.lineOf(segment);
  }

  /** @param {Command} command */
  run(command) {
    const { i18n, news, may, addTerm } = this.#ground;
    if (command === "doubt") return void (this.#cursor.move("doubt") || news(i18n.text("desk.doubt.none")));
    if (!may()) return news(i18n.text("desk.may_not"));
    if (command === "undo") return this.#undo();
    if (command === "line") {
      this.#finish();
      return this.#lines.insert();
    }
    if (command === "laughter" || command === "applause" || command === "inaudible") return this.#sound(command);
    const chosen = this.#cursor.selection;
    if (chosen === null) return news(i18n.text("desk.choose"));
    if (command === "speaker") {
      this.#finish();
      return this.#lines.speaker(chosen.line);
    }
    if (command === "term") return addTerm(this.#chosenText().replace(/[.,;:!?…«»()[\]\s]+$/u, ""));
    if (command === "edit") return this.#write(null);
    if (command === "after") return this.#after();
    this.#ground.edits.change(this.#pieces(chosen.words), "");
    this.#ground.redraw();
  }

  /**
   * Opens the field on the chosen words.
   * @param {string | null} typed  what stands in it at first; null: the words themselves
   */
  #write(typed) {
    if (!this.#ground.may()) return this.#ground.news(this.#ground.i18n.text("desk.may_not"));
    this.#finish();
    const chosen = this.#cursor.selection;
    const [word] = chosen?.words ?? [];
    if (chosen === null || word === undefined) return;
    const replaces = chosen.words.length === 1 ? (word.dataset["pending"] ?? null) : null;
    const entry = replaces === null ? undefined : this.#ground.outbox.get(replaces);
    const pieces = this.#pieces(chosen.words);
    const busy = chosen.words.some((one) => one.dataset["pending"] !== undefined) && (entry === undefined || entry.tried);
    if (busy || pieces.length === 0) return this.#ground.news(this.#ground.i18n.text("desk.busy"));
    const text = typed ?? (entry?.edit.type === "amend" ? entry.edit.text : this.#chosenText());
    this.#open(chosen.words, { place: word, text, select: typed === null }, pieces, replaces);
  }

  #after() {
    this.#finish();
    const word = this.#cursor.selection?.words.at(-1);
    const [piece] = word === undefined ? [] : this.#pieces([word]);
    if (word === undefined || piece === undefined) return;
    this.#open([], { place: word, text: "", select: false }, [{ ...piece, first: piece.last }], null);
  }

  /**
   * @param {readonly HTMLElement[]} words
   * @param {{place: HTMLElement, text: string, select: boolean}} start
   * @param {Piece[]} pieces
   * @param {string | null} replaces
   */
  #open(words, start, pieces, replaces) {
    this.#text.hold(pieces.map(({ segment }) => segment.segment));
    const field = new DeskField(this.#ground.i18n, words, start, {
      send: (text, onward) => this.#send(text, onward),
      cancel: () => this.#close(),
      widen: (step) => this.#widen(step),
    });
    this.#writing = { field, pieces, replaces };
  }

  /**
   * @param {string} text
   * @param {boolean} onward
   */
  #send(text, onward) {
    const writing = this.#writing;
    if (writing === null) return;
    this.#ground.edits.change(writing.pieces, text, writing.replaces);
    this.#close();
    const [piece] = writing.field.words.length === 0 ? writing.pieces : [];
    if (piece !== undefined) this.#cursor.goTo(piece.segment.segment, piece.first);
    if (onward) this.#cursor.move("doubt");
  }

  /** Somebody goes on elsewhere: what was written counts. */
  #finish() {
    if (this.#writing === null) return;
    if (this.#writing.field.touched) this.#send(this.#writing.field.text, false);
    else this.#close();
  }

  #close() {
    this.#writing?.field.close();
    this.#writing = null;
    this.#lines.close();
    this.#text.hold([]);
    this.#ground.redraw();
    this.#cursor.restore(true);
  }

  /** @param {1 | -1} step */
  #widen(step) {
    const writing = this.#writing;
    if (writing === null || writing.field.words.length === 0) return;
    const { words, text, touched } = writing.field;
    this.#writing = null;
    writing.field.close();
    const next = this.#cursor.neighbour(words, step);
    const wider = next === null ? words : step > 0 ? [...words, next] : [next, ...words];
    const more = next?.textContent ?? "";
    const start = { text: touched ? (step > 0 ? `${text} ${more}` : `${more} ${text}`) : wider.map((word) => word.textContent).join(" ") };
    const [place] = wider;
    if (place !== undefined) this.#open(wider, { place, ...start, select: !touched }, this.#pieces(wider), null);
  }

  #undo() {
    const { news, i18n, edits, redraw } = this.#ground;
    if (edits.undo(i18n.text("desk.undo"))) news(i18n.text("desk.undone"));
    redraw();
  }

  /** @param {keyof typeof SOUNDS} sound */
  #sound(sound) {
    const text = SOUNDS[sound];
    if (this.#writing !== null) return this.#writing.field.put(text);
    const words = this.#cursor.selection?.words ?? [];
    const pieces = this.#pieces(words);
    const last = pieces.at(-1);
    if (last === undefined) return this.#ground.news(this.#ground.i18n.text("desk.choose"));
    // What cannot be heard stands instead of the guess; laughter stands beside what was said.
    if (sound === "inaudible") this.#ground.edits.change(pieces, text);
    else this.#ground.edits.put(last.segment, { first: last.last, last: last.last, text });
    this.#ground.redraw();
  }

  /** @param {Captions} captions  told while somebody writes: the words are not what they were any more */
  #warn(captions) {
    if (this.#writing === null) return;
    const { i18n } = this.#ground;
    const changed = this.#writing.pieces.flatMap(({ segment }) => {
      const now = segmentOf(captions, segment.segment)?.segment;
      // Whose words they are may change under them.
      return now === undefined || now.text !== segment.text ? [now] : [];
    });
    if (changed.length === 0) return;
    const [now] = changed;
    /** @type {Key} */
    const key = now === undefined ? "desk.gone" : "desk.changed";
    this.#writing.field.hint(i18n.text(key, { name: now?.author?.name ?? "", text: now?.text ?? "" }));
  }

  #chosenText() {
    return (this.#cursor.selection?.words ?? []).map((word) => word.textContent).join(" ");
  }

  #pieces = (/** @type {readonly HTMLElement[]} */ words) => piecesOf(words, this.#ground.captions());

  /** @param {KeyboardEvent} event  wherever the focus is in the page */
  pressed(event) {
    const sound = soundOf(event);
    if (sound === null || event.defaultPrevented) return;
    event.preventDefault();
    this.run(sound);
  }
}
