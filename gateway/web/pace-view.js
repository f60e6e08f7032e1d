/**
 * A discreet sign for those who speak: a little fast, or two voices at once. Computed by the server, naming nobody, seen by
 * nobody else, without sound; it goes away by itself.
 */

import { byId, icon, make, setText } from "./dom.js";

/** @import {Hint} from "./correction-wire.js" */
/** @import {I18n} from "./i18n.js" */

const PICTURES = { fast: "pace", overlap: "overlap" };

export class PaceView {
  #node = byId("pace", HTMLParagraphElement);
  #text = make("span");
  /** @type {Hint} */
  #hint = null;
  #i18n;

  /** @param {I18n} i18n */
  constructor(i18n) {
    this.#i18n = i18n;
    i18n.follow(() => this.#show());
  }

  /** @param {Hint} hint */
  show(hint) {
    this.#hint = hint;
    this.#show();
  }

  #show() {
    const hint = this.#hint;
    this.#node.hidden = hint === null;
    if (hint === null) return;
    setText(this.#text, this.#i18n.text(`pace.${hint}`));
    this.#node.title = this.#i18n.text("pace.heading");
    this.#node.replaceChildren(icon(PICTURES[hint]), this.#text);
  }
}
