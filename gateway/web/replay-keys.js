/** The keyboard's and the pointer's way through the rows of a record: one row is a stop of Tab, arrows lead on. */

/** @import {Line, ReplayText, TextGround} from "./replay-text.js" */
/** @import {Row} from "./replay-rows.js" */

export class LineKeys {
  /** @type {HTMLElement | null} */
  #word = null;
  /** @type {Row | undefined} */
  #current;
  /** @type {Row | undefined} */
  #stop;
  #text;
  #ground;

  /**
   * @param {HTMLOListElement} list
   * @param {ReplayText} text
   * @param {TextGround} ground
   */
  constructor(list, text, ground) {
    this.#text = text;
    this.#ground = ground;
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("keydown", (event) => this.#pressed(event));
    list.addEventListener("focusin", (event) => this.#focused(event));
  }

  set current(/** @type {Row} */ row) {
    this.#current = row;
    this.#stops();
  }

  /** @param {boolean} [focus]  on the row that is the stop now */
  settle(focus = false) {
    this.#current ??= this.#text.rows.all[0];
    this.#stops();
    if (focus) this.#stopOf(this.#current)?.focus();
  }

  /** @param {Row} row  whose head was filled anew */
  drawn(row) {
    if (row === this.#stop) this.#mark(row, 0);
  }

  /** @param {Row} row  that will be no more */
  leaves(row) {
    if (row !== this.#current) return;
    const next = this.#text.rows.beside(row, 1) ?? this.#text.rows.beside(row, -1);
    if (row.node.contains(document.activeElement)) this.#stopOf(next)?.focus({ preventScroll: true });
    this.#current = next;
  }

  /**
   * Where the focus was before the row was filled anew.
   * @param {Row} row
   * @param {HTMLElement} before
   * @param {Line} [line]  whose word had it
   */
  refocus(row, before, line) {
    if (line !== undefined) {
      const word = Math.min(Number(before.dataset["word"]), line.entry.words.length - 1);
      return this.#toWord(line.node.querySelector(`[data-word="${word}"]`));
    }
    const name = ["at", "correct", "more"].find((each) => before.classList.contains(each));
    /** @type {HTMLElement | null} */ (row.head.querySelector(`.${name ?? "stop"}`))?.focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const row = this.#text.rows.of(target);
    if (row === undefined || target === null || target.closest("form, .replay-acts") !== null) return;
    if (target.closest(".correct") !== null) return this.#ground.correct(row);
    const more = target.closest(".more");
    if (more instanceof HTMLElement) return this.#ground.act(row, more);
    const word = target.closest("[data-word]");
    const picked = word instanceof HTMLElement && (getSelection()?.isCollapsed ?? true);
    if (picked) this.#listen(word);
    else if (target.closest(".at") !== null) this.#ground.listen(row.start);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = this.#text.rows.of(target);
    const within = target.closest("form, .replay-acts") !== null;
    if (row === undefined || within || event.ctrlKey || event.metaKey || event.altKey) return;
    const word = target.dataset["word"] === undefined ? null : target;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#stopOf(this.#text.rows.beside(row, event.key === "ArrowDown" ? 1 : -1))?.focus();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      this.#walk(row, word, event.key === "ArrowRight" ? 1 : -1);
    } else if (event.key === "Enter" && word !== null) this.#listen(word);
    else return;
    event.preventDefault();
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = this.#text.rows.of(target);
    if (this.#word !== null && this.#word !== target) {
      // Plain text again: a reader of screens would call each word a button.
      this.#word.removeAttribute("tabindex");
      this.#word.removeAttribute("role");
      this.#word = null;
    }
    if (row === undefined) return;
    if (row !== this.#current) this.#ground.strayed();
    this.#current = row;
    this.#stops();
  }

  /**
   * From a word to the next of the row, whatever segment that is in; from the head to the first, and back.
   * @param {Row} row
   * @param {HTMLElement | null} from
   * @param {1 | -1} way
   */
  #walk(row, from, way) {
    this.#text.spell(row);
    /** @type {HTMLElement[]} */
    const words = [...row.words.querySelectorAll(/** @type {"span"} */ ("[data-word]"))];
    const place = (from === null ? -1 : words.indexOf(from)) + way;
    if (place < 0) return void this.#stopOf(row)?.focus();
    this.#toWord(words[place] ?? null);
  }

  /** @param {HTMLElement | null} word */
  #toWord(word) {
    if (word === null || !this.#ground.sound()) return;
    word.tabIndex = 0;
    word.setAttribute("role", "button");
    word.focus();
    this.#word = word;
  }

  /** @param {HTMLElement} node  of a word */
  #listen(node) {
    const line = this.#text.lineOf(node);
    const word = line?.entry.words[Number(node.dataset["word"])];
    if (line !== undefined && word !== undefined) this.#ground.listen(line.begun + word.start_ms);
  }

  /** @param {Row | undefined} row */
  #stopOf(row) {
    return /** @type {HTMLElement | undefined} */ (row?.head.querySelector(".stop") ?? undefined);
  }

  #stops() {
    this.#mark(this.#stop, -1);
    this.#mark(this.#current, 0);
    this.#stop = this.#current;
  }

  /**
   * @param {Row | undefined} row
   * @param {0 | -1} index
   */
  #mark(row, index) {
    for (const stop of row?.head.querySelectorAll(".stop") ?? []) /** @type {HTMLElement} */ (stop).tabIndex = index;
  }
}
