/**
 * One stay in the room: socket, store and sound held together, and the views told at most once a frame. What is shown
 * is the views' business, what is true is the store's.
 */

import { Announcer } from "./announcer.js";
import { CaptionView } from "./caption-view.js";
import { Connection } from "./connection.js";
import { LiveEdge } from "./live-edge.js";
import { Media } from "./media.js";
import { NoticeView } from "./notice-view.js";
import { PeopleView } from "./people-view.js";
import { StatusView } from "./status-view.js";
import { byId } from "./dom.js";
import { condition } from "./status.js";
import { EMPTY, reduce } from "./store.js";

/** @import {CaptionEvent, ClientMessage, Hello, Person, ServerMessage, Welcome, You} from "./wire.js" */
/** @import {Entry} from "./lobby.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Settings} from "./settings.js" */

// Frames stop in hidden windows, captions do not: a second screen may still be read.
const HIDDEN_FRAME_MS = 250;

export class Meeting {
  #captions = EMPTY;
  /** @type {readonly Person[]} */
  #people = [];
  /** @type {You | null} */
  #you = null;
  /** Wall clock at session time 0. */
  #epoch = 0;
  #announceFrom = 0;
  /** @type {Entry | null} */
  #entry = null;
  #muted = false;
  /** @type {Settings | null} */
  #settings = null;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Media | null} */
  #media = null;
  #drawing = false;
  #url;
  #onOver;
  #i18n;
  #announcer = new Announcer(byId("announcer", HTMLElement));
  #view;
  #edge;
  #peopleView;
  #status;
  #notices;

  /**
   * @param {string} url  of the live socket
   * @param {I18n} i18n
   * @param {(message: string) => void} onOver  the server ended the stay, and said why
   */
  constructor(url, i18n, onOver) {
    this.#url = url;
    this.#i18n = i18n;
    this.#onOver = onOver;
    const log = byId("log", HTMLDivElement);
    this.#view = new CaptionView(log, i18n, (ms) => new Date(this.#epoch + ms));
    this.#edge = new LiveEdge(log, byId("back", HTMLButtonElement), byId("waiting", HTMLSpanElement), i18n);
    this.#peopleView = new PeopleView(i18n);
    this.#status = new StatusView(i18n, (on) => void this.#ask({ type: "captions", on }));
    this.#notices = new NoticeView(i18n, () => this.#media?.voices.unlock());
    i18n.follow(() => this.#draw());
    setInterval(() => this.#showStatus(), 1000);
    addEventListener("online", () => this.#connection?.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#connection?.retryNow());
    addEventListener("pagehide", () => this.leave());
  }

  get muted() {
    return this.#muted;
  }

  /** @param {Entry} entry */
  enter(entry) {
    this.leave();
    this.#entry = entry;
    this.#you = null;
    this.#muted = false;
    this.#media = new Media({
      send: (message) => this.#connection?.send(message) ?? false,
      speakers: byId("voices", HTMLDivElement),
      onFailed: () => this.#notices.trouble(this.#i18n.text("media.failed")),
      onBlocked: (blocked) => this.#notices.soundBlocked(blocked),
    });
    const microphone = entry.role === "participant" ? entry.microphone : null;
    microphone?.addEventListener("ended", () => this.#notices.trouble(this.#i18n.text("mic.unplugged")));
    this.#media.track = microphone;
    this.#media.voices.listening = this.#settings?.listen ?? true;
    this.#connection = new Connection({
      url: this.#url,
      hello: () => this.#hello(entry),
      onMessage: (message) => this.#receive(message),
      onLink: () => this.#showStatus(),
    });
    this.#connection.open();
  }

  leave() {
    this.#connection?.close();
    this.#media?.close();
    this.#connection = this.#media = this.#entry = null;
    this.#notices.clear();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#muted = muted;
    if (this.#media !== null) this.#media.muted = muted;
    // When the line is down, the next welcome tells the server.
    this.#connection?.send({ type: "mute", muted });
  }

  /** @param {string} name */
  rename(name) {
    if (!this.#ask({ type: "rename", name })) return;
    if (this.#entry?.role === "participant") this.#entry = { ...this.#entry, name };
  }

  backToLive() {
    this.#edge.back();
  }

  /** @param {Settings} settings */
  set settings(settings) {
    this.#settings = settings;
    this.#announcer.switch(settings.announce);
    if (this.#media !== null) this.#media.voices.listening = settings.listen;
    this.#edge.follow(this.#captions.items.length);
  }

  /**
   * @param {Entry} entry
   * @returns {Hello}
   */
  #hello(entry) {
    const { session, seq } = this.#captions;
    const name = this.#entry?.role === "participant" ? { name: this.#entry.name } : {};
    const person = this.#you === null ? null : { id: this.#you.id, key: this.#you.key };
    return { type: "hello", v: 1, role: entry.role, ...name, session, after: session === null ? null : seq, person };
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    switch (message.type) {
      case "welcome":
        return this.#welcomed(message);
      case "people":
        this.#people = message.people;
        return this.#drawSoon();
      case "event":
        return this.#happened(message.event);
      case "published":
        return this.#media?.published(message.sdp);
      case "subscribe":
        return this.#media?.voices.subscribe(message);
      case "error":
        if (message.fatal) this.#onOver(message[this.#i18n.language]);
        else this.#notices.trouble(message[this.#i18n.language]);
    }
  }

  /** @param {Welcome} welcome */
  #welcomed(welcome) {
    if (welcome.session !== this.#captions.session) {
      this.#epoch = Date.now() - welcome.now_ms;
      this.#announceFrom = welcome.now_ms;
    }
    this.#captions = reduce(this.#captions, welcome);
    this.#people = welcome.people;
    this.#you = welcome.you;
    this.#notices.welcomed(welcome);
    this.#media?.welcomed(welcome.people, welcome.you?.id ?? null);
    if (this.#muted) this.#connection?.send({ type: "mute", muted: true });
    this.#drawSoon();
  }

  /** @param {CaptionEvent} event */
  #happened(event) {
    const before = this.#captions;
    this.#captions = reduce(before, event);
    if (this.#captions === before) return;
    this.#announcer.tell(event, this.#announceFrom);
    this.#drawSoon();
  }

  /**
   * @param {ClientMessage} message
   * @returns {boolean} whether it went
   */
  #ask(message) {
    const sent = this.#connection?.send(message) ?? false;
    if (!sent) this.#notices.trouble(this.#i18n.text("error.offline"));
    return sent;
  }

  #drawSoon() {
    if (this.#drawing) return;
    this.#drawing = true;
    const draw = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.#drawing = false;
      this.#draw();
    };
    const frame = requestAnimationFrame(draw);
    const timer = setTimeout(draw, HIDDEN_FRAME_MS);
  }

  #draw() {
    this.#view.render(this.#captions);
    this.#edge.follow(this.#captions.items.length);
    this.#peopleView.colour(this.#captions.speakers);
    this.#peopleView.render(this.#people, this.#you?.id ?? null);
    this.#showStatus();
  }

  #showStatus() {
    const link = this.#connection?.link;
    if (link === undefined) return;
    this.#status.render(condition(this.#captions, link, (ms) => this.#epoch + ms), this.#captions, Date.now());
  }
}
