/**
 * The row of buttons under the captions, and the keys that do the same. Each asks; what happens is the meeting's
 * business. A button says what pressing it does, and its picture says what is.
 */

import { byId, setText } from "./dom.js";
import { canShareScreen } from "./own-devices.js";
import { askedBy } from "./shortcuts.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {ReaderKey, Shortcut} from "./shortcuts.js" */

/** @typedef {Exclude<Shortcut, "write" | "chat" | "people" | "live" | "pace" | ReaderKey> | "takePart" | "leave"} Command */
/**
 * @typedef {object} Wishes
 * @property {(command: Shortcut | Command) => void} run
 * @property {() => boolean} shortcuts  whether single keys may act
 */
/**
 * @typedef {object} Presence
 * @property {boolean} participant  reads only, otherwise
 * @property {boolean} mayCome  reads by choice, and may take part instead
 * @property {boolean} video  whether this server carries pictures
 * @property {boolean} muted
 * @property {boolean} camera
 * @property {boolean} sharing
 * @property {number | null} hand
 */

/** @type {Presence} */
const ABSENT = { participant: false, mayCome: false, video: false, muted: true, camera: false, sharing: false, hand: null };

export class Controls {
  #presence = ABSENT;
  #buttons = {
    mute: byId("mute", HTMLButtonElement),
    camera: byId("camera", HTMLButtonElement),
    share: byId("share", HTMLButtonElement),
    hand: byId("hand", HTMLButtonElement),
    takePart: byId("take-part", HTMLButtonElement),
    leave: byId("leave", HTMLButtonElement),
  };
  #i18n;
  #wishes;

  /**
   * @param {I18n} i18n
   * @param {Wishes} wishes
   */
  constructor(i18n, wishes) {
    this.#i18n = i18n;
    this.#wishes = wishes;
    for (const [command, button] of Object.entries(this.#buttons)) {
      button.addEventListener("click", () => wishes.run(/** @type {Command} */ (command)));
    }
    document.addEventListener("keydown", this.pressed);
    i18n.follow(() => this.#draw());
  }

  /** @param {Presence} presence  may come with every caption */
  render(presence) {
    const before = this.#presence;
    const parts = /** @type {(keyof Presence)[]} */ (Object.keys(presence));
    if (parts.every((part) => before[part] === presence[part])) return;
    this.#presence = presence;
    this.#draw();
  }

  /** Also for the window that the captions may have. */
  pressed = (/** @type {KeyboardEvent} */ event) => {
    const shortcut = this.#wishes.shortcuts() ? askedBy(event) : null;
    if (shortcut === null) return;
    const button = Object.hasOwn(this.#buttons, shortcut) ? this.#buttons[/** @type {"mute"} */ (shortcut)] : null;
    if (button?.hidden) return;
    event.preventDefault();
    this.#wishes.run(shortcut);
  };

  #draw() {
    const { participant, mayCome, video, muted, camera, sharing, hand } = this.#presence;
    const { mute, camera: see, share, hand: raise, takePart } = this.#buttons;
    takePart.hidden = !mayCome;
    mute.hidden = raise.hidden = !participant;
    see.hidden = !participant || !video;
    share.hidden = !participant || !video || !canShareScreen();
    this.#label(mute, muted ? "controls.unmute" : "controls.mute", "M");
    this.#label(see, camera ? "controls.camera.off" : "controls.camera.on", "C");
    this.#label(share, sharing ? "controls.share.stop" : "controls.share", "E");
    this.#label(raise, hand === null ? "controls.hand" : "controls.hand.lower", "L");
    mute.dataset["off"] = String(muted);
    see.dataset["off"] = String(!camera);
    share.dataset["on"] = String(sharing);
    raise.dataset["on"] = String(hand !== null);
    const place = byId("hand-place", HTMLSpanElement);
    place.hidden = hand === null;
    setText(place, hand === null ? "" : this.#i18n.text("hand.place.short", { place: hand }));
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Key} key
   * @param {string} shortcut
   */
  #label(button, key, shortcut) {
    const label = this.#i18n.text(key);
    button.title = `${label} (${shortcut})`;
    const words = button.querySelector(".label");
    if (words !== null) setText(words, label);
  }
}
