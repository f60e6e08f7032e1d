/**
 * « On dirait que plusieurs personnes parlent à ce micro »: the server's question, to whoever has the microphone and to hosts.
 * One at a time, beside the captions and never over them; it takes no focus, decides nothing, and goes when it is answered
 * anywhere.
 */

import { byId, make, setText } from "./dom.js";

/** @import {ClientMessage, Welcome} from "./wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */

/**
 * @typedef {object} Ground
 * @property {I18n} i18n
 * @property {(message: ClientMessage) => boolean} ask  says so itself when it cannot be sent
 * @property {(text: string) => void} news  for screen readers
 */

export class VoicesHint {
  /** @type {readonly string[]} */
  #asked = [];
  /** Answered here; the server has not said so yet. @type {Set<string>} */
  #answered = new Set();
  /** @type {readonly Person[]} */
  #people = [];
  /** @type {string | null} */
  #self = null;
  /** @type {string | null} */
  #shown = null;
  #box = make("div", "notice kept");
  #text = make("p");
  #yes = make("button", "secondary");
  #no = make("button", "secondary");
  #ground;

  /**
   * @param {Element} stage  stands above the captions there
   * @param {Ground} ground
   */
  constructor(stage, ground) {
    this.#ground = ground;
    this.#box.id = "voices-hint";
    this.#text.id = "voices-hint-text";
    this.#box.setAttribute("role", "group");
    this.#box.setAttribute("aria-labelledby", this.#text.id);
    this.#box.hidden = true;
    this.#yes.type = this.#no.type = "button";
    this.#yes.addEventListener("click", () => this.#answer(true));
    this.#no.addEventListener("click", () => this.#answer(false));
    this.#box.append(this.#text, this.#yes, this.#no);
    stage.querySelector(".scene")?.before(this.#box);
    ground.i18n.follow(() => this.#draw());
  }

  /** @param {Welcome} welcome  what is open is told after it */
  welcomed({ you, people }) {
    this.#self = you?.id ?? null;
    this.told(people);
    this.heard([]);
  }

  /** @param {readonly Person[]} people */
  told(people) {
    this.#people = people;
    this.#draw();
  }

  /** @param {readonly string[]} people  at whose microphones */
  heard(people) {
    this.#asked = people;
    for (const id of this.#answered) if (!people.includes(id)) this.#answered.delete(id);
    this.#draw();
  }

  left() {
    this.#self = null;
    this.#people = [];
    this.heard([]);
  }

  /** @param {boolean} yes */
  #answer(yes) {
    const [id, self] = [this.#shown, this.#self];
    if (id === null) return;
    const person = id === self ? null : id;
    /** @type {ClientMessage} */
    const answer = yes ? { type: "share_microphone", person, on: true, people: null } : { type: "decline_voices", person };
    if (!this.#ground.ask(answer)) return;
    this.#answered.add(id);
    this.#draw();
  }

  #draw() {
    const { i18n, news } = this.#ground;
    const open = this.#people.find(({ id }) => this.#asked.includes(id) && !this.#answered.has(id));
    const before = this.#shown;
    this.#shown = open?.id ?? null;
    if (open === undefined) return this.#hide();
    const own = open.id === this.#self;
    setText(this.#text, own ? i18n.text("hint.voices.own") : i18n.text("hint.voices", { name: open.name }));
    setText(this.#yes, i18n.text("hint.voices.yes"));
    setText(this.#no, i18n.text("hint.voices.no"));
    this.#box.hidden = false;
    if (before !== open.id) news(this.#text.textContent ?? "");
  }

  #hide() {
    const focused = this.#box.contains(document.activeElement);
    this.#box.hidden = true;
    if (focused) byId("log", HTMLDivElement).focus({ preventScroll: true });
  }
}
