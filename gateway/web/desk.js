/**
 * One stay at the corrector's desk: the socket, the text as it stands, one's own edits, the glossary, who corrects, what
 * readers ask. What is shown is the views' business.
 */

import { AskCards } from "./ask-cards.js";
import { Connection } from "./connection.js";
import { DeskWork } from "./desk-work.js";
import { DutyView } from "./duty-view.js";
import { EMPTY, reduce } from "./store.js";
import { EditMaker } from "./edit-maker.js";
import { Frames } from "./frames.js";
import { GlossaryView } from "./glossary-view.js";
import { LineSigns } from "./line-signs.js";
import { News } from "./news.js";
import { Outbox } from "./outbox.js";
import { PendingView } from "./pending-view.js";
import { byId, setText } from "./dom.js";
import { condition, isLive } from "./status.js";

/** @import {Asked, Correction} from "./correction-wire.js" */
/** @import {CaptionEvent, ClientMessage, ServerError, ServerMessage, Waiting, Welcome, You} from "./wire.js" */
/** @import {Captions} from "./store.js" */
/** @import {Command} from "./desk-keys.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Pass} from "./pass.js" */
/** @import {Person} from "./meeting-wire.js" */

/**
 * @typedef {object} Ground
 * @property {string} url  of the live socket
 * @property {Pass} pass
 * @property {(text: string) => void} say  for a moment, to everybody who looks
 * @property {(waiting: Waiting) => void} onWaiting
 * @property {() => void} onWelcome
 * @property {(error: ServerError) => void} onOver
 */

export class Desk {
  /** @type {Captions} */
  #captions = EMPTY;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {string | null} */
  #token = null;
  #name = "";
  /** @type {You | null} */
  #you = null;
  /** @type {readonly Person[]} */
  #people = [];
  /** @type {Correction} */
  #correction = { open: false, may: false };
  /** @type {readonly string[]} */
  #terms = [];
  /** Wall clock at session time 0. */
  #epoch = 0;
  #frames = new Frames(() => this.#draw());
  #news = new News(byId("news", HTMLElement));
  #i18n;
  #ground;
  #outbox;
  #work;
  #pending;
  #glossary;
  #duty;
  #cards;
  #signs;

