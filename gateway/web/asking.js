/**
 * What readers and participants do with the captions beside reading them: have words repeated, correct them where they
 * may, answer what is asked of them, see what became of it. It works on the reader's log, wherever that stands.
 */

import { AskCards } from "./ask-cards.js";
import { AskMenu } from "./ask-menu.js";
import { EditMaker } from "./edit-maker.js";
import { LineSigns } from "./line-signs.js";
import { Outbox } from "./outbox.js";
import { PendingView } from "./pending-view.js";
import { make } from "./dom.js";
import { isVoice, question } from "./who.js";
import { segmentOf } from "./store.js";

/** @import {CaptionEvent, ClientMessage, ServerMessage, Welcome, You} from "./wire.js" */
/** @import {Captions} from "./store.js" */
/** @import {Answer} from "./who-fields.js" */
/** @import {Entry} from "./outbox.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */
/** @import {Question} from "./who.js" */
/** @import {Pick} from "./reader-pick.js" */

/**
 * @typedef {object} Ground
 * @property {I18n} i18n
 * @property {HTMLElement} log  where words are pointed at
 * @property {HTMLElement} stage  where cards may stand, above all else
 * @property {() => Captions} captions
 * @property {(message: ClientMessage) => boolean} send
 * @property {(text: string) => void} say  for a moment
 * @property {(text: string) => void} news  for screen readers
 * @property {() => void} changed
 */

export class Asking {
  /** @type {You | null} */
  #you = null;
  #may = false;
  /** @type {readonly Person[]} */
  #people = [];
  /** Something of one's own stands that can be taken back. */
  #stands = 0;
  #count = 0;
  /** @type {string | null} */
  #session = null;
  #cardList = make("div", "ask-cards");
  #pendingBox = make("section", "card pending-box");
  #menu;
  #outbox;
  #edits;
  #signs;
  #cards;
  #pending;
  #ground;

