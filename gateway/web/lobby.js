/** The card at the door: a name, with or without microphone and camera, or reading only. It decides nothing else. */

import { DeviceError, openMicrophone } from "./devices.js";
import { Preview } from "./preview.js";
import { byId, setText } from "./dom.js";
import { readInTab, writeInTab } from "./device-store.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Brought} from "./own-devices.js" */

/** @typedef {{role: "participant", name: string} & Brought | {role: "reader"}} Entry */

const REMEMBERED = "voixla.name";

export class Lobby {
  #section = byId("lobby", HTMLElement);
  #form = byId("join", HTMLFormElement);
  #name = byId("name", HTMLInputElement);
  #nameError = byId("name-error", HTMLParagraphElement);
  #message = byId("lobby-message", HTMLParagraphElement);
  #kept = byId("lobby-kept", HTMLParagraphElement);
  /** @type {Key | null} */
  #warning = null;
  #asking = false;
  #preview;
  #i18n;
  #onEnter;

  /**
   * @param {I18n} i18n
   * @param {(entry: Entry) => void} onEnter
   */
  constructor(i18n, onEnter) {
    this.#i18n = i18n;
    this.#onEnter = onEnter;
    this.#preview = new Preview(i18n, (text) => setText(this.#message, text));
    // For this tab only: a shared computer should not offer the name of the person before.
    this.#name.value = readInTab(REMEMBERED) ?? "";
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#participate(true);
    });
    byId("join-silent", HTMLButtonElement).addEventListener("click", () => void this.#participate(false));
    byId("join-reader", HTMLButtonElement).addEventListener("click", () => onEnter({ role: "reader" }));
    this.#name.addEventListener("input", () => this.#complain(""));
    i18n.follow(() => this.#drawWarning());
  }

  /** @param {string} message */
  show(message) {
    setText(this.#message, message);
    this.#section.hidden = false;
    this.#name.focus();
  }

  /** @param {boolean} video  whether this server carries pictures, as far as is known */
  offer(video) {
    if (!this.#section.hidden) void this.#preview.open(video);
  }

  /** @param {{on: boolean, audio: boolean}} kept  whether what is said in there is kept, and its sound */
  warn({ on, audio }) {
    this.#warning = on ? (audio ? "transcript.before.audio" : "transcript.before") : null;
    this.#drawWarning();
  }

  hide() {
    this.#section.hidden = true;
    this.#preview.close();
  }

  #drawWarning() {
    this.#kept.hidden = this.#warning === null;
    setText(this.#kept, this.#warning === null ? "" : this.#i18n.text(this.#warning));
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
    if (!withMicrophone) return this.#enter(name, null);
    this.#busy(true);
    try {
      // One that was tried out is open already, and the browser gives it again without asking.
      this.#enter(name, await openMicrophone());
      setText(this.#message, "");
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      setText(this.#message, this.#i18n.text(error.key, { code: error.code }));
    } finally {
      this.#busy(false);
    }
  }

  /**
   * @param {string} name
   * @param {MediaStreamTrack | null} microphone
   */
  #enter(name, microphone) {
    this.#onEnter({ role: "participant", name, microphone, camera: this.#preview.takeCamera() });
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
