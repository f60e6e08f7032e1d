/**
 * The field for those who write instead of speaking, under the captions in which everybody reads it letter by letter.
 * What is sent is told apart from what is received: one's own line stands in the field until it is ended, and the log
 * says of typed lines who wrote them.
 */

import { LONGEST_LINE, Typing } from "./typing.js";
import { make, setText } from "./dom.js";

/** @import {ClientMessage, Final, You} from "./wire.js" */
/** @import {I18n} from "./i18n.js" */

export class TypingView {
  #form = make("form", "typing");
  #field = make("input");
  #voice = make("input");
  #voiceLabel = make("label", "check");
  #state = make("p", "typing-state");
  #button;
  #i18n;
  #typing;
  #back;

  /**
   * @param {HTMLElement} captions  the section at whose end it stands
   * @param {HTMLButtonElement} button  shows and hides it
   * @param {I18n} i18n
   * @param {{send: (message: ClientMessage) => boolean, back: () => void}} wishes  `back`: where the focus goes on Escape
   */
  constructor(captions, button, i18n, { send, back }) {
    this.#button = button;
    this.#i18n = i18n;
    this.#back = back;
    this.#typing = new Typing({
      send,
      changed: () => this.#show(),
      now: () => performance.now(),
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer),
    });
    this.#build(captions);
    button.addEventListener("click", () => this.toggle());
    this.#field.addEventListener("input", () => this.#typing.write(this.#field.value));
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#typing.end(this.#voice.checked && !this.#voiceLabel.hidden);
      this.#field.value = "";
    });
  }

  toggle() {
    if (this.#button.hidden) return;
    this.#form.hidden = !this.#form.hidden;
    this.#button.setAttribute("aria-expanded", String(!this.#form.hidden));
    if (!this.#form.hidden) this.#field.focus();
    else if (this.#form.contains(this.#form.ownerDocument.activeElement)) this.#back();
  }

  /**
   * @param {You | null} you  readers read only
   * @param {boolean} voice  a synthesiser is there
   * @param {boolean} fresh
   */
  welcomed(you, voice, fresh) {
    this.#button.hidden = you === null;
    if (you === null) this.#form.hidden = true;
    this.#voiceLabel.hidden = !voice;
    this.#typing.welcomed(fresh);
    this.#show();
  }

  caughtUp() {
    this.#typing.caughtUp();
  }

  /** @param {Final} event  typed by this person */
  settled(event) {
    this.#typing.settled(event);
  }

  cut() {
    this.#show();
  }

  left() {
    this.#typing.forget();
    this.#field.value = "";
    this.#button.hidden = true;
    this.#form.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#back();
  }

  #show() {
    setText(this.#state, this.#typing.stuck ? this.#i18n.text("typing.waiting") : "");
  }

  /** @param {HTMLElement} captions */
  #build(captions) {
    const label = make("label");
    const hint = make("span", "visually-hidden");
    const voiceText = make("span");
    this.#field.type = "text";
    this.#field.id = "typing-text";
    this.#field.maxLength = LONGEST_LINE;
    this.#field.lang = "fr";
    this.#field.dir = "auto";
    this.#field.autocomplete = "off";
    hint.id = "typing-hint";
    this.#field.setAttribute("aria-describedby", hint.id);
    label.htmlFor = this.#field.id;
    this.#voice.type = "checkbox";
    this.#voiceLabel.append(this.#voice, voiceText);
    this.#state.setAttribute("role", "status");
    this.#form.id = "typing";
    this.#form.hidden = true;
    this.#form.append(label, this.#field, hint, this.#voiceLabel, this.#state);
    captions.append(this.#form);
    this.#i18n.follow(() => {
      setText(label, this.#i18n.text("typing.label"));
      setText(hint, this.#i18n.text("typing.hint"));
      setText(voiceText, this.#i18n.text("typing.voice"));
      this.#show();
    });
  }
}
