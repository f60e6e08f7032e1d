/** Tells who reads by an invitation where they are and until when, and lets them leave; others keep what is theirs. */

import { byId, setText } from "./dom.js";
import { change } from "./archive-wire.js";
import { dayOf, whyNot } from "./record-words.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Invited, Me} from "./spaces-wire.js" */

export class GuestBar {
  #i18n;
  /** @type {Invited | null} */
  #invited = null;

  /**
   * @param {I18n} i18n
   * @param {string} up  from the page to the root of the site
   */
  constructor(i18n, up) {
    this.#i18n = i18n;
    byId("guest-leave", HTMLButtonElement).addEventListener("click", () => void this.#leave(up));
    i18n.follow(() => this.#draw());
  }

  /** @param {Me} me */
  told(me) {
    this.#invited = me.invitation;
    for (const node of document.querySelectorAll("[data-account]")) {
      if (node instanceof HTMLElement) node.hidden = me.account === null;
    }
    this.#draw();
  }

  #draw() {
    const invited = this.#invited;
    byId("guest", HTMLElement).hidden = invited === null;
    if (invited === null) return;
    const values = { space: invited.space.name, day: dayOf(invited.expires, this.#i18n) };
    setText(byId("guest-text", HTMLElement), this.#i18n.text("guest.here", values));
  }

  /** @param {string} up */
  async #leave(up) {
    try {
      await change("DELETE", ["invitation"]);
      location.assign(`${up}invitation#fin`);
    } catch (error) {
      setText(byId("guest-text", HTMLElement), whyNot(error, this.#i18n));
    }
  }
}
