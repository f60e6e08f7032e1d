/** What stands where the meeting is not: waiting in the lobby until a host opens, or the reason why the stay is over. */

import { byId, setText } from "./dom.js";

/** @import {Ending} from "./endings.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {ServerError} from "./wire.js" */

export class Doorstep {
  #waiting = byId("waiting-room", HTMLElement);
  #host = byId("waiting-host", HTMLParagraphElement);
  #ending = byId("ending", HTMLElement);
  #i18n;
  /** @type {{ending: Ending, error: ServerError} | null} */
  #shown = null;
  #hosted = true;

  /**
   * @param {I18n} i18n
   * @param {{giveUp: () => void, again: () => void}} wishes
   */
  constructor(i18n, { giveUp, again }) {
    this.#i18n = i18n;
    byId("give-up", HTMLButtonElement).addEventListener("click", giveUp);
    byId("again", HTMLButtonElement).addEventListener("click", again);
    i18n.follow(() => this.#draw());
  }

  /** @param {boolean} hosted  somebody is there who can open */
  wait(hosted) {
    const before = this.#waiting.hidden;
    this.#shown = null;
    this.#hosted = hosted;
    this.#waiting.hidden = false;
    this.#draw();
    if (before) byId("waiting-title", HTMLHeadingElement).focus();
  }

  /**
   * @param {Ending} ending
   * @param {ServerError} error
   */
  end(ending, error) {
    this.#shown = { ending, error };
    this.#waiting.hidden = true;
    this.#draw();
    byId("ending-title", HTMLHeadingElement).focus();
  }

  hide() {
    this.#shown = null;
    this.#waiting.hidden = true;
    this.#draw();
  }

  #draw() {
    setText(this.#host, this.#i18n.text(this.#hosted ? "waiting.text" : "waiting.nobody"));
    this.#ending.hidden = this.#shown === null;
    if (this.#shown === null) return;
    const { ending, error } = this.#shown;
    setText(byId("ending-title", HTMLHeadingElement), this.#i18n.text(ending.title));
    setText(byId("ending-text", HTMLParagraphElement), error[this.#i18n.language]);
    byId("again", HTMLButtonElement).hidden = !ending.again;
    byId("sign-in", HTMLAnchorElement).hidden = !ending.signIn;
  }
}
