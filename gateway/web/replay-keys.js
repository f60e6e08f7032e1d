/** The keyboard's and the pointer's way through the lines of a record: one line is a stop of Tab, arrows lead on. */

/** @import {Line, ReplayText, TextGround} from "./replay-text.js" */

export class LineKeys {
  /** @type {HTMLElement | null} */
  #word = null;
  /** @type {Line | undefined} */
  #current;
  /** @type {Line | undefined} */
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

  set current(/** @type {Line} */ line) {
    this.#current = line;
    this.#stops();
  }

  /** @param {boolean} [focus]  on the line that is the stop now */
  settle(focus = false) {
    this.#current ??= this.#text.lines[0];
    this.#stops();
    if (focus) this.#stopOf(this.#current)?.focus();
  }

  /** @param {Line} line  whose node was filled anew */
  drawn(line) {
    if (line === this.#stop) this.#mark(line, 0);
  }

  /** @param {Line} line  that will be no more */
  leaves(line) {
    if (line !== this.#current) return;
    const next = this.#text.beside(line, 1) ?? this.#text.beside(line, -1);
    if (line.node.contains(document.activeElement)) this.#stopOf(next)?.focus({ preventScroll: true });
    this.#current = next;
  }

  /**
   * Where the focus was before the line was filled anew.
   * @param {Line} line
   * @param {HTMLElement} before
   */
  refocus(line, before) {
    const word = before.dataset["word"];
    const name = ["at", "correct", "more"].find((each) => before.classList.contains(each));
    if (word !== undefined) return this.#toWord(line, Math.min(Number(word), line.entry.words.length - 1));
    /** @type {HTMLElement | null} */ (line.node.querySelector(`.${name ?? "stop"}`))?.focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const line = this.#text.lineOf(target);
    if (line === undefined || target === null || target.closest("form, .replay-acts") !== null) return;
    if (target.closest(".correct") !== null) return this.#ground.correct(line);
    const more = target.closest(".more");
    if (more instanceof HTMLElement) return this.#ground.act(line, more);
    const word = target.closest("[data-word]");
    const picked = word instanceof HTMLElement && (getSelection()?.isCollapsed ?? true);
    if (picked) this.#listen(line, Number(word.dataset["word"]));
    else if (target.closest(".at") !== null) this.#ground.listen(line.start);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const line = this.#text.lineOf(target);
    const within = target.closest("form, .replay-acts") !== null;
    if (line === undefined || within || event.ctrlKey || event.metaKey || event.altKey) return;
    const word = target.dataset["word"];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#stopOf(this.#text.beside(line, event.key === "ArrowDown" ? 1 : -1))?.focus();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      this.#toWord(line, (word === undefined ? -1 : Number(word)) + (event.key === "ArrowRight" ? 1 : -1));
    } else if (event.key === "Enter" && word !== undefined) this.#listen(line, Number(word));
    else return;
    event.preventDefault();
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const line = this.#text.lineOf(target);
    if (this.#word !== null && this.#word !== target) {
      // Plain text again: a reader of screens would call each word a button.
      this.#word.removeAttribute("tabindex");
      this.#word.removeAttribute("role");
      this.#word = null;
    }
    if (line === undefined) return;
    if (line !== this.#current) this.#ground.strayed();
    this.#current = line;
    this.#stops();
  }

  /**
   * @param {Line} line
   * @param {number} place
   */
  #toWord(line, place) {
    this.#text.spell(line);
    const word = this.#ground.sound() ? line.node.querySelector(`[data-word="${place}"]`) : null;
    if (!(word instanceof HTMLElement)) return void (place < 0 && this.#stopOf(line)?.focus());
    word.tabIndex = 0;
    word.setAttribute("role", "button");
    word.focus();
    this.#word = word;
  }

  /**
   * @param {Line} line
   * @param {number} place
   */
  #listen(line, place) {
    const word = line.entry.words[place];
    if (word !== undefined) this.#ground.listen(line.begun + word.start_ms);
  }

  /** @param {Line | undefined} line */
  #stopOf(line) {
    return /** @type {HTMLElement | undefined} */ (line?.node.querySelector(".stop") ?? undefined);
  }

  #stops() {
    this.#mark(this.#stop, -1);
    this.#mark(this.#current, 0);
    this.#stop = this.#current;
  }

  /**
   * @param {Line | undefined} line
   * @param {0 | -1} index
   */
  #mark(line, index) {
    for (const stop of line?.node.querySelectorAll(".stop") ?? []) /** @type {HTMLElement} */ (stop).tabIndex = index;
  }
}
