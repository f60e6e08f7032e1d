/**
 * The reader: the captions of one stay, and the views that show them. It hears events and the state of the line, and
 * knows nothing of sockets or sound. The meeting page and the page that only reads hold the same markup and this same
 * object.
 */

import { Announcer } from "./announcer.js";
import { CaptionView } from "./caption-view.js";
import { EMPTY, areOn, reduce } from "./store.js";
import { LiveEdge } from "./live-edge.js";
import { ReaderHealth } from "./reader-health.js";
import { ReaderPick } from "./reader-pick.js";
import { ReaderWhose } from "./reader-whose.js";
import { ReaderVoice } from "./reader-voice.js";
import { ReadingPlace } from "./reader-place.js";
import { byId, setText } from "./dom.js";

/** @import {CaptionEvent, Welcome} from "./wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Link} from "./connection.js" */
/** @import {Person} from "./meeting-wire.js" */
/** @import {Settings} from "./settings.js" */
/** @import {ReaderKey} from "./shortcuts.js" */

export class CaptionsLog {
  #captions = EMPTY;
  /** Wall clock at time 0 of each session. @type {Map<string, number>} */
  #epochs = new Map();
  #announceFrom = 0;
  /** On the session's clock: what ended before is history, and is shown at once. */
  #liveFrom = 0;
  #history = false;
  /** They were on when the session was last heard of; that it was closed says nothing of what people want. */
  #wereOn = false;
  /** Nobody left between the former session and this one. */
  #stays = false;
  #paused = false;
  #stable = false;
  #framed = false;
  /** @type {readonly string[]} names of those who correct right now */
  #correctors = [];
  /** @type {CaptionEvent[]} not announced yet: the reader has stopped the flow */
  #unsaid = [];
  #announcer = new Announcer(byId("announcer", HTMLElement));
  #log = byId("log", HTMLDivElement);
  #section = byId("captions", HTMLElement);
  #pauseButton = byId("pause", HTMLButtonElement);
  #makers = byId("makers", HTMLParagraphElement);
  /** The log in the page, for those who put signs on lines. */
  view;
  #edge;
  #place;
  #voice;
  #whose;
  #health;
  #i18n;
  #onSwitch;
  /** @type {Link} */
  #link = { kind: "connecting", since: 0 };

