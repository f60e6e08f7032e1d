/** The form for one item of the agenda, where its heading is or will be: what it is called, and where it begins. */

import { make } from "./dom.js";
import { timeOf } from "./record-words.js";

/** @import {I18n, Key} from "./i18n.js" */

/**
 * @typedef {object} ChapterWish
 * @property {string} title
 * @property {number} start
 */
/**
 * @typedef {object} ChapterGround
 * @property {(start: number, way: -1 | 1) => number} beside  the beginning of the line before or after
 * @property {() => number} here  where one is in the meeting
 * @property {(start: number) => void} moved
 * @property {(wish: ChapterWish) => Promise<string | null>} save  why not, or nothing
 * @property {() => void} cancel
 * @property {(() => void) | null} remove
 */

export class ChapterForm {
  node = make("form", "replay-edit chapter-form");
  #title = make("input");
  #time = make("p", "chapter-time");
  #trouble = make("p", "field-error");
  #start;
  #i18n;
  #ground;

  /**
   * @param {ChapterWish} now
   * @param {I18n} i18n
   * @param {ChapterGround} ground
   */
  constructor({ title, start }, i18n, ground) {
    this.#start = start;
    this.#i18n = i18n;
    this.#ground = ground;
    const label = make("label", "", i18n.text("replay.chapter.title"));
    label.htmlFor = this.#title.id = "chapter-title";
    this.#title.type = "text";
    this.#title.value = title;
    this.#title.maxLength = 200;
    this.#title.required = true;
    this.#title.dir = "auto";
    this.#time.setAttribute("role", "status");
    this.#trouble.setAttribute("role", "alert");
    this.#title.addEventListener("input", () => this.#title.removeAttribute("aria-invalid"));
    this.node.noValidate = true;
    this.node.append(label, this.#title, this.#trouble, this.#time, this.#moves(), this.#ends());
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save();
    });
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      ground.cancel();
    });
    this.#told();
  }

  focus() {
    this.#title.focus();
  }

  #moves() {
    const row = make("div", "edit-row");
    row.append(
      this.#button("replay.chapter.before", () => this.#move(this.#ground.beside(this.#start, -1))),
      this.#button("replay.chapter.after", () => this.#move(this.#ground.beside(this.#start, 1))),
      this.#button("replay.chapter.here", () => this.#move(this.#ground.here())),
    );
    return row;
  }

  #ends() {
    const row = make("div", "edit-row");
    row.append(make("button", "primary", this.#i18n.text("replay.save")), this.#button("replay.cancel", this.#ground.cancel));
    if (this.#ground.remove !== null) row.append(this.#button("replay.chapter.remove", this.#ground.remove));
    return row;
  }

  /**
   * @param {Key} name
   * @param {() => void} work
   */
  #button(name, work) {
    const made = make("button", "secondary", this.#i18n.text(name));
    made.type = "button";
    made.addEventListener("click", work);
    return made;
  }

  /** @param {number} start */
  #move(start) {
    if (start === this.#start) return;
    this.#start = start;
    // The form goes along with its place; a node that moves loses the focus.
    const focused = this.node.contains(document.activeElement) ? document.activeElement : null;
    this.#ground.moved(start);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    this.node.scrollIntoView({ block: "nearest" });
    this.#told();
  }

  #told() {
    this.#time.textContent = this.#i18n.text("replay.chapter.begins", { time: timeOf(this.#start, this.#i18n) });
  }

  async #save() {
    const title = this.#title.value.trim();
    this.#trouble.textContent = "";
    if (title === "") {
      this.#trouble.textContent = this.#i18n.text("replay.chapter.untitled");
      this.#title.setAttribute("aria-invalid", "true");
      return this.#title.focus();
    }
    this.#trouble.textContent = (await this.#ground.save({ title, start: this.#start })) ?? "";
  }
}
