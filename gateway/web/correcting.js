/**
 * The text side of a meeting, put together: asking and correcting in the captions, writing in them, pace, the record.
 * The meeting tells it what it hears; each part answers for itself.
 */

import { Asking } from "./asking.js";
import { PaceView } from "./pace-view.js";
import { RecordChip } from "./record-chip.js";
import { RecordView } from "./record-view.js";
import { SharedMic } from "./shared-mic.js";
import { Toast } from "./toast.js";
import { TranscriptView } from "./transcript-view.js";
import { TypedSigns } from "./typed-signs.js";
import { TypingView } from "./typing-view.js";
import { VoicesHint } from "./voices-hint.js";
import { byId } from "./dom.js";

/** @import {CaptionEvent, ClientMessage, ServerMessage, Welcome} from "./wire.js" */
/** @import {Captions} from "./store.js" */
/** @import {Correction} from "./correction-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */

/**
 * @typedef {object} Ground
 * @property {I18n} i18n
 * @property {() => Captions} captions
 * @property {(message: ClientMessage) => boolean} send  says nothing when it does not go
 * @property {(message: ClientMessage) => boolean} ask  says so
 * @property {(text: string) => void} news
 * @property {() => void} changed
 */

export class Correcting {
  /** @type {Correction} */
  #correction = { open: false, may: false };
  /** @type {string | null} */
  #self = null;
  #offRecord = false;
  #asking;
  #typing;
  #typed;
  #pace;
  #chip;
  #record;
  #transcript;
  #shared;
  #hint;
  #ground;

  /** @param {Ground} ground */
  constructor(ground) {
    this.#ground = ground;
    const { i18n, captions, send, ask, news, changed } = ground;
    const [log, section, toast] = [byId("log", HTMLDivElement), byId("captions", HTMLElement), new Toast()];
    const stage = /** @type {HTMLElement} */ (document.querySelector(".stage"));
    this.#asking = new Asking({ i18n, log, stage, captions, send, say: (text) => toast.say(text), news, changed });
    const back = () => log.focus({ preventScroll: true });
    this.#typing = new TypingView(section, byId("toggle-typing", HTMLButtonElement), i18n, { send, back });
    this.#typed = new TypedSigns(log, i18n);
    this.#pace = new PaceView(i18n);
    this.#chip = new RecordChip(section, i18n);
    this.#transcript = new TranscriptView(section, i18n, { ask, news });
    this.#shared = new SharedMic(i18n, ask);
    this.#hint = new VoicesHint(stage, { i18n, ask, news });
    this.#record = new RecordView(i18n, {
      offRecord: (on) => ask({ type: "off_record", on }),
      open: (on) => ask({ type: "open_correction", on }),
    });
  }

  /** @param {string} address */
  set desk(address) {
    this.#record.desk = address;
  }

  /** Opens the field to write in, or closes it. */
  write() {
    this.#typing.toggle();
  }

  /**
   * @param {Welcome} welcome
   * @param {boolean} fresh  another session than before
   */
  welcomed(welcome, fresh) {
    this.#correction = welcome.correction;
    this.#self = welcome.you?.id ?? null;
    this.#offRecord = welcome.off_record;
    this.#pace.show(null);
    if (fresh) this.#typed.forget();
    this.#asking.welcomed(welcome);
    this.#shared.told(this.#selfIn(welcome.people));
    this.#hint.welcomed(welcome);
    this.#transcript.welcomed(welcome.transcript, welcome.you !== null);
    this.#typing.welcomed(welcome.you, welcome.voice, fresh);
  }

  /** The line is down: nothing is lost, and nothing goes. */
  cut() {
    this.#asking.cut();
    this.#shared.cut();
  }

  left() {
    this.#asking.left();
    this.#typing.left();
    this.#transcript.left();
    this.#hint.left();
    this.#pace.show(null);
  }

  /** @param {CaptionEvent} event */
  happened(event) {
    this.#asking.happened(event);
    this.#typed.happened(event, this.#self);
    if (event.type === "final" && event.origin === "typed" && event.speaker.id === this.#self) this.#typing.settled(event);
    if (event.type !== "off_record" || event.on === this.#offRecord) return;
    this.#offRecord = event.on;
    const { news, i18n } = this.#ground;
    news(i18n.text(event.on ? "record.now" : "record.back"));
  }

  /**
   * @param {ServerMessage} message
   * @returns {boolean} whether it was for this part alone
   */
  told(message) {
    if (message.type === "clock") this.#typing.caughtUp();
    if (message.type === "pace") this.#pace.show(message.hint);
    if (message.type === "correction") this.#correction = { open: message.open, may: message.may };
    if (message.type === "transcript") this.#transcript.told(message);
    if (message.type === "people") {
      this.#shared.told(this.#selfIn(message.people));
      this.#hint.told(message.people);
    }
    if (message.type === "voices_heard") this.#hint.heard(message.people);
    if (message.type === "error") this.#shared.refused(message);
    if (message.type === "objected") this.#transcript.objection(message.by);
    return this.#asking.told(message);
  }

  /** @param {readonly Person[]} people */
  #selfIn(people) {
    return people.find(({ id }) => id === this.#self);
  }

  /** @param {boolean} host */
  render(host) {
    const offRecord = this.#ground.captions().off_record;
    this.#asking.render();
    if (this.#typed.render()) this.#ground.changed();
    this.#chip.render(offRecord);
    this.#transcript.render(host);
    this.#record.render({ host, offRecord, ...this.#correction });
  }
}
