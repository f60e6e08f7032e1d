/**
 * The row of buttons under the captions, the panels that they open, and the keyboard shortcuts. Each button asks; what
 * happens is the meeting's business.
 */

import { byId, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */

/**
 * @typedef {object} Wishes
 * @property {() => void} mute  the other way round
 * @property {() => void} takePart
 * @property {() => void} leave
 * @property {() => void} backToLive
 * @property {() => boolean} shortcuts  whether single keys may act
 */

export class Controls {
  #mute = byId("mute", HTMLButtonElement);
  #takePart = byId("take-part", HTMLButtonElement);
  #muted = false;
  #i18n;

  /**
   * @param {I18n} i18n
   * @param {Wishes} wishes
   */
  constructor(i18n, wishes) {
    this.#i18n = i18n;
    this.#mute.addEventListener("click", wishes.mute);
    this.#takePart.addEventListener("click", wishes.takePart);
    byId("leave", HTMLButtonElement).addEventListener("click", wishes.leave);
    const settings = disclosure("toggle-settings", "settings", "settings-title");
    const people = disclosure("toggle-people", "people", "people-title");
    byId("close-settings", HTMLButtonElement).addEventListener("click", () => settings(false));
    byId("settings", HTMLElement).addEventListener("keydown", (event) => event.key === "Escape" && settings(false));
    byId("people", HTMLElement).addEventListener("keydown", (event) => event.key === "Escape" && people(false));
    document.addEventListener("keydown", (event) => this.#pressed(event, wishes));
    i18n.follow(() => this.#label());
  }

  /** @param {{microphone: boolean, reader: boolean}} presence */
  show({ microphone, reader }) {
    this.#mute.hidden = !microphone;
    this.#takePart.hidden = !reader;
    byId("rename", HTMLDetailsElement).hidden = reader;
  }

  /** @param {boolean} muted */
  set muted(muted) {
    this.#muted = muted;
    this.#label();
  }

  #label() {
    const label = this.#i18n.text(this.#muted ? "controls.unmute" : "controls.mute");
    this.#mute.dataset["muted"] = String(this.#muted);
    this.#mute.title = `${label} (M)`;
    const words = this.#mute.querySelector("span");
    if (words !== null) setText(words, label);
    const picture = this.#mute.querySelector("use");
    picture?.setAttribute("href", `${picture.getAttribute("href")?.split("#")[0]}#${this.#muted ? "mic-off" : "mic"}`);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Wishes} wishes
   */
  #pressed(event, wishes) {
    if (!wishes.shortcuts() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key.toLowerCase() === "m" && !this.#mute.hidden) wishes.mute();
    else if (event.key === "End") wishes.backToLive();
    else return;
    event.preventDefault();
  }
}

/**
 * A button that opens a panel and gives it the focus; closing gives the focus back.
 * @param {string} buttonId
 * @param {string} panelId
 * @param {string} titleId
 * @returns {(open: boolean) => void}
 */
function disclosure(buttonId, panelId, titleId) {
  const button = byId(buttonId, HTMLButtonElement);
  const panel = byId(panelId, HTMLElement);
  /** @param {boolean} open */
  const set = (open) => {
    const hadFocus = panel.contains(document.activeElement);
    button.setAttribute("aria-expanded", String(open));
    panel.dataset["open"] = String(open);
    if (open) byId(titleId, HTMLHeadingElement).focus();
    else if (hadFocus) button.focus();
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
  return set;
}
