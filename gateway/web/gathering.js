/**
 * The people of one meeting and what passes between them beside voices: the list, raised hands, the written
 * conversation, the door. It keeps what the server says, shows it, and asks the server for what a person wants; it
 * changes nothing by itself.
 */

import { ChatView } from "./chat-view.js";
import { Confirmation } from "./confirmation.js";
import { DoorView } from "./door-view.js";
import { OPEN_DOOR } from "./meeting-wire.js";
import { PeopleView } from "./people-view.js";
import { SILENT, allRead, opened, said } from "./chat.js";
import { newlyRaised } from "./hands.js";

/** @import {Act, Viewer} from "./acts.js" */
/** @import {ChatMessage, Door, Knock, Person} from "./meeting-wire.js" */
/** @import {ClientMessage, Welcome, You} from "./wire.js" */
/** @import {I18n, Key} from "./i18n.js" */

/**
 * @typedef {object} Ground
 * @property {I18n} i18n
 * @property {(message: ClientMessage) => boolean} ask  says so itself when it cannot be sent
 * @property {(text: string) => void} news  for screen readers
 * @property {(ms: number) => Date} wallClock
 * @property {() => boolean} chatOpen
 * @property {() => void} changed
 */

const ANYBODY = /** @type {Viewer} */ (Object.freeze({ role: "participant", self: null, pinned: null, video: false }));

export class Gathering {
  /** @type {readonly Person[]} */
  people = [];
  /** @type {You | null} */
  you = null;
  viewer = ANYBODY;
  /** @type {Door} */
  #door = OPEN_DOOR;
  #chat = SILENT;
  /** @type {readonly string[]} */
  #colours = [];
  #confirmation = new Confirmation();
  #chatView;
  #doorView;
  #peopleView;
  #ground;

  /** @param {Ground} ground */
  constructor(ground) {
    this.#ground = ground;
    const { i18n, ask } = ground;
    this.#chatView = new ChatView(i18n, ground.wallClock, (text) => ask({ type: "chat", text }));
    this.#peopleView = new PeopleView(i18n, (act, person) => void this.#act(act, person), (people, { id }) => {
      ask({ type: "share_microphone", person: id, on: true, people });
    });
    this.#doorView = new DoorView(i18n, {
      admit: ({ id }) => ask({ type: "admit", id }),
      refuse: (knock) => void this.#refuse(knock),
      lobby: (on) => void this.#switch("lobby", on),
      lock: (on) => void this.#switch("lock", on),
    });
    i18n.follow(() => this.render(this.#colours));
  }

  /** This person, as the list tells. */
  get self() {
    return this.people.find((person) => person.id === this.you?.id);
  }

  forget() {
    this.people = [];
    this.you = null;
    this.viewer = ANYBODY;
    this.#door = OPEN_DOOR;
    this.#chat = SILENT;
  }

  /**
   * @param {Welcome} welcome
   * @param {boolean} fresh  another session than before
   */
  welcomed(welcome, fresh) {
    const first = this.you === null;
    this.people = welcome.people;
    this.you = welcome.you;
    this.#door = welcome.door;
    this.#chat = opened(this.#chat, welcome.chat, fresh || first);
    this.viewer = { ...this.viewer, role: welcome.role, self: welcome.you?.id ?? null, video: welcome.video };
  }

  /** @param {readonly Person[]} people */
  changed(people) {
    const { role, self, pinned } = this.viewer;
    for (const { id, name, hand } of newlyRaised(this.people, people)) {
      if (id !== self) this.#ground.news(this.#ground.i18n.text("hand.raised", { name, place: hand ?? 0 }));
    }
    const before = this.self?.hand ?? null;
    this.people = people;
    const after = this.self;
    if (after?.hand === 1 && before !== null && before > 1) this.#ground.news(this.#ground.i18n.text("hand.first"));
    // Who is host may change in mid-meeting; the list is what tells.
    const now = after?.role ?? role;
    const kept = people.some((person) => person.id === pinned) ? pinned : null;
    if (now !== role || kept !== pinned) this.viewer = { ...this.viewer, role: now, pinned: kept };
    if (now === "host" && role !== "host") this.#ground.news(this.#ground.i18n.text("host.now"));
  }

  /** @param {Door} door */
  knocked(door) {
    const { i18n, news } = this.#ground;
    const known = new Set(this.#door.waiting.map((knock) => knock.id));
    for (const { id, name } of door.waiting) {
      if (!known.has(id)) news(i18n.text("door.knock", { name: name || i18n.text("door.reader") }));
    }
    this.#door = door;
  }

  /** @param {ChatMessage} message */
  said(message) {
    const { name, text } = message;
    if (message.person !== this.viewer.self) this.#ground.news(this.#ground.i18n.text("chat.said", { name, text }));
    this.#chat = said(this.#chat, message);
  }

  chatOpened() {
    this.#chatView.toEnd();
    this.render(this.#colours);
  }

  /** @param {readonly string[]} colours  ids in order of first speech: the marks of the captions */
  render(colours) {
    this.#colours = colours;
    const { people, viewer } = this;
    if (this.#ground.chatOpen()) this.#chat = allRead(this.#chat);
    this.#chatView.mayWrite = viewer.self !== null;
    this.#chatView.render(this.#chat, viewer.self, colours);
    this.#peopleView.render({ people, colours, viewer });
    this.#doorView.render(this.#door, viewer.role === "host");
  }

  /**
   * @param {Act} act
   * @param {Person} person
   */
  async #act(act, { id, name }) {
    const { ask, changed } = this.#ground;
    if (act === "pin" || act === "unpin") {
      this.viewer = { ...this.viewer, pinned: act === "pin" ? id : null };
      changed();
    } else if (act === "sign" || act === "unsign") {
      ask({ type: "signer", id, on: act === "sign" });
    } else if (act === "mute_person" || act === "lower_hand") {
      ask({ type: act, id });
    } else if (act === "share_mic" || act === "unshare_mic") {
      ask({ type: "share_microphone", person: id, on: act === "share_mic", people: null });
    } else if (await this.#sure(`confirm.${act}`, { name })) {
      ask({ type: act, id });
    }
  }

  /** @param {Knock} knock */
  async #refuse({ id, name }) {
    if (await this.#sure("confirm.refuse", { name: name || this.#ground.i18n.text("door.reader") })) this.#ground.ask({ type: "refuse", id });
  }

  /**
   * Only what shuts people out, or lets all in at once, is asked about.
   * @param {"lobby" | "lock"} type
   * @param {boolean} on
   */
  async #switch(type, on) {
    const grave = type === "lock" ? on : !on && this.#door.waiting.length > 0;
    const key = type === "lock" ? "confirm.lock" : "confirm.lobby";
    if (!grave || (await this.#sure(key, {}))) this.#ground.ask({ type, on });
  }

  /**
   * @param {"confirm.remove" | "confirm.hand_over" | "confirm.refuse" | "confirm.lock" | "confirm.lobby"} key
   * @param {Record<string, string>} values
   */
  #sure(key, values) {
    const { i18n } = this.#ground;
    /** @param {Key} part */
    const text = (part) => i18n.text(part, values);
    const parts = /** @type {const} */ ({ question: key, consequence: `${key}.consequence`, yes: `${key}.yes` });
    return this.#confirmation.ask({
      question: text(parts.question),
      consequence: text(parts.consequence),
      yes: text(parts.yes),
    });
  }
}
