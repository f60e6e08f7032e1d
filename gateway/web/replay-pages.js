/** The text of a record, page by page, and again: which page to ask for next so that whatever changed is seen. Pure. */

/** @import {EntryTold, Page} from "./archive-wire.js" */

/** @typedef {{items: EntryTold[], after: EntryTold | null, open: boolean}} Stretch  all there is now between `after` and the last item; `open`: to the end */
/** @typedef {{cursor: string | null, after: EntryTold | null, tag: string | null}} Known */
/** @typedef {(cursor: string | null, tag: string | null) => Promise<{tag: string | null, told: Page<EntryTold> | null}>} Ask */

const OLDER_AT_ONCE = 2;

export class Pages {
  /** @type {Known[]} */
  #known = [{ cursor: null, after: null, tag: null }];
  #turn = 0;
  #owed = 0;
  #ask;
  #took;

  /**
   * @param {Ask} ask
   * @param {(stretch: Stretch) => void} took
   */
  constructor(ask, took) {
    this.#ask = ask;
    this.#took = took;
  }

  /** Whether something may have changed that was not looked at since. */
  get owing() {
    return this.#owed > 0;
  }

  /** Something changed, nobody knows where. */
  stale() {
    this.#owed = this.#known.length;
  }

  async readAll() {
    this.#known.length = 1;
    await this.#readOn(0);
  }

  /** The end, where meetings go on; and of what is before, a little each time, in turn. */
  async readOn() {
    if (this.#owed === 0) return;
    await this.#readOn(this.#known.length - 1);
    for (let count = 0; count < OLDER_AT_ONCE && this.#owed > 1; count++) {
      this.#turn %= Math.max(1, this.#known.length - 1);
      await this.#look(this.#turn);
      this.#turn += 1;
      this.#owed -= 1;
    }
    // What remains is the last page, which has just been read.
    if (this.#owed === 1) this.#owed = 0;
  }

  /** @param {number} place */
  async #readOn(place) {
    for (let at = place; at < this.#known.length; at++) await this.#look(at);
  }

  /** @param {number} place */
  async #look(place) {
    const known = this.#known[place];
    if (known === undefined) return;
    const { tag, told } = await this.#ask(known.cursor, known.tag);
    if (told === null) return;
    known.tag = tag;
    this.#took({ items: told.items, after: known.after, open: told.next === null });
    if (told.next === null) this.#known.length = place + 1;
    else if (this.#known[place + 1]?.cursor !== told.next) {
      // The pages that follow begin elsewhere now; they put themselves right one by one.
      this.#known[place + 1] = { cursor: told.next, after: told.items.at(-1) ?? known.after, tag: null };
      this.#owed = Math.max(this.#owed, 2);
    }
  }
}
