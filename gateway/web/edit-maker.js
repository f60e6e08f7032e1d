/**
 * Makes edits out of what somebody wrote over words as they were read, and puts them in the outbox: each on the revision
 * that was read, each as small as it can be. No DOM.
 */

import { applied, least, spread } from "./edits.js";
import { naming } from "./who.js";
import { segmentOf } from "./store.js";

/** @import {Amend, Whose} from "./correction-wire.js" */
/** @import {Captions, Segment} from "./store.js" */
/** @import {Change} from "./edits.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {Answer} from "./who-fields.js" */
/** @import {Question} from "./who.js" */

/** @typedef {{segment: Segment, first: number, last: number}} Piece  words of a segment, as it was when they were read */

export class EditMaker {
  #outbox;
  #captions;

  /**
   * @param {Outbox} outbox
   * @param {() => Captions} captions  as they stand
   */
  constructor(outbox, captions) {
    this.#outbox = outbox;
    this.#captions = captions;
  }

  /**
   * @param {readonly Piece[]} pieces
   * @param {string} text
   * @param {string | null} [replaces]  the edit that has not left yet and gives way
   */
  change(pieces, text, replaces = null) {
    if (replaces !== null) this.#outbox.forget(replaces);
    const words = pieces.flatMap(({ segment, first, last }) => segment.words.slice(first, last));
    const change = least(words, { first: 0, last: words.length, text });
    if (change === null) return;
    for (const part of spread(pieces.map(({ first, last }) => last - first), change)) {
      const { segment, first } = /** @type {Piece} */ (pieces[part.piece]);
      this.put(segment, { first: first + part.first, last: first + part.last, text: part.text });
    }
  }

  /**
   * @param {Segment} segment
   * @param {Change} change
   */
  put(segment, change) {
    /** @type {Amend} */
    const edit = { type: "amend", id: this.#outbox.newId(), segment: segment.segment, base: segment.revision, ...change };
    this.#outbox.put(edit, { wanted: applied(segment.words, change), before: segment.text });
  }

  /**
   * Somebody else was there first, and one's own text is to stand all the same.
   * @param {string} id
   * @param {string} text  of the whole segment
   * @returns {boolean} whether there is still something to put it in
   */
  insist(id, text) {
    const segment = this.standing(id);
    if (segment === null) return false;
    const change = least(segment.words, { first: 0, last: segment.words.length, text });
    this.#outbox.forget(id);
    if (change !== null) this.put(segment, change);
    return true;
  }

  /** What an edit was about, as it stands now. @param {string} id */
  standing(id) {
    const edit = this.#outbox.get(id)?.edit;
    return edit?.type === "amend" ? (segmentOf(this.#captions(), edit.segment)?.segment ?? null) : null;
  }

  /**
   * @param {number | null} after
   * @param {Whose} speaker
   * @param {string} text
   */
  insert(after, speaker, text) {
    this.#outbox.put({ type: "insert", id: this.#outbox.newId(), after, speaker, text }, { wanted: text, before: "" });
  }

  /**
   * @param {number} line
   * @param {number | null} from
   * @param {Whose} speaker
   * @param {string} wanted  in words
   */
  reassign(line, from, speaker, wanted) {
    this.#outbox.put({ type: "reassign", id: this.#outbox.newId(), line, from, speaker }, { wanted, before: "" });
  }

  /**
   * Who speaks, for all that they said or for a line.
   * @param {Question} question
   * @param {{line: number, segment: number}} place
   * @param {Answer} answer
   * @param {string} wanted  in words
   */
  who({ label, known }, { line, segment }, { whose, scope }, wanted) {
    if (scope !== "all") return this.reassign(line, scope === "onward" ? segment : null, whose, wanted);
    const edit = /** @type {const} */ ({ type: "name_speaker", id: this.#outbox.newId() });
    this.#outbox.put({ ...edit, ...naming(label, whose, known) }, { wanted, before: "" });
  }

  /**
   * The latest edit: one that has not left is simply forgotten.
   * @param {string} wanted  in words
   * @returns {boolean} whether it was undone here already
   */
  undo(wanted) {
    const unsent = this.#outbox.unsent;
    if (unsent === null) this.#outbox.put({ type: "undo", id: this.#outbox.newId() }, { wanted, before: "" });
    else this.#outbox.forget(unsent.edit.id);
    return unsent !== null;
  }
}
