/**
 * The panels beside or below the captions: people, conversation, settings; one at a time. In a wide window the list of
 * people stands where no other panel does, until somebody closes it. Opening by hand gives the panel the focus; closing
 * gives it back to the button.
 */

import { byId } from "./dom.js";

/** @typedef {"people" | "chat" | "settings"} Name */

/** @type {readonly Name[]} */
const NAMES = ["people", "chat", "settings"];
const NARROW = "(max-width: 56rem)";

export class Panels {
  /** @type {Name | null} */
  #open = null;
  /** The list of people is wanted where there is room for it. */
  #resting = true;
  #narrow = matchMedia(NARROW);
  #room = byId("room", HTMLDivElement);
  #onOpen;

  /** @param {(name: Name) => void} onOpen */
  constructor(onOpen) {
    this.#onOpen = onOpen;
    for (const name of NAMES) {
      this.#button(name).addEventListener("click", () => this.toggle(name));
      byId(`close-${name}`, HTMLButtonElement).addEventListener("click", () => this.#close(name));
      this.#panel(name).addEventListener("keydown", (event) => event.key === "Escape" && this.#close(name));
    }
    this.#narrow.addEventListener("change", () => this.#show());
    this.reset();
  }

  /** @param {Name} name */
  isOpen(name) {
    return this.#shown() === name;
  }

  /** @param {Name} name */
  toggle(name) {
    if (this.isOpen(name)) return this.#close(name);
    this.#open = name;
    this.#show();
    this.#onOpen(name);
    byId(`${name}-title`, HTMLHeadingElement).focus();
  }

  /** As it is when one comes in. */
  reset() {
    this.#open = null;
    this.#resting = true;
    this.#show();
  }

  /** @param {Name} name */
  #close(name) {
    if (!this.isOpen(name)) return;
    const focused = this.#panel(name).contains(document.activeElement);
    if (name === "people") this.#resting = false;
    this.#open = null;
    this.#show();
    if (focused) this.#button(name).focus();
  }

  #shown() {
    return this.#open ?? (this.#resting && !this.#narrow.matches ? "people" : null);
  }

  #show() {
    const shown = this.#shown();
    for (const name of NAMES) {
      this.#panel(name).dataset["open"] = String(name === shown);
      this.#button(name).setAttribute("aria-expanded", String(name === shown));
    }
    this.#room.dataset["panel"] = shown ?? "none";
  }

  /** @param {Name} name */
  #panel(name) {
    return byId(name, HTMLElement);
  }

  /** @param {Name} name */
  #button(name) {
    return byId(`toggle-${name}`, HTMLButtonElement);
  }
}
