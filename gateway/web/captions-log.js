/**
 * The captions of one stay: the store and the views that show it. It hears events and the state of the line, and knows
 * nothing of sockets, people or sound.
 */

import { Announcer } from "./announcer.js";
import { CaptionView } from "./caption-view.js";
import { EMPTY, areOn, reduce } from "./store.js";
import { LiveEdge } from "./live-edge.js";
import { StatusView } from "./status-view.js";
import { byId } from "./dom.js";
import { condition } from "./status.js";

/** @import {CaptionEvent, Welcome} from "./wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Link} from "./connection.js" */
/** @import {Settings} from "./settings.js" */

export class CaptionsLog {
  #captions = EMPTY;
  /** Wall clock at session time 0. */
  #epoch = 0;
  #announceFrom = 0;
  /** They were on when the session was last heard of; that it was closed says nothing of what people want. */
  #wereOn = false;
  #announcer = new Announcer(byId("announcer", HTMLElement));
  #view;
  #edge;
  #status;
  #onSwitch;

  /**
   * @param {I18n} i18n
   * @param {(on: boolean) => void} onSwitch  somebody wants captions on or off
   */
  constructor(i18n, onSwitch) {
    const log = byId("log", HTMLDivElement);
    this.#view = new CaptionView(log, i18n, this.wallClock);
    this.#edge = new LiveEdge(log, byId("back", HTMLButtonElement), byId("waiting", HTMLSpanElement), i18n);
    this.#status = new StatusView(i18n, onSwitch);
    this.#onSwitch = onSwitch;
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

  /** From the session's clock. */
  wallClock = (/** @type {number} */ ms) => new Date(this.#epoch + ms);

  /** @param {Settings} settings */
  set settings(settings) {
    this.#announcer.switch(settings.announce);
    this.#edge.follow(this.#captions.items.length);
  }

  /**
   * @param {Welcome} welcome
   * @returns {boolean} whether this is another session than before
   */
  welcomed(welcome) {
    const fresh = welcome.session !== this.#captions.session;
    if (fresh) {
      this.#epoch = Date.now() - welcome.now_ms;
      this.#announceFrom = welcome.now_ms;
    }
    this.#captions = reduce(this.#captions, welcome);
    // After a restart of the server nobody should have to ask again for what they read all along.
    if (fresh && this.#wereOn && !welcome.captions) this.#onSwitch(true);
    this.#wereOn = welcome.captions;
    return fresh;
  }

  /** The person has left: what they had on is no wish for the next meeting. */
  left() {
    this.#wereOn = false;
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
    this.#announcer.tell(event, this.#announceFrom);
    return true;
  }

  backToLive() {
    this.#edge.back();
  }

  /** @param {Link} link */
  render(link) {
    this.#view.render(this.#captions);
    this.#edge.follow(this.#captions.items.length);
    this.renderStatus(link);
  }

  /** @param {Link} link */
  renderStatus(link) {
    this.#status.render(condition(this.#captions, link, (ms) => this.#epoch + ms), this.#captions, Date.now());
  }
}
