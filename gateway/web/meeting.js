/**
 * One stay in the room: socket, captions, people, sound and pictures held together, and the views told at most once a
 * frame. What is shown is the views' business, what is true is the stores'.
 */

import { CaptionsLog } from "./captions-log.js";
import { Connection } from "./connection.js";
import { Correcting } from "./correcting.js";
import { Frames } from "./frames.js";
import { Gathering } from "./gathering.js";
import { Media } from "./media.js";
import { News } from "./news.js";
import { NOBODY, lit } from "./spotlight.js";
import { NoticeView } from "./notice-view.js";
import { OwnDevices } from "./own-devices.js";
import { PicturesView } from "./pictures-view.js";
import { QualityView } from "./quality-view.js";
import { byId } from "./dom.js";

/** @import {ClientMessage, Hello, ServerError, ServerMessage, Waiting, Welcome} from "./wire.js" */
/** @import {Entry} from "./lobby.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Pass} from "./pass.js" */
/** @import {Presence} from "./controls.js" */
/** @import {Settings} from "./settings.js" */

/**
 * @typedef {object} Ground
 * @property {string} url  of the live socket
 * @property {Pass} pass
 * @property {() => boolean} chatOpen
 * @property {(presence: Presence) => void} onPresence
 * @property {(waiting: Waiting) => void} onWaiting  at the door of the meeting, until somebody opens
 * @property {(welcome: Welcome) => void} onWelcome
 * @property {(error: ServerError) => void} onOver  the server ended the stay
 */

export class Meeting {
  /** @type {Entry | null} */
  #entry = null;
  /** @type {string | null} */
  #token = null;
  #spotlight = NOBODY;
  /** @type {Settings | null} */
  #settings = null;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Media | null} */
  #media = null;
  #frames = new Frames(() => this.#draw());
  /** This person's own. */
  devices;
  /** The reader. */
  captions;
  correcting;
  #ground;
  #i18n;
  #news = new News(byId("news", HTMLElement));
  #gathering;
  #notices;
  #pictures;
  #quality;

