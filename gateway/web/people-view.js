/** Who is in the meeting, who speaks, whose microphone is cut: always an icon and a word, never a colour alone. */

import { byId, icon, make, setMark, setText, speakerMark } from "./dom.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Person} from "./wire.js" */

/** @typedef {{node: HTMLLIElement, mark: HTMLElement, name: HTMLElement, you: HTMLElement, state: HTMLElement}} Row */

export class PeopleView {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {readonly Person[]} */
  #people = [];
  /** @type {readonly string[]} */
  #speakers = [];
  /** @type {string | null} */
  #self = null;
  #title = byId("people-title", HTMLHeadingElement);
  #list = byId("people-list", HTMLUListElement);
  #none = byId("people-none", HTMLParagraphElement);
  #i18n;

  /** @param {I18n} i18n */
  constructor(i18n) {
    this.#i18n = i18n;
    i18n.follow(() => this.#draw());
  }

  /**
   * @param {readonly Person[]} people
   * @param {string | null} self  the id of the person at this page
   */
  render(people, self) {
    this.#people = people;
    this.#self = self;
    this.#draw();
  }

  /** @param {readonly string[]} speakers  ids in order of first speech: the marks of the captions */
  colour(speakers) {
    if (speakers === this.#speakers) return;
    this.#speakers = speakers;
    this.#draw();
  }

  #draw() {
    const people = this.#people;
    setText(this.#title, this.#i18n.text("people.count", { count: people.length }));
    this.#none.hidden = people.length > 0;
    const present = new Set(people.map((person) => person.id));
    for (const [id, row] of this.#rows) {
      if (present.has(id)) continue;
      row.node.remove();
      this.#rows.delete(id);
    }
    for (const person of people) this.#fill(this.#rows.get(person.id) ?? this.#add(person.id), person);
  }

  /**
   * @param {string} id
   * @returns {Row}
   */
  #add(id) {
    const node = make("li", "person");
    const name = make("span", "person-name");
    name.dir = "auto";
    const row = { node, mark: speakerMark(-1), name, you: make("span", "you"), state: make("span", "person-state") };
    node.append(row.mark, name, " ", row.you, " ", row.state);
    this.#list.append(node);
    this.#rows.set(id, row);
    return row;
  }

  /**
   * @param {Row} row
   * @param {Person} person
   */
  #fill(row, person) {
    setMark(row.mark, this.#speakers.indexOf(person.id));
    setText(row.name, person.name);
    setText(row.you, person.id === this.#self ? `(${this.#i18n.text("people.you")})` : "");
    const [state, picture, key] = stateOf(person);
    row.node.dataset["state"] = state;
    const words = key === null ? "" : this.#i18n.text(key);
    if (row.state.textContent === words) return;
    row.state.replaceChildren();
    if (picture !== null) row.state.append(icon(picture));
    row.state.append(words);
  }
}

/**
 * @param {Person} person
 * @returns {[string, string | null, Key | null]}
 */
function stateOf(person) {
  if (!person.publishing) return ["listening", "mic-none", "people.listening"];
  if (person.muted) return ["muted", "mic-off", "people.muted"];
  if (person.speaking) return ["speaking", "voice", "people.speaking"];
  return ["present", null, null];
}
