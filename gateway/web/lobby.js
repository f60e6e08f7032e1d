/** The card at the door: a name, with or without a microphone, or reading only. It decides nothing about the meeting. */

import { byId, setText } from "./dom.js";
import { readInTab, writeInTab } from "./device-store.js";
import { MicrophoneError, openMicrophone } from "./microphone.js";

/** @import {I18n} from "./i18n.js" */

/** @typedef {{role: "participant", name: string, microphone: MediaStreamTrack | null} | {role: "reader"}} Entry */

const REMEMBERED = "voixla.name";

export class Lobby {
  #section = byId("lobby", HTMLElement);
  #form = byId("join", HTMLFormElement);
  #name = byId("name", HTMLInputElement);
  #nameError = byId("name-error", HTMLParagraphElement);
  #message = byId("lobby-message", HTMLParagraphElement);
  #asking = false;
  #i18n;
  #onEnter;

  /**
   * @param {I18n} i18n
   * @param {(entry: Entry) => void} onEnter
   */
  constructor(i18n, onEnter) {
    this.#i18n = i18n;
    this.#onEnter = onEnter;
    // For this tab only: a shared computer should not offer the name of the person before.
    this.#name.value = readInTab(REMEMBERED) ?? "";
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#participate(true);
    });
    byId("join-silent", HTMLButtonElement).addEventListener("click", () => void this.#participate(false));
    byId("join-reader", HTMLButtonElement).addEventListener("click", () => onEnter({ role: "reader" }));
    this.#name.addEventListener("input", () => this.#complain(""));
  }

  /** @param {string} [message] */
  show(message = "") {
    setText(this.#message, message);
    this.#section.hidden = false;
    this.#name.focus();
  }

  hide() {
    this.#section.hidden = true;
  }

  /** @param {boolean} withMicrophone */
  async #participate(withMicrophone) {
    if (this.#asking) return;
    const name = this.#name.value.trim();
    if (name === "") {
      this.#complain(this.#i18n.text("lobby.name.missing"));
      this.#name.focus();
      return;
    }
    writeInTab(REMEMBERED, name);
    if (!withMicrophone) return this.#onEnter({ role: "participant", name, microphone: null });
    this.#busy(true);
    try {
      this.#onEnter({ role: "participant", name, microphone: await openMicrophone() });
      setText(this.#message, "");
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      setText(this.#message, this.#i18n.text(error.key, { code: error.code }));
    } finally {
      this.#busy(false);
    }
  }

  /** @param {boolean} busy */
  #busy(busy) {
    const button = byId("join-microphone", HTMLButtonElement);
    // Not `disabled`: that would throw the keyboard focus away.
    button.setAttribute("aria-disabled", String(busy));
    this.#asking = busy;
    if (busy) setText(this.#message, this.#i18n.text("lobby.waiting"));
  }

  /** @param {string} error */
  #complain(error) {
    setText(this.#nameError, error);
    if (error === "") this.#name.removeAttribute("aria-invalid");
    else this.#name.setAttribute("aria-invalid", "true");
  }
}
