/** What all parts of the page of one space stand on: the space as it was last told, its words, and how work is done. */

import { make } from "./dom.js";
import { whyNot } from "./record-words.js";

/** @import {Confirmation} from "./confirmation.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Me, OpenSpace} from "./spaces-wire.js" */

export class SpaceGround {
  i18n;
  confirmation;
  say;
  me;
  /** @type {OpenSpace} */
  space;
  #changed;

  /**
   * @param {object} given
   * @param {I18n} given.i18n
   * @param {Confirmation} given.confirmation
   * @param {(text: string) => void} given.say
   * @param {Me} given.me
   * @param {OpenSpace} given.space
   * @param {() => void} given.changed  the space is told anew
   */
  constructor({ i18n, confirmation, say, me, space, changed }) {
    this.i18n = i18n;
    this.confirmation = confirmation;
    this.say = say;
    this.me = me;
    this.space = space;
    this.#changed = changed;
  }

  get path() {
    return ["spaces", this.space.id];
  }

  /** @param {string} right */
  may(right) {
    return this.space.may.includes(right);
  }

  /** @param {OpenSpace} space */
  told(space) {
    this.space = space;
    this.#changed();
  }

  /**
   * Says why, when it does not work, and lets it stand there. A button that is pressed again meanwhile does nothing.
   * @param {HTMLElement} by  what holds the buttons
   * @param {() => Promise<void>} work
   */
  async tried(by, work) {
    if (by.ariaBusy === "true") return;
    by.ariaBusy = "true";
    const place = by instanceof HTMLUListElement || by instanceof HTMLOListElement ? by.parentElement : by;
    for (const said of place?.querySelectorAll(":scope > .field-error") ?? []) said.remove();
    try {
      await work();
    } catch (error) {
      const why = make("p", "field-error");
      why.role = "alert";
      place?.append(why);
      why.textContent = whyNot(error, this.i18n);
      why.scrollIntoView({ block: "nearest" });
    } finally {
      by.ariaBusy = null;
    }
  }
}

/**
 * Runs `read` when `part` is opened for the first time.
 * @param {HTMLDetailsElement} part
 * @param {() => void} read
 */
export function whenOpened(part, read) {
  part.addEventListener("toggle", () => part.open && read(), { once: true });
}
