/** A long list, a part at a time: the rest comes when it is asked for, and the focus goes where it begins. */

const AT_ONCE = 50;

/** @template T */
export class Shown {
  /** @type {readonly T[]} */
  #items = [];
  #count = AT_ONCE;
  #list;
  #more;
  #draw;
  #label;

  /**
   * @param {HTMLElement} list
   * @param {HTMLButtonElement} more
   * @param {(item: T) => HTMLElement} draw
   * @param {(left: number) => string} label  of the button
   */
  constructor(list, more, draw, label) {
    this.#list = list;
    this.#more = more;
    this.#draw = draw;
    this.#label = label;
    more.addEventListener("click", () => this.#further());
  }

  /** @param {readonly T[]} items */
  show(items) {
    this.#items = items;
    this.#count = AT_ONCE;
    this.redraw();
  }

  redraw() {
    this.#list.replaceChildren(...this.#items.slice(0, this.#count).map(this.#draw));
    this.#offer();
  }

  #further() {
    const before = this.#list.children.length;
    this.#list.append(...this.#items.slice(this.#count, this.#count + AT_ONCE).map(this.#draw));
    this.#count += AT_ONCE;
    this.#offer();
    /** @type {HTMLElement | null} */ (this.#list.children[before]?.querySelector("a, select, input, button"))?.focus();
  }

  #offer() {
    const left = this.#items.length - this.#count;
    this.#more.hidden = left <= 0;
    if (left > 0) this.#more.textContent = this.#label(Math.min(left, AT_ONCE));
  }
}