  /**
   * @param {I18n} i18n
   * @param {(on: boolean) => void} onSwitch  somebody wants captions on or off
   */
  constructor(i18n, onSwitch) {
    const button = (/** @type {string} */ id) => byId(id, HTMLButtonElement);
    this.#i18n = i18n;
    this.#onSwitch = onSwitch;
    this.view = new CaptionView(this.#log, i18n, (session, ms) => new Date(this.#wall(session, ms)));
    this.#edge = new LiveEdge(this.#log, button("back"), byId("waiting", HTMLSpanElement), i18n, () => this.#nowLive());
    const parts = {
      captions: this.#section,
      log: this.#log,
      bar: byId("mark-bar", HTMLDivElement),
      text: byId("mark-text", HTMLParagraphElement),
      resume: button("mark-resume"),
      dismiss: button("mark-dismiss"),
      button: button("mark"),
    };
    this.#place = new ReadingPlace(parts, this.view, this.#edge, i18n);
    this.#voice = new ReaderVoice(byId("reader-says", HTMLElement), this.view, this.#place, i18n);
    this.#whose = new ReaderWhose(byId("whose", HTMLParagraphElement), this.#log, this.view);
    const wallClock = (/** @type {string} */ session, /** @type {number} */ ms) => this.#wall(session, ms);
    this.#health = new ReaderHealth(i18n, wallClock, onSwitch, () => {
      this.renderStatus(this.#link);
      this.#log.focus({ preventScroll: true });
    });
    new ReaderPick(this.#log, this.view, () => this.#captions.session);
    this.#pauseButton.addEventListener("click", () => this.pause());
    i18n.follow(() => {
      this.#showPause();
      this.#showMakers();
    });
  }

  /** What is known, as a value of `store.js`. */
  get captions() {
    return this.#captions;
  }

  /** Where to go on after a cut. */
  get resumption() {
    const { session, seq } = this.#captions;
    return { session, after: session === null ? null : seq };
  }

  /** Ids in order of first speech: their place is their mark and colour. */
  get speakers() {
    return this.#captions.speakers;
  }

  /** From the clock of the present session. */
  wallClock = (/** @type {number} */ ms) => new Date(this.#wall(this.#captions.session ?? "", ms));

  /** @param {Settings} settings */
  set settings(settings) {
    this.#announcer.switch(settings.announce);
    this.#stable = settings.pace === "stable";
    this.view.manner = { stable: this.#stable, cells: settings.cells };
    this.#section.dataset["view"] = settings.view;
    this.#edge.follow(this.view.items.length);
  }

  /** @param {readonly Person[]} people  among them those who correct */
  set people(people) {
    this.#correctors = people.filter((person) => person.corrects).map((person) => person.name);
    this.#showMakers();
  }

  /**
   * @param {Welcome} welcome
   * @returns {boolean} whether this is another session than before
   */
  welcomed(welcome) {
    const { session, now_ms } = welcome;
    const fresh = session !== this.#captions.session;
    this.#health.welcomed(now_ms);
    this.#liveFrom = now_ms;
    if (fresh) {
      if (!this.#stays) this.#forget();
      this.#epochs.set(session, Date.now() - now_ms);
      this.#announceFrom = now_ms;
    }
    this.#stays = true;
    this.#captions = reduce(this.#captions, welcome);
    this.people = welcome.people;
    // After a restart of the server nobody should have to ask again for what they read all along.
    if (fresh && this.#wereOn && !welcome.captions) this.#onSwitch(true);
    this.#wereOn = welcome.captions;
    return fresh;
  }

  /** The person has left: what they had on is no wish for the next meeting, and its words are not this one's. */
  left() {
    this.#wereOn = this.#stays = false;
    this.#health.left();
    if (this.#paused) this.pause();
  }

  /** @param {number} now_ms  what the server says */
  clock(now_ms) {
    this.#health.clock(now_ms);
  }

  /** The server sent what nobody can read. */
  garbled() {
    this.#health.garbled();
  }

  /**
   * @param {CaptionEvent} event
   * @returns {boolean} whether there is something to draw
   */
  happened(event) {
    const before = this.#captions;
    this.#captions = reduce(before, event);
    if (this.#captions === before) return false;
    if (this.#captions.status !== "closed") this.#wereOn = areOn(this.#captions);
    if (event.type === "final" || event.type === "interim") {
      if (event.end_ms < this.#liveFrom) this.#history = true;
      else if (event.text !== "" && (event.type === "final" || !this.#stable)) this.#health.words(event.end_ms);
    }
    if (this.#paused) this.#unsaid.push(event);
    else this.#announcer.tell(event, this.#announceFrom, this.#captions.shown);
    return true;
  }

  backToLive() {
    this.#edge.back();
  }

  /** Stops the flow, or lets it go on; what comes meanwhile is kept. */
  pause() {
    const last = this.view.items.at(-1);
    this.#paused = !this.#paused;
    this.#showPause();
    if (this.#paused) return this.#edge.leave(this.view.items.length, true);
    for (const event of this.#unsaid.splice(0)) this.#announcer.tell(event, this.#announceFrom, this.#captions.shown);
    const missed = this.view.items.length < this.#captions.items.length;
    this.view.render(this.#captions, true);
    if (missed && last !== undefined) this.#place.put(last.key, false);
    this.#edge.back();
  }

  /** @param {ReaderKey} key */
  pressed(key) {
    switch (key) {
      case "mark":
        return this.#place.toggle();
      case "resume":
        return this.#place.resume();
      case "pause":
        return this.pause();
      case "next":
        return this.#voice.next();
      case "repeat":
        return this.#voice.repeat();
      case "who":
        return this.#voice.who(this.#speaking());
    }
  }

  /** @param {Link} link */
  render(link) {
    if (this.#paused) {
      this.#edge.follow(this.#captions.items.length);
    } else {
      this.view.render(this.#captions, this.#history || this.#log.ownerDocument.hidden);
      this.#history = false;
      this.#edge.follow(this.view.items.length);
      this.#place.render();
      this.#whose.render();
      this.#flow();
    }
    this.renderStatus(link);
  }

  /** @param {Link} link */
  renderStatus(link) {
    this.#link = link;
    this.#health.render(this.#captions, link);
  }

  /** Words that wait are let out, frame by frame, in the window where the captions are. */
  #flow() {
    if (this.#framed || !this.view.busy) return;
    this.#framed = true;
    const frame = this.#log.ownerDocument.defaultView ?? window;
    frame.requestAnimationFrame(() => {
      this.#framed = false;
      this.view.step();
      if (!this.#paused) this.#edge.follow(this.view.items.length);
      this.#flow();
    });
  }

  #nowLive() {
    if (this.#paused) this.pause();
    this.#place.caughtUp();
  }

  /** Names of those of whom there is a guess right now. */
  #speaking() {
    const open = this.#captions.items.filter((item) => item.kind === "line" && item.tails.length > 0);
    return open.flatMap((item) => (item.kind === "line" ? [item.speaker.name] : []));
  }

  #showMakers() {
    const made = this.#correctors.length === 0 ? "makers.engine" : "makers.corrected";
    setText(this.#makers, this.#i18n.text(made, { names: this.#correctors.join(", ") }));
  }

  #showPause() {
    const label = this.#i18n.text(this.#paused ? "captions.resume" : "captions.pause");
    this.#pauseButton.setAttribute("aria-pressed", String(this.#paused));
    this.#pauseButton.title = label;
    this.#section.toggleAttribute("data-paused", this.#paused);
  }

  #forget() {
    this.#captions = EMPTY;
    this.#epochs.clear();
    this.view.clear();
    this.#place.forget();
  }

  /**
   * @param {string} session
   * @param {number} ms
   */
  #wall(session, ms) {
    return (this.#epochs.get(session) ?? Date.now()) + ms;
  }
}
