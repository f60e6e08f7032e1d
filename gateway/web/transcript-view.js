/**
 * Whether the meeting is kept, as everybody in it sees it: the chip beside the captions, a notice that says what it means
 * and lets one object, what cannot be saved; for hosts the two switches, and who objects.
 */

import { Confirmation } from "./confirmation.js";
import { NOT_KEPT } from "./keeping-wire.js";
import { TranscriptChip } from "./transcript-chip.js";
import { byId, setText } from "./dom.js";

/** @import {ClientMessage} from "./wire.js" */
/** @import {I18n, Key} from "./i18n.js" */
/** @import {Transcript} from "./keeping-wire.js" */

export class TranscriptView {
  #notice = byId("kept", HTMLDivElement);
  #text = byId("kept-text", HTMLParagraphElement);
  #form = byId("object-form", HTMLFormElement);
  #named = byId("object-named", HTMLInputElement);
  #trouble = byId("kept-trouble", HTMLDivElement);
  #objected = byId("objected", HTMLDivElement);
  #switch = byId("switch-transcript", HTMLButtonElement);
  #audio = byId("switch-audio", HTMLButtonElement);
  #confirmation = new Confirmation();
  #state = NOT_KEPT;
  #self = false;
  #host = false;
  #read = false;
  #objections = 0;
  /** @type {string | null} */
  #last = null;
  #chip;
  #i18n;
  #ask;
  #news;

  /**
   * @param {HTMLElement} captions
   * @param {I18n} i18n
   * @param {{ask: (message: ClientMessage) => boolean, news: (text: string) => void}} ground
   */
  constructor(captions, i18n, { ask, news }) {
    this.#chip = new TranscriptChip(captions, i18n);
    this.#i18n = i18n;
    this.#ask = ask;
    this.#news = news;
    this.#switch.addEventListener("click", () => void this.#toggle("transcript", this.#state.on));
    this.#audio.addEventListener("click", () => void this.#toggle("keep_audio", this.#state.audio));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!ask({ type: "object", named: this.#named.checked })) return;
      this.#close();
      news(i18n.text("transcript.object.sent"));
    });
    byId("kept-close", HTMLButtonElement).addEventListener("click", () => this.#close());
    byId("objected-close", HTMLButtonElement).addEventListener("click", () => {
      this.#objections = 0;
      this.#draw();
      byId("log", HTMLDivElement).focus({ preventScroll: true });
    });
    i18n.follow(() => this.#draw());
  }

  /**
   * @param {Transcript} transcript
   * @param {boolean} self  this page is a participant's
   */
  welcomed(transcript, self) {
    this.#self = self;
    this.#become(transcript);
  }

  /** @param {Transcript} transcript */
  told(transcript) {
    const before = this.#state;
    this.#become(transcript);
    if (before.on !== transcript.on || before.audio !== transcript.audio) this.#news(this.#i18n.text(this.#said()));
  }

  /** @param {string | null} by  name of who objects, to hosts */
  objection(by) {
    this.#objections += 1;
    this.#last = by;
    this.#draw();
    this.#news(this.#objection());
  }

  left() {
    this.#objections = 0;
    this.#read = false;
    this.#state = NOT_KEPT;
    this.#draw();
  }

  /** @param {boolean} host */
  render(host) {
    if (host === this.#host) return;
    this.#host = host;
    this.#draw();
  }

  /** @param {Transcript} transcript */
  #become(transcript) {
    const { on, audio } = this.#state;
    // More is kept than what this person was told of: it is said again.
    if (!transcript.on || !on || (transcript.audio && !audio)) this.#read = false;
    if (!transcript.on) this.#objections = 0;
    this.#state = transcript;
    this.#draw();
  }

  /**
   * Keeping more is asked about: it concerns everybody.
   * @param {"transcript" | "keep_audio"} type
   * @param {boolean} on  as it is now
   */
  async #toggle(type, on) {
    const i18n = this.#i18n;
    const key = type === "transcript" ? "confirm.transcript" : "confirm.audio";
    const asked = { question: i18n.text(key), consequence: i18n.text(`${key}.consequence`), yes: i18n.text(`${key}.yes`) };
    if (on || (await this.#confirmation.ask(asked))) this.#ask({ type, on: !on });
  }

  #close() {
    this.#read = true;
    this.#draw();
    byId("log", HTMLDivElement).focus({ preventScroll: true });
  }

  /** @returns {Key} */
  #said() {
    if (!this.#state.on) return "transcript.ended";
    return this.#state.audio ? "transcript.begun.audio" : "transcript.begun";
  }

  #objection() {
    const by = this.#last;
    return by === null ? this.#i18n.text("transcript.objected") : this.#i18n.text("transcript.objected.by", { name: by });
  }

  #draw() {
    const { on, audio, space, trouble } = this.#state;
    const i18n = this.#i18n;
    this.#chip.render(this.#state);
    this.#notice.hidden = !on || this.#read;
    if (on) setText(this.#text, i18n.text(audio ? "transcript.notice.audio" : "transcript.notice", { space }));
    // Hosts have the switch.
    this.#form.hidden = !this.#self || this.#host;
    this.#trouble.hidden = trouble === null;
    const why = this.#trouble.querySelector("p");
    if (why !== null && trouble !== null) setText(why, trouble[i18n.language]);
    this.#objected.hidden = !this.#host || this.#objections === 0;
    setText(byId("objected-text", HTMLParagraphElement), this.#objections === 0 ? "" : this.#objection());
    this.#switch.hidden = this.#audio.hidden = !this.#host;
    byId("transcript-hint", HTMLParagraphElement).hidden = !this.#host;
    this.#switch.setAttribute("aria-checked", String(on));
    this.#audio.setAttribute("aria-checked", String(audio));
    this.#audio.setAttribute("aria-disabled", String(!on));
  }
}
