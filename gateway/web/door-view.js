/**
 * The door as hosts see it: who waits outside, whether there is a lobby, whether the door is locked. Somebody new
 * outside is shown above the captions too, with the two answers at hand.
 */

import { byId, make, setText } from "./dom.js";

/** @import {Door, Knock} from "./meeting-wire.js" */
/** @import {I18n, Key} from "./i18n.js" */

/**
 * @typedef {object} Wishes
 * @property {(knock: Knock) => void} admit
 * @property {(knock: Knock) => void} refuse
 * @property {(on: boolean) => void} lobby
 * @property {(on: boolean) => void} lock
 */

export class DoorView {
  #section = byId("door", HTMLElement);
  #list = byId("waiting-list", HTMLUListElement);
  #none = byId("waiting-none", HTMLParagraphElement);
  #knock = byId("knock", HTMLDivElement);
  #text = byId("knock-text", HTMLParagraphElement);
  #lobby = byId("switch-lobby", HTMLButtonElement);
  #lock = byId("switch-lock", HTMLButtonElement);
  #drawn = "";
  /** @type {readonly unknown[]} */
  #shown = [];
  /** @type {Knock | undefined} */
  #first;
  #i18n;
  #wishes;

  /**
   * @param {I18n} i18n
   * @param {Wishes} wishes
   */
  constructor(i18n, wishes) {
    this.#i18n = i18n;
    this.#wishes = wishes;
    byId("knock-admit", HTMLButtonElement).addEventListener("click", () => this.#first && wishes.admit(this.#first));
    byId("knock-refuse", HTMLButtonElement).addEventListener("click", () => this.#first && wishes.refuse(this.#first));
    this.#lobby.addEventListener("click", () => wishes.lobby(this.#lobby.getAttribute("aria-checked") !== "true"));
    this.#lock.addEventListener("click", () => wishes.lock(this.#lock.getAttribute("aria-checked") !== "true"));
  }

  /**
   * May come with every caption: only what differs is drawn.
   * @param {Door} door
   * @param {boolean} host
   */
  render(door, host) {
    const shown = [door, host, this.#i18n.language];
    if (shown.every((part, at) => part === this.#shown[at])) return;
    this.#shown = shown;
    this.#section.hidden = !host;
    this.#lobby.setAttribute("aria-checked", String(door.lobby));
    this.#lock.setAttribute("aria-checked", String(door.locked));
    const waiting = host ? door.waiting : [];
    this.#first = waiting[0];
    this.#none.hidden = waiting.length > 0;
    this.#tell(waiting);
    const drawn = [this.#i18n.language, ...waiting.flatMap(({ id, name }) => [id, name])].join("\n");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(...waiting.map((knock) => this.#item(knock)));
    // The button that was pressed is gone with its line.
    if (focused) byId("people-title", HTMLHeadingElement).focus();
  }

  /** @param {readonly Knock[]} waiting */
  #tell(waiting) {
    const focused = this.#knock.contains(document.activeElement) && waiting.length === 0;
    this.#knock.hidden = waiting.length === 0;
    if (focused) byId("log", HTMLDivElement).focus({ preventScroll: true });
    const [first] = waiting;
    if (first === undefined) return;
    const others = waiting.length - 1;
    const key = others === 0 ? "door.knock" : "door.knock.more";
    setText(this.#text, this.#i18n.text(key, { name: this.#nameOf(first), count: others }));
  }

  /** @param {Knock} knock */
  #item(knock) {
    const item = make("li", "knock");
    const name = make("span", "person-name", this.#nameOf(knock));
    name.dir = "auto";
    const admit = this.#button("door.admit", knock, () => this.#wishes.admit(knock));
    const refuse = this.#button("door.refuse", knock, () => this.#wishes.refuse(knock));
    item.append(name, admit, refuse);
    return item;
  }

  /** @param {Knock} knock  without a name when they want to read only */
  #nameOf({ name }) {
    return name === "" ? this.#i18n.text("door.reader") : name;
  }

  /**
   * @param {Key} key
   * @param {Knock} knock
   * @param {() => void} run
   */
  #button(key, knock, run) {
    const button = make("button", "secondary", this.#i18n.text(key));
    button.type = "button";
    button.setAttribute("aria-label", `${this.#i18n.text(key)} – ${this.#nameOf(knock)}`);
    button.addEventListener("click", run);
    return button;
  }
}