  /** @param {Ground} ground */
  constructor(ground) {
    this.#ground = ground;
    const { i18n, log, stage, captions, send, changed } = ground;
    this.#menu = new AskMenu(i18n);
    this.#outbox = new Outbox({ send, changed, settled: (entry) => this.#settled(entry) });
    this.#edits = new EditMaker(this.#outbox, captions);
    this.#signs = new LineSigns(i18n, (segment) => this.#lineOf(segment));
    this.#cardList.hidden = true;
    this.#cardList.setAttribute("role", "group");
    this.#cards = new AskCards(this.#cardList, i18n, {
      answer: (asked, how, text) => this.#ask({ type: "answer", ask: asked.id, how, ...(text === undefined ? {} : { text }) }),
      own: ({ segment }) => this.#own(segment),
      show: null,
      closed: () => log.focus({ preventScroll: true }),
    });
    this.#pending = this.#pendingView(stage);
    stage.prepend(this.#cardList, this.#pendingBox);
    log.addEventListener("reader:pick", (event) => this.#picked(/** @type {CustomEvent<Pick>} */ (event).detail));
    i18n.follow(() => this.#cardList.setAttribute("aria-label", i18n.text("ask.list")));
  }

  /** @param {Welcome} welcome */
  welcomed({ you, correction, session, people }) {
    this.#you = you;
    this.#people = people;
    this.#may = correction.may;
    if (session !== this.#session) {
      this.#cards.clear();
      this.#signs.forget();
      this.#stands = 0;
      delete this.#ground.log.dataset["names"];
    }
    this.#session = session;
    this.#ground.log.dataset["pick"] = "on";
    this.#outbox.welcomed(session, you);
  }

  /** The line is down. */
  cut() {
    this.#outbox.cut();
  }

  left() {
    delete this.#ground.log.dataset["pick"];
    this.#menu.close(false);
    this.#cards.clear();
    this.#you = null;
  }

  /** @param {CaptionEvent} event */
  happened(event) {
    if (event.type === "amended" || event.type === "named") this.#outbox.amended(event);
    if (event.type === "final" && isVoice(event.speaker.id)) this.#heard(event.speaker.id);
  }

  /**
   * Who may say whose a voice is sees which names are open, and hears of it once: words over the captions would hide some.
   * @param {string} id
   */
  #heard(id) {
    const { log, news, i18n } = this.#ground;
    if (!this.#may && !(this.#you !== null && id.startsWith(`${this.#you.id}#`))) return;
    if (log.dataset["names"] === "open") return;
    log.dataset["names"] = "open";
    news(i18n.text("who.hint"));
  }

  /**
   * @param {ServerMessage} message
   * @returns {boolean} whether it was for this part
   */
  told(message) {
    const { i18n, news, changed } = this.#ground;
    switch (message.type) {
      case "clock":
        this.#outbox.caughtUp();
        return false;
      case "people":
        this.#people = message.people;
        return false;
      case "correction":
        if (message.may && !this.#may) news(i18n.text("desk.everybody.now"));
        this.#may = message.may;
        if (!message.may) delete this.#ground.log.dataset["names"];
        changed();
        return false;
      case "done":
        this.#outbox.done(message.id);
        return true;
      case "asked":
        this.#cards.add(message);
        news(this.#cards.sentence(message));
        return true;
      case "answered":
        this.#cards.remove(message.id);
        this.#signs.answered(message);
        changed();
        return true;
      case "error":
        return this.#outbox.refused(message);
      default:
        return false;
    }
  }

  render() {
    if (this.#signs.render()) this.#ground.changed();
    this.#pending.render(this.#outbox.entries);
  }

  /** @param {Pick} pick */
  #picked(pick) {
    const { log, captions, say, i18n } = this.#ground;
    const found = segmentOf(captions(), pick.segment);
    if (found === null) return;
    const { line, segment } = found;
    const whole = pick.first === pick.last;
    const [first, last] = whole ? [0, segment.words.length] : [pick.first, pick.last];
    const correct = this.#may || line.speaker.id === this.#you?.id;
    // A line is asked about as a whole, and corrected phrase by phrase.
    const shown = whole && correct ? { ...pick, text: segment.text } : pick;
    const rights = { may: this.#may, self: this.#you?.id ?? null };
    const who = question(captions(), line, this.#people, rights);
    this.#menu.open(shown, log, { named: this.#you !== null, correct, who, name: whole, undo: this.#stands > 0 }, {
      ask: (named) => {
        this.#count += 1;
        const words = { segment: pick.segment, first: pick.first, last: pick.last };
        if (this.#ask({ type: "ask", id: `ask-${this.#count}`, ...words, named })) say(i18n.text("ask.sent"));
      },
      correct: (text) => this.#edits.change([{ segment, first, last }], text),
      who: (answer) => who !== null && this.#named(who, { line: line.line, segment: segment.segment }, answer),
      undo: () => void this.#edits.undo(i18n.text("desk.undo")),
    });
  }

  /**
   * @param {Question} who
   * @param {{line: number, segment: number}} place
   * @param {Answer} answer
   */
  #named(who, place, answer) {
    const { i18n } = this.#ground;
    const { name, scope } = answer;
    const wanted = scope === "all" ? i18n.text("who.wanted", { was: who.name, name }) : i18n.text("desk.reassigned", { name });
    this.#edits.who(who, place, answer, wanted);
  }

  /** @param {Entry} entry */
  #settled({ edit, wanted }) {
    const { i18n, say } = this.#ground;
    this.#stands = Math.max(0, this.#stands + (edit.type === "undo" ? -1 : 1));
    const names = edit.type === "name_speaker" || edit.type === "reassign";
    say(edit.type === "undo" ? i18n.text("who.undone") : names ? i18n.text("desk.saved", { text: wanted }) : i18n.text("ask.sign.correct"));
  }

  /** @param {HTMLElement} stage */
  #pendingView(stage) {
    const { i18n } = this.#ground;
    const [title, list] = [make("h2"), make("ul", "pending-list")];
    this.#pendingBox.tabIndex = -1;
    this.#pendingBox.hidden = true;
    this.#pendingBox.append(title, list);
    stage.prepend(this.#pendingBox);
    i18n.follow(() => {
      title.textContent = i18n.text("desk.pending");
      this.#pendingBox.setAttribute("aria-label", i18n.text("desk.pending"));
    });
    return new PendingView(this.#pendingBox, list, i18n, {
      standing: (id) => this.#edits.standing(id),
      insist: (id, text) => void this.#edits.insist(id, text),
      forget: (id) => this.#outbox.forget(id),
    });
  }

  /**
   * By its line: words that are still being let out have no node of their own yet.
   * @param {number} segment
   */
  #lineOf(segment) {
    const { log, captions } = this.#ground;
    const line = segmentOf(captions(), segment)?.line;
    if (line === undefined) return null;
    return log.querySelector(`.line[data-session="${CSS.escape(line.session)}"][data-line="${line.line}"]`);
  }

  /** @param {number} segment */
  #own(segment) {
    const { captions } = this.#ground;
    return this.#you !== null && segmentOf(captions(), segment)?.line.speaker.id === this.#you.id;
  }

  /** @param {ClientMessage} message */
  #ask(message) {
    const { send, say, i18n } = this.#ground;
    const sent = send(message);
    if (!sent) say(i18n.text("error.offline"));
    return sent;
  }
}
