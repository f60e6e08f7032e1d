/** « Transcription en cours » beside the captions, for everybody, as long as it is so. */

import { make, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Transcript} from "./keeping-wire.js" */

export class TranscriptChip {
  #node = make("p", "transcript-chip");
  #i18n;
  /** @type {Transcript | null} */
  #shown = null;

  /**
   * @param {HTMLElement} captions  the section, which has a `#chip`
   * @param {I18n} i18n
   */
  constructor(captions, i18n) {
    this.#i18n = i18n;
    this.#node.id = "transcript-chip";
    this.#node.hidden = true;
    captions.querySelector("#chip")?.after(this.#node);
    i18n.follow(() => this.#draw());
  }

  /** @param {Transcript} transcript */
  render(transcript) {
    if (this.#shown === transcript) return;
    this.#shown = transcript;
    this.#draw();
  }

  #draw() {
    const shown = this.#shown;
    this.#node.hidden = shown === null || !shown.on;
    if (shown === null || !shown.on) return;
    setText(this.#node, this.#i18n.text(shown.audio ? "transcript.on.audio" : "transcript.on"));
    this.#node.dataset["trouble"] = String(shown.trouble !== null);
  }
}
