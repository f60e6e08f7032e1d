/**
 * Who is in the meeting, who speaks, whose microphone is cut, whose turn is next: always an icon and a word, never a
 * colour alone. What may be done with a person is offered beside the name, and done by others.
 */

import { PersonMenu } from "./person-menu.js";
import { byId, icon, make, setMark, setText, speakerMark } from "./dom.js";
import { offered } from "./acts.js";
import { queue } from "./hands.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */
/** @import {Act, Viewer} from "./acts.js" */

/** @typedef {{node: HTMLLIElement, mark: HTMLElement, name: HTMLElement, you: HTMLElement, state: HTMLElement, menu: PersonMenu}} Row */
/** @typedef {{people: readonly Person[], colours: readonly string[], viewer: Viewer}} Shown */

export class PeopleView {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {Shown} */
  #shown = { people: [], colours: [], viewer: { role: "participant", self: null, pinned: null, video: false } };
  #title = byId("people-title", HTMLHeadingElement);
  #list = byId("people-list", HTMLUListElement);
  #none = byId("people-none", HTMLParagraphElement);
  #hands = byId("hands", HTMLElement);
  #queue = byId("hands-list", HTMLOListElement);
  #i18n;
  #onAct;
  #onCount;

  /**
   * @param {I18n} i18n
   * @param {(act: Act, person: Person) => void} onAct
   * @param {(count: number | null, person: Person) => void} onCount  so many people are at their microphone
   */
  constructor(i18n, onAct, onCount) {
    this.#i18n = i18n;
    this.#onAct = onAct;
    this.#onCount = onCount;
    i18n.follow(() => this.#draw());
  }

  /** @param {Shown} shown  may come with every caption: only what is another object is drawn */
  render(shown) {
    const { people, colours, viewer } = this.#shown;
    if (people === shown.people && colours === shown.colours && viewer === shown.viewer) return;
    this.#shown = shown;
    this.#draw();
  }

  #draw() {
    const { people } = this.#shown;
    setText(this.#title, this.#i18n.text("people.count", { count: people.length }));
    this.#none.hidden = people.length > 0;
    const present = new Set(people.map((person) => person.id));
    for (const [id, row] of this.#rows) {
      if (present.has(id)) continue;
      row.node.remove();
      this.#rows.delete(id);
    }
    for (const person of people) this.#fill(this.#rows.get(person.id) ?? this.#add(person.id), person);
    this.#drawQueue(queue(people));
  }

  /** @param {readonly Person[]} raised */
  #drawQueue(raised) {
    this.#hands.hidden = raised.length === 0;
    const names = raised.map((person) => person.name);
    if ([...this.#queue.children].map((node) => node.textContent).join("\n") === names.join("\n")) return;
    this.#queue.replaceChildren(
      ...names.map((name) => {
        const node = make("li", "", name);
        node.dir = "auto";
        return node;
      }),
    );
  }

  /**
   * @param {string} id
   * @returns {Row}
   */
  #add(id) {
    const node = make("li", "person");
    const name = make("span", "person-name");
    name.dir = "auto";
    const menu = new PersonMenu(this.#i18n, this.#onAct, this.#onCount);
    const row = { node, mark: speakerMark(-1), name, you: make("span", "you"), state: make("span", "person-state"), menu };
    node.append(row.mark, name, " ", row.you, " ", row.state, menu.button, menu.list);
    this.#list.append(node);
    this.#rows.set(id, row);
    return row;
  }

  /**
   * @param {Row} row
   * @param {Person} person
   */
  #fill(row, person) {
    const { colours, viewer } = this.#shown;
    setMark(row.mark, colours.indexOf(person.id));
    setText(row.name, person.name);
    const about = person.id === viewer.self ? [this.#i18n.text("people.you")] : [];
    if (person.role === "host") about.push(this.#i18n.text("people.host"));
    setText(row.you, about.length > 0 ? `(${about.join(", ")})` : "");
    const signs = signsOf(person);
    row.node.dataset["state"] = signs[0]?.[0] ?? "present";
    this.#tell(row.state, signs, person.hand);
    row.menu.render(person, offered(person, viewer));
  }

  /**
   * @param {HTMLElement} state
   * @param {[string, string, Key][]} signs
   * @param {number | null} hand
   */
  #tell(state, signs, hand) {
    const told = signs.map(([, picture, key]) => /** @type {const} */ ([picture, this.#i18n.text(key)]));
    if (hand !== null) told.push(["hand", this.#i18n.text("hand.place", { place: hand })]);
    const words = told.map(([, text]) => text).join("");
    if (state.textContent === words) return;
    state.replaceChildren(
      ...told.map(([picture, text]) => {
        const sign = make("span", "sign");
        sign.append(icon(picture), text);
        return sign;
      }),
    );
  }
}

/**
 * State, picture and words; the first one is the state of the row.
 * @param {Person} person
 * @returns {[string, string, Key][]}
 */
function signsOf(person) {
  /** @type {[string, string, Key][]} */
  const signs = [];
  if (!person.publishing) signs.push(["listening", "mic-none", "people.listening"]);
  else if (person.muted) signs.push(["muted", "mic-off", "people.muted"]);
  else if (person.speaking) signs.push(["speaking", "voice", "people.speaking"]);
  if (person.shared) signs.push(["shared", "people", "people.shared"]);
  if (person.signer) signs.push(["signer", "hands", "people.signer"]);
  if (person.screen) signs.push(["screen", "screen", "people.screen"]);
  return signs;
}
