/**
 * How much of a long text stands at the desk: the newest lines, and as many before them as somebody asks for. It lets old
 * lines go only while nobody works in the text. Pure.
 */

/** @import {Captions} from "./store.js" */

export const KEPT = 300;
export const MOST = 600;

export class DeskSpan {
  /** The first item that is shown. */
  #from = 0;

  /** Whether there is more above. */
  get more() {
    return this.#from > 0;
  }

  /** More of what was said before. */
  widen() {
    this.#from = Math.max(0, this.#from - KEPT);
  }

  /**
   * As far back as to this segment.
   * @param {Captions} captions
   * @param {number} segment
   */
  reach(captions, segment) {
    const found = captions.items.findLastIndex((item) => {
      return item.kind === "line" && item.session === captions.session && item.segments.some((one) => one.segment === segment);
    });
    if (found >= 0) this.#from = Math.min(this.#from, Math.max(0, found - 10));
  }

  /**
   * @param {Captions} captions
   * @param {boolean} idle  nobody works in the text
   * @returns {Captions}  what is to be shown of them
   */
  of(captions, idle) {
    const count = captions.items.length;
    if (this.#from > count) this.#from = 0;
    if (idle && count - this.#from > MOST) this.#from = count - KEPT;
    return this.#from === 0 ? captions : { ...captions, items: captions.items.slice(this.#from) };
  }
}
