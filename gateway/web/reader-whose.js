/**
 * Whose words stand at the top, when the name before them has scrolled away: among the newest lines alone, a long line
 * would have no name any more. For eyes only; in the text itself the name is always there.
 */

import { headOf } from "./caption-line.js";
import { make } from "./dom.js";

/** @import {CaptionView} from "./caption-view.js" */

export class ReaderWhose {
  #shown = "";
  #node;
  #log;
  #view;

  /**
   * @param {HTMLElement} node
   * @param {HTMLElement} log
   * @param {CaptionView} view
   */
  constructor(node, log, view) {
    this.#node = node;
    this.#log = log;
    this.#view = view;
    log.addEventListener("scroll", () => this.render(), { passive: true });
    const moved = new ResizeObserver(() => this.render());
    moved.observe(log);
    // What stands below may push the lines up as they are.
    if (log.parentElement !== null) moved.observe(log.parentElement);
  }

  /** To be called when the text changed and stands where it is to stand. */
  render() {
    // Hidden where the whole text is shown.
    if (this.#node.getClientRects().length === 0) return;
    const { left, top, height } = this.#log.getBoundingClientRect();
    const padding = parseFloat(getComputedStyle(this.#log).paddingLeft);
    const found = this.#log.ownerDocument.elementFromPoint(left + padding + 2, top + Math.min(8, height / 2));
    const { item } = this.#view.itemAt(found);
    const head = this.#view.find(item?.key)?.node.querySelector(".head");
    const gone = item?.kind === "line" && head != null && head.getBoundingClientRect().bottom <= top + 2;
    this.#node.style.bottom = `calc(100% - ${this.#log.offsetTop}px)`;
    // Who it is may become known while the line stands there.
    const key = gone ? [item.key, item.place, item.speaker.name].join("\n") : "";
    if (key === this.#shown) return;
    this.#shown = key;
    this.#node.replaceChildren(...(gone ? [headOf(item.speaker.name, item.place, make("time"))] : []));
  }
}