  /**
   * @param {I18n} i18n
   * @param {Ground} ground
   */
  constructor(i18n, ground) {
    this.#ground = ground;
    this.#i18n = i18n;
    this.captions = new CaptionsLog(i18n, (on) => this.ask({ type: "captions", on }));
    this.#gathering = new Gathering({
      i18n,
      ask: (message) => this.ask(message),
      news: (text) => this.#news.tell(text),
      wallClock: this.captions.wallClock,
      chatOpen: ground.chatOpen,
      changed: () => this.#frames.soon(),
    });
    this.correcting = new Correcting({
      i18n,
      captions: () => this.captions.captions,
      send: (message) => this.#connection?.send(message) ?? false,
      ask: (message) => this.ask(message),
      news: (text) => this.#news.tell(text),
      changed: () => this.#frames.soon(),
    });
    this.devices = new OwnDevices({
      tell: (message) => this.#connection?.send(message) ?? false,
      trouble: (key, values) => this.#notices.trouble(i18n.text(key, values)),
      changed: () => this.#draw(),
    });
    this.#pictures = new PicturesView(i18n);
    this.#quality = new QualityView(i18n, this.#news);
    this.#notices = new NoticeView(i18n, () => this.#media?.others.unlock());
    i18n.follow(() => this.#draw());
    setInterval(() => this.#tick(), 1000);
    addEventListener("online", () => this.#connection?.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#connection?.retryNow());
    addEventListener("pagehide", () => this.leave());
  }

  /** @param {Entry} entry */
  async enter(entry) {
    this.leave();
    this.#entry = entry;
    const media = (this.#media = this.#newMedia());
    if (entry.role === "participant") this.devices.enter(media, entry);
    this.#connection = new Connection({
      url: this.#ground.url,
      hello: () => this.#hello(entry),
      onMessage: (message) => this.#receive(message),
      onLink: (link) => {
        if (link.kind === "down") this.correcting.cut();
        this.captions.renderStatus(link);
      },
      onGarbage: () => this.captions.garbled(),
    });
    this.#draw();
    this.#token = await this.#ground.pass.get();
    if (entry === this.#entry) this.#connection.open();
  }

  leave() {
    this.#entry = null;
    this.#connection?.close();
    this.devices.leave();
    this.#media?.close();
    this.#connection = this.#media = null;
    this.#gathering.forget();
    this.captions.left();
    this.correcting.left();
    this.#notices.clear();
    this.#quality.render(null);
  }

  toggleHand() {
    this.ask({ type: "hand", up: (this.#gathering.self?.hand ?? null) === null });
  }

  /** @param {string} name */
  rename(name) {
    if (this.ask({ type: "rename", name }) && this.#entry?.role === "participant") this.#entry.name = name;
  }

  chatOpened() {
    this.#gathering.chatOpened();
  }

  /** @param {Settings} settings */
  set settings(settings) {
    this.#settings = settings;
    this.captions.settings = settings;
    if (this.#media !== null) this.#media.others.listening = settings.listen;
  }

  /**
   * @param {ClientMessage} message
   * @returns {boolean} whether it went
   */
  ask(message) {
    const sent = this.#connection?.send(message) ?? false;
    if (!sent) this.#notices.trouble(this.#i18n.text("error.offline"));
    return sent;
  }

  #newMedia() {
    const media = new Media({
      send: (message) => this.#connection?.send(message) ?? false,
      speakers: byId("voices", HTMLDivElement),
      onPictures: (pictures) => (this.#pictures.pictures = pictures),
      onFailed: () => this.#notices.trouble(this.#i18n.text("media.failed")),
      // Only a new line makes the server offer anew.
      onBroken: () => this.#connection?.reopen(),
      onBlocked: (blocked) => this.#notices.soundBlocked(blocked),
    });
    media.others.listening = this.#settings?.listen ?? true;
    return media;
  }

  /**
   * @param {Entry} entry
   * @returns {Hello}
   */
  #hello(entry) {
    const { you } = this.#gathering;
    const name = entry.role === "participant" ? { name: entry.name } : {};
    const person = you === null ? null : { id: you.id, key: you.key };
    return { type: "hello", v: 1, role: entry.role, ...name, token: this.#token, ...this.captions.resumption, person };
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    if (this.correcting.told(message)) return;
    switch (message.type) {
      case "welcome":
        return this.#welcomed(message);
      case "waiting":
        return this.#ground.onWaiting(message);
      case "people":
        this.#gathering.changed(message.people);
        this.captions.people = message.people;
        return this.#frames.soon();
      case "event":
        this.correcting.happened(message.event);
        return void (this.captions.happened(message.event) && this.#frames.soon());
      case "published":
        return this.#media?.published(message);
      case "subscribe":
        return this.#media?.others.subscribe(message);
      case "door":
        this.#gathering.knocked(message.door);
        return this.#frames.soon();
      case "chat":
        this.#gathering.said(message.message);
        return this.#frames.soon();
      case "media":
        this.#notices.mediaDown(!message.up);
        return this.#media?.told(message.up);
      case "clock":
        return this.captions.clock(message.now_ms);
      case "muted":
        this.#notices.trouble(this.#i18n.text("mic.muted.host"));
        return void this.devices.mute(true);
      case "error":
        return void this.#failed(message);
    }
  }

  /** @param {Welcome} welcome */
  #welcomed(welcome) {
    const fresh = this.captions.welcomed(welcome);
    this.#gathering.welcomed(welcome, fresh);
    this.correcting.welcomed(welcome, fresh);
    this.#notices.welcomed(welcome);
    if (welcome.you !== null) this.devices.welcomed(welcome.video);
    else if (this.#entry?.role === "participant") {
      // The pass lets this person read, whatever they came for.
      this.devices.putAway();
      this.#notices.trouble(this.#i18n.text("people.reader"));
    }
    this.#media?.welcomed(welcome);
    this.#ground.onWelcome(welcome);
    this.#frames.soon();
  }

  /** @param {ServerError} error */
  async #failed(error) {
    const { pass, onOver } = this.#ground;
    if (!error.fatal) return this.#notices.trouble(error[this.#i18n.language]);
    const entry = this.#entry;
    // The pass of a host lives for an hour only, and whoever is signed in gets another.
    const token = error.code === "access.expired" ? await pass.renewed() : null;
    if (entry !== this.#entry) return;
    if (token === null || token === this.#token) return onOver(error);
    this.#token = token;
    this.#connection?.reopen();
  }

  #tick() {
    const link = this.#connection?.link;
    if (link === undefined) return;
    this.captions.renderStatus(link);
    this.#showPictures();
    void this.#quality.tick(() => this.#media);
  }

  #draw() {
    const link = this.#connection?.link;
    if (link !== undefined) this.captions.render(link);
    this.#gathering.render(this.captions.speakers);
    const { self, viewer } = this.#gathering;
    this.correcting.render(viewer.role === "host");
    this.devices.sign(self?.signer ?? false);
    this.#showPictures();
    this.#ground.onPresence({
      participant: this.#entry?.role === "participant" && viewer.role !== "reader",
      mayCome: this.#entry?.role === "reader",
      video: viewer.video,
      muted: this.devices.muted,
      camera: this.devices.picture !== null,
      sharing: this.devices.sharing,
      hand: self?.hand ?? null,
    });
  }

  #showPictures() {
    const { people, viewer } = this.#gathering;
    this.#spotlight = lit(this.#spotlight, people, performance.now());
    this.#pictures.render({
      people,
      self: viewer.self,
      speaker: this.#spotlight.id,
      pinned: viewer.pinned,
      colours: this.captions.speakers,
      video: viewer.video,
      own: this.devices.picture,
    });
  }
}
