/** Asks before what cannot be taken back: a real dialog, which gives the focus back to where it was. */

import { byId, setText } from "./dom.js";

export class Confirmation {
  #dialog = byId("confirm", HTMLDialogElement);
  #question = byId("confirm-question", HTMLHeadingElement);
  #consequence = byId("confirm-consequence", HTMLParagraphElement);
  #yes = byId("confirm-yes", HTMLButtonElement);

  /**
   * @param {{question: string, consequence: string, yes: string}} asked
   * @returns {Promise<boolean>}
   */
  ask({ question, consequence, yes }) {
    setText(this.#question, question);
    setText(this.#consequence, consequence);
    setText(this.#yes, yes);
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
    return new Promise((resolve) => {
      const closed = () => resolve(this.#dialog.returnValue === "yes");
      this.#dialog.addEventListener("close", closed, { once: true });
    });
  }
}
