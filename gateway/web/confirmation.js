/** Asks before what cannot be taken back: a real dialog, which gives the focus back to where it was. */

import { byId, setText } from "./dom.js";

export class Confirmation {
  #open;
  #dialog = byId("confirm", HTMLDialogElement);
  #question = byId("confirm-question", HTMLHeadingElement);
  #consequence = byId("confirm-consequence", HTMLParagraphElement);
  #yes = byId("confirm-yes", HTMLButtonElement);

  /** @param {(dialog: HTMLDialogElement) => unknown} [open]  in another way than most pages do */
  constructor(open = (dialog) => dialog.showModal()) {
    this.#open = open;
  }

  /**
   * @param {{question: string, consequence: string, yes: string}} asked
   * @returns {Promise<boolean>}
   */
  ask({ question, consequence, yes }) {
    setText(this.#question, question);
    setText(this.#consequence, consequence);
    setText(this.#yes, yes);
    this.#dialog.returnValue = "";
    this.#open(this.#dialog);
    return new Promise((resolve) => {
      const closed = () => resolve(this.#dialog.returnValue === "yes");
      this.#dialog.addEventListener("close", closed, { once: true });
    });
  }
}
