/** « Hors compte rendu » beside the captions, for everybody who reads them. */

import { make, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */

export class RecordChip {
  #node = make("p", "off-record");

  /**
   * @param {HTMLElement} captions  the section, which has a `#chip`
   * @param {I18n} i18n
   */
  constructor(captions, i18n) {
    this.#node.id = "off-record";
    this.#node.hidden = true;
    captions.querySelector("#chip")?.after(this.#node);
    i18n.follow(() => {
      setText(this.#node, i18n.text("record.off_record"));
      this.#node.title = i18n.text("record.off_record.why");
    });
  }

  /** @param {boolean} offRecord */
  render(offRecord) {
    this.#node.hidden = !offRecord;
  }
}