  /**
   * @param {I18n} i18n
   * @param {Ground} ground
   */
  constructor(i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
    const outbox = (this.#outbox = new Outbox({
      send: (edit) => this.#connection?.send(edit) ?? false,
      changed: () => this.#frames.soon(),
      settled: ({ wanted }) => this.#news.tell(i18n.text("desk.saved", { text: wanted })),
    }));
    const edits = new EditMaker(outbox, () => this.#captions);
    this.#work = new DeskWork({
      i18n,
      outbox,
      edits,
      captions: () => this.#captions,
      people: () => this.#people,
      may: () => this.#correction.may,
      news: (text) => this.#tell(text),
      addTerm: (term) => void (this.#ask({ type: "terms", add: [term], remove: [] }) && this.#tell(i18n.text("desk.terms.added", { term }))),
      wallClock: (ms) => new Date(this.#epoch + ms),
      redraw: () => this.#draw(),
    });
    this.#pending = new PendingView(byId("pending", HTMLElement), byId("pending-list", HTMLUListElement), i18n, {
      standing: (id) => edits.standing(id),
      insist: (id, text) => void edits.insist(id, text),
      forget: (id) => outbox.forget(id),
    });
    this.#glossary = new GlossaryView(i18n, {
      add: (terms) => this.#ask({ type: "terms", add: terms, remove: [] }),
      remove: (term) => this.#ask({ type: "terms", add: [], remove: [term] }),
    });
    this.#duty = new DutyView(i18n, {
      on: (on) => this.#ask({ type: "duty", on }),
      give: ({ id, name }) => void (this.#ask({ type: "duty", to: id }) && this.#tell(i18n.text("desk.duty.given", { name }))),
    });
    this.#cards = new AskCards(byId("asks-list", HTMLDivElement), i18n, {
      answer: (asked, how, text) => this.#ask({ type: "answer", ask: asked.id, how, ...(text === undefined ? {} : { text }) }),
      own: () => false,
      show: ({ segment, first }) => void this.#work.show(segment, first),
      closed: () => byId("asks", HTMLElement).focus(),
    });
    this.#signs = new LineSigns(i18n, (segment) => this.#work.lineOf(segment));
    i18n.follow(() => this.#draw());
    setInterval(() => this.#status(), 1000);
    addEventListener("online", () => this.#connection?.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#connection?.retryNow());
    document.addEventListener("keydown", (event) => this.#connection !== null && this.#work.pressed(event));
    addEventListener("pagehide", () => this.leave());
  }

  /** @param {string} name */
  async enter(name) {
    this.leave();
    this.#name = name;
    const connection = (this.#connection = new Connection({
      url: this.#ground.url,
      hello: () => this.#hello(),
      onMessage: (message) => this.#receive(message),
      onLink: ({ kind }) => {
        if (kind === "down") this.#outbox.cut();
        this.#status();
      },
    }));
    this.#token = await this.#ground.pass.get();
    if (connection === this.#connection) connection.open();
  }

  leave() {
    this.#connection?.close();
    this.#connection = null;
    this.#cards.clear();
  }

  /** Something would be lost with this page. */
  get unsaved() {
    return this.#outbox.entries.length > 0;
  }

  /** @param {Command} command */
  run(command) {
    this.#work.run(command);
  }

  /** @returns {import("./wire.js").Hello} */
  #hello() {
    const { session, seq } = this.#captions;
    const person = this.#you === null ? null : { id: this.#you.id, key: this.#you.key };
    const after = session === null ? null : seq;
    return { type: "hello", v: 1, role: "participant", name: this.#name, token: this.#token, session, after, person };
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    switch (message.type) {
      case "welcome":
        this.#welcomed(message);
        break;
      case "waiting":
        return this.#ground.onWaiting(message);
      case "event":
        this.#happened(message.event);
        break;
      case "clock":
        return this.#outbox.caughtUp();
      case "people":
        this.#people = message.people;
        break;
      case "done":
        return this.#outbox.done(message.id);
      case "correction":
        this.#correction = { open: message.open, may: message.may };
        break;
      case "terms":
        this.#terms = message.terms;
        break;
      case "asked":
        this.#asked(message);
        break;
      case "answered":
        this.#cards.remove(message.id);
        this.#signs.answered(message);
        break;
      case "duty_offered":
        this.#duty.offered(message.from);
        this.#news.tell(this.#i18n.text("desk.duty.offered", { name: message.from }));
        break;
      case "error":
        return void this.#failed(message);
    }
    this.#frames.soon();
  }

  /** @param {Welcome} welcome */
  #welcomed(welcome) {
    if (welcome.session !== this.#captions.session) {
      this.#epoch = Date.now() - welcome.now_ms;
      this.#cards.clear();
    }
    this.#captions = reduce(this.#captions, welcome);
    this.#you = welcome.you;
    this.#people = welcome.people;
    this.#correction = welcome.correction;
    this.#terms = welcome.terms ?? [];
    this.#outbox.welcomed(welcome.session, welcome.you);
    this.#ground.onWelcome();
  }

  /** @param {CaptionEvent} event */
  #happened(event) {
    this.#captions = reduce(this.#captions, event);
    if (event.type === "amended" || event.type === "named") this.#outbox.amended(event);
  }

  /** @param {Asked} asked */
  #asked(asked) {
    this.#cards.add(asked);
    this.#news.tell(this.#cards.sentence(asked));
  }

  /** @param {ServerError} error */
  async #failed(error) {
    if (!error.fatal) {
      const text = this.#i18n.text(error.code === "correct.conflict" ? "desk.conflict" : "desk.lost");
      if (this.#outbox.refused(error)) return this.#news.tell(text);
      return this.#tell(error[this.#i18n.language]);
    }
    const token = error.code === "access.expired" ? await this.#ground.pass.renewed() : null;
    if (this.#connection === null) return;
    if (token === null || token === this.#token) return this.#ground.onOver(error);
    this.#token = token;
    this.#connection.reopen();
  }

  /**
   * @param {ClientMessage} message
   * @returns {boolean} whether it went
   */
  #ask(message) {
    const sent = this.#connection?.send(message) ?? false;
    if (!sent) this.#tell(this.#i18n.text("error.offline"));
    return sent;
  }

  /** @param {string} text */
  #tell(text) {
    this.#ground.say(text);
  }

  #draw() {
    if (this.#connection === null) return;
    this.#work.render();
    this.#signs.render();
    this.#pending.render(this.#outbox.entries);
    this.#glossary.render(this.#terms);
    this.#duty.render({ people: this.#people, self: this.#you?.id ?? null, open: this.#correction.open });
    byId("desk-empty", HTMLParagraphElement).hidden = this.#captions.items.length > 0;
    byId("desk-may-not", HTMLParagraphElement).hidden = this.#correction.may || this.#captions.session === null;
    byId("off-record", HTMLParagraphElement).hidden = !this.#captions.off_record;
    byId("asks-none", HTMLParagraphElement).hidden = !byId("asks-list", HTMLDivElement).hidden;
    this.#status();
  }

  #status() {
    const link = this.#connection?.link;
    if (link === undefined) return;
    const { kind } = condition(this.#captions, link, (ms) => this.#epoch + ms);
    const chip = byId("chip", HTMLParagraphElement);
    const sign = isLive(kind) ? "live" : kind;
    chip.dataset["status"] = sign;
    setText(chip, this.#i18n.text(`status.${sign}`));
    const banner = byId("desk-banner", HTMLParagraphElement);
    const down = `${this.#i18n.text("banner.interrupted")}. ${this.#i18n.text("banner.reconnecting")}`;
    banner.classList.toggle("trouble", kind !== "voices");
    banner.hidden = link.kind !== "down" && kind !== "voices";
    setText(banner, banner.hidden ? "" : kind === "voices" ? this.#i18n.text("banner.voices") : down);
  }
}
