/**
 * The field in which words are written anew, in their place in the line: Enter sends, Escape gives up, Tab sends and goes
 * on. It keeps what was written for as long as it is open, whatever happens to the text around it.
 */

import { SOUNDS, soundOf } from "./desk-keys.js";
import { make, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */

/** @typedef {{send: (text: string, onward: boolean) => void, cancel: () => void, widen: (step: 1 | -1) => void}} Wishes */

export const LONGEST = 500;

export class DeskField {
  /** @type {HTMLElement} */
  box = make("span", "desk-field");
  #input = make("input");
  #hint = make("span", "desk-hint");
  #hidden;
  #before;
  #wishes;

  /**
   * @param {I18n} i18n
   * @param {readonly HTMLElement[]} words  that give way; none: the text goes in after `place`
   * @param {{place: HTMLElement, text: string, select: boolean}} start
   * @param {Wishes} wishes
   */
  constructor(i18n, words, { place, text, select }, wishes) {
    this.#wishes = wishes;
    this.#hidden = words;
    this.#before = words.map((word) => word.textContent).join(" ");
    const input = this.#input;
    input.type = "text";
    input.value = text;
    input.maxLength = LONGEST;
    input.autocomplete = "off";
    input.dir = "auto";
    input.lang = "fr";
    input.spellcheck = true;
    const label = words.length === 0 ? i18n.text("desk.field.after", { word: place.textContent }) : i18n.text("desk.field.label", { words: this.#before });
    input.setAttribute("aria-label", label);
    this.box.append(this.#button(i18n, -1), input, this.#button(i18n, 1), this.#hint);
    this.#hint.setAttribute("role", "status");
    if (words.length === 0) place.after(" ", this.box);
    else place.before(this.box);
    for (const word of words) word.hidden = true;
    input.addEventListener("input", () => this.#size());
    this.box.addEventListener("keydown", (event) => this.#pressed(event));
    this.#size();
    input.focus();
    if (select) input.select();
    else input.setSelectionRange(text.length, text.length);
    this.box.scrollIntoView({ block: "nearest" });
  }

  get text() {
    return this.#input.value;
  }

  /** The words were written over. */
  get touched() {
    return this.#input.value.trim() !== this.#before;
  }

  /** The words that it stands for. */
  get words() {
    return this.#hidden;
  }

  /** @param {string} text  what one should know while writing */
  hint(text) {
    setText(this.#hint, text);
  }

  /** @param {string} text  at the place where one writes */
  put(text) {
    const { selectionStart, selectionEnd, value } = this.#input;
    const [from, to] = [selectionStart ?? value.length, selectionEnd ?? value.length];
    const [head, tail] = [value.slice(0, from), value.slice(to)];
    const gap = head === "" || head.endsWith(" ") ? "" : " ";
    this.#input.setRangeText(`${gap}${text}${tail === "" || tail.startsWith(" ") ? "" : " "}`, from, to, "end");
    this.#size();
    this.#input.focus();
  }

  close() {
    this.box.remove();
    for (const word of this.#hidden) word.hidden = false;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing) return;
    event.stopPropagation();
    const inField = event.target === this.#input;
    const sound = soundOf(event);
    if (sound !== null) this.put(SOUNDS[sound]);
    else if (event.key === "Escape") this.#wishes.cancel();
    else if (event.key === "Enter" && inField) this.#wishes.send(this.text, false);
    else if (event.key === "Tab" && inField && !event.shiftKey) this.#wishes.send(this.text, true);
    else return;
    event.preventDefault();
  }

  /**
   * One word more on one side: for those who have no keyboard to choose several with.
   * @param {I18n} i18n
   * @param {1 | -1} step
   */
  #button(i18n, step) {
    const button = make("button", "desk-widen", step < 0 ? "‹" : "›");
    button.type = "button";
    button.tabIndex = -1;
    const label = i18n.text(step < 0 ? "desk.widen.before" : "desk.widen.after");
    button.setAttribute("aria-label", label);
    button.title = label;
    button.addEventListener("click", () => this.#wishes.widen(step));
    return button;
  }

  /** As wide as the text, where the style sheet cannot say so. */
  #size() {
    this.#input.size = Math.max(4, this.#input.value.length + 1);
  }
}
