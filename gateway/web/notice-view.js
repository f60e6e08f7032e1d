/**
 * What the server and the browser have to say to the person beside the captions: the notice of this server, what makes
 * the captions, sound that waits for a gesture, and troubles, one at a time.
 */

import { byId, setText } from "./dom.js";

/** @import {Engine, Notice, Welcome} from "./wire.js" */
/** @import {I18n} from "./i18n.js" */

export class NoticeView {
  #notice = byId("notice", HTMLDivElement);
  #sound = byId("sound", HTMLDivElement);
  #trouble = byId("trouble", HTMLDivElement);
  #media = byId("media-down", HTMLDivElement);
  /** @type {Notice | undefined} */
  #said;
  /** @type {Engine | undefined} */
  #engine;
  #dismissed = false;
  #i18n;

  /**
   * @param {I18n} i18n
   * @param {() => void} onSound  the person wants to hear
   */
  constructor(i18n, onSound) {
    this.#i18n = i18n;
    this.#button(this.#notice).addEventListener("click", () => {
      this.#dismissed = true;
      this.#hide(this.#notice);
    });
    this.#button(this.#trouble).addEventListener("click", () => this.#hide(this.#trouble));
    this.#button(this.#sound).addEventListener("click", () => {
      this.#hide(this.#sound);
      onSound();
    });
    i18n.follow(() => this.#show());
  }

  /** @param {Welcome} welcome */
  welcomed(welcome) {
    this.#said = welcome.notice;
    this.#engine = welcome.engine;
    this.mediaDown(!welcome.media_up);
    this.#show();
  }

  /** @param {boolean} down  the server of sound and pictures; captions come back with it */
  mediaDown(down) {
    this.#media.hidden = !down;
  }

  /** @param {string} message */
  trouble(message) {
    this.#say(this.#trouble, message);
  }

  /** @param {boolean} blocked */
  soundBlocked(blocked) {
    this.#sound.hidden = !blocked;
  }

  clear() {
    this.#sound.hidden = this.#trouble.hidden = this.#media.hidden = true;
  }

  #show() {
    const language = this.#i18n.language;
    const notice = this.#said?.[language] ?? "";
    if (notice !== "" && !this.#dismissed) this.#say(this.#notice, notice);
    const engine = this.#engine;
    const { engine: name, model, compute_type } = engine ?? { engine: "", model: "", compute_type: "" };
    const line = engine === undefined ? "" : this.#i18n.text("about.engine", { engine: name, model, compute_type });
    setText(byId("engine", HTMLParagraphElement), line);
    const note = language === "fr" ? engine?.note_fr : engine?.note_en;
    setText(byId("engine-note", HTMLParagraphElement), note ?? "");
  }

  /**
   * @param {HTMLElement} box
   * @param {string} message
   */
  #say(box, message) {
    const paragraph = box.querySelector("p");
    if (paragraph !== null) setText(paragraph, message);
    box.hidden = false;
  }

  /** @param {HTMLElement} box */
  #hide(box) {
    const hadFocus = box.contains(document.activeElement);
    box.hidden = true;
    if (hadFocus) byId("log", HTMLDivElement).focus({ preventScroll: true });
  }

  /** @param {HTMLElement} box */
  #button(box) {
    return /** @type {HTMLButtonElement} */ (box.querySelector("button"));
  }
}
