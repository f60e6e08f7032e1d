/** How well sound and pictures pass, in the header: bars, and always a word. When it gets poor, that is told once. */

import { byId, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Level} from "./quality.js" */
/** @import {Media} from "./media.js" */
/** @import {News} from "./news.js" */

const EVERY = 3;

export class QualityView {
  #ticks = 0;
  /** @type {Level | null} */
  #level = null;
  #sign = byId("quality", HTMLParagraphElement);
  #words = byId("quality-words", HTMLSpanElement);
  #i18n;
  #news;

  /**
   * @param {I18n} i18n
   * @param {News} news
   */
  constructor(i18n, news) {
    this.#i18n = i18n;
    this.#news = news;
    i18n.follow(() => this.#draw());
  }

  /**
   * To be called every second.
   * @param {() => Media | null} media  of the stay
   */
  async tick(media) {
    const measured = media();
    this.#ticks += 1;
    if (this.#ticks % EVERY !== 0) return;
    const level = (await measured?.measure().catch(() => null)) ?? null;
    if (measured === media()) this.render(level);
  }

  /** @param {Level | null} level  null: nothing passes that could be measured */
  render(level) {
    if (level === this.#level) return;
    this.#level = level;
    if (level === "poor") this.#news.tell(this.#i18n.text("quality.poor"));
    this.#draw();
  }

  #draw() {
    this.#sign.hidden = this.#level === null;
    if (this.#level === null) return;
    this.#sign.dataset["level"] = this.#level;
    setText(this.#words, this.#i18n.text(`quality.${this.#level}`));
  }
}
