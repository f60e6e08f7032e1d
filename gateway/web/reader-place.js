/**
 * Where somebody was in the text: the line they mark with a key or a tap, or that the page marks when they look away.
 * When they come back, that line is shown, with how much was said since; they go on reading there, or jump to what is
 * said now. Marking the last line read is the one measure that was found to help readers most (Lasecki 2014).
 *
 * It knows lines and scrolling, not captions: the newest lines are followed by `live-edge.js`.
 */

import { setText } from "./dom.js";

/** @import {CaptionView} from "./caption-view.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {LiveEdge} from "./live-edge.js" */

/** @typedef {{key: string, own: boolean}} Mark  `own`: made by the reader, not by the page */
/**
 * @typedef {object} Parts
 * @property {HTMLElement} captions  the section that holds it all
 * @property {HTMLElement} log
 * @property {HTMLElement} bar
 * @property {HTMLElement} text
 * @property {HTMLButtonElement} resume
 * @property {HTMLButtonElement} dismiss
 * @property {HTMLButtonElement} button  marks
 */

export class ReadingPlace {
  /** @type {Mark | null} */
  #mark = null;
  /** The reader looks elsewhere: what comes now is not read. */
  #away = false;
  #parts;
  #view;
  #edge;
  #i18n;

  /**
   * @param {Parts} parts
   * @param {CaptionView} view
   * @param {LiveEdge} edge
   * @param {I18n} i18n
   */
  constructor(parts, view, edge, i18n) {
    this.#parts = parts;
    this.#view = view;
    this.#edge = edge;
    this.#i18n = i18n;
    parts.button.addEventListener("click", () => this.toggle());
    parts.resume.addEventListener("click", () => this.resume());
    parts.dismiss.addEventListener("click", () => {
      this.forget();
      this.#edge.back();
      parts.log.focus({ preventScroll: true });
    });
    parts.log.addEventListener("click", (event) => this.#tapped(event));
    parts.log.addEventListener("reader:mark", (event) => this.#point(/** @type {Node} */ (event.target)));
    addEventListener("blur", () => this.#leave());
    addEventListener("focus", () => this.#return());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.#return()));
    i18n.follow(() => this.render());
  }

  /** The line that is marked, if one is. */
  get key() {
    return this.#mark?.key ?? null;
  }

  /** Marks the last line in sight; a second time, takes the mark away. */
  toggle() {
    const key = this.#lowest();
    if (key !== null) this.tap(key);
  }

  /**
   * The same for a line that is pointed at.
   * @param {string} key
   */
  tap(key) {
    if (this.#mark?.own && this.#mark.key === key) this.forget();
    else this.put(key, true);
  }

  /**
   * @param {string} key
   * @param {boolean} own
   */
  put(key, own) {
    this.#unshow();
    this.#mark = { key, own };
    this.#view.find(key)?.node.classList.add("marked");
    this.render();
  }

  forget() {
    this.#unshow();
    this.#mark = null;
    this.render();
  }

  /** Reads on at the mark: the whole text opens there, and nothing moves until the reader does. */
  resume() {
    const { log, captions } = this.#parts;
    const drawn = this.#view.find(this.#mark?.key);
    if (drawn === null) return;
    captions.dataset["catching"] = "true";
    this.#edge.leave(this.#index() + 1);
    log.focus({ preventScroll: true });
    const show = () => {
      log.scrollTop += drawn.node.getBoundingClientRect().top - log.getBoundingClientRect().top - 8;
    };
    show();
    // The heights of what was never in sight were estimates.
    requestAnimationFrame(show);
    this.render();
  }

  /** The reader is at the newest line again, having caught up. */
  caughtUp() {
    if (this.#parts.captions.dataset["catching"] === undefined) return;
    delete this.#parts.captions.dataset["catching"];
    this.forget();
  }

  /** To be called when lines came. */
  render() {
    const { bar, text, button } = this.#parts;
    const since = this.#mark === null || this.#away ? 0 : this.#since();
    const catching = this.#parts.captions.dataset["catching"] !== undefined;
    bar.hidden = this.#mark === null || this.#away || catching || (since === 0 && !this.#mark.own);
    button.setAttribute("aria-pressed", String(this.#mark?.own ?? false));
    if (bar.hidden) return;
    const key = since === 0 ? "place.marked" : since === 1 ? "place.since.one" : "place.since.many";
    setText(text, this.#i18n.text(key, { count: since }));
    this.#parts.resume.hidden = since === 0;
  }

  /**
   * A tap on a line marks it, unless it is for pointing at words, or copies some.
   * @param {MouseEvent} event
   */
  #tapped(event) {
    const target = event.target instanceof Element ? event.target : null;
    const words = this.#parts.log.dataset["pick"] === "on" && target?.closest(".final, .name, .line-sign");
    if (target === null || words || target.closest("button, a")) return;
    if (this.#parts.log.ownerDocument.getSelection()?.isCollapsed === false) return;
    this.#point(target);
  }

  /** @param {Node} node  in the line to be marked, or not any more */
  #point(node) {
    const { item } = this.#view.itemAt(node);
    if (item?.kind === "line") this.tap(item.key);
  }

  #leave() {
    // In a window of their own, captions are read while this page is not looked at.
    if (this.#away || this.#parts.log.ownerDocument !== document) return;
    this.#away = true;
    const last = this.#view.items.at(-1);
    // A mark of one's own stays, and one that the page made is of the last time; who reads higher up has a place already.
    if (this.#mark?.own || last === undefined || !this.#edge.live) return;
    this.put(last.key, false);
    this.#unshow();
  }

  #return() {
    if (!this.#away || document.hidden) return;
    this.#away = false;
    if (this.#mark !== null && !this.#mark.own && this.#since() === 0) return this.forget();
    this.#view.find(this.#mark?.key)?.node.classList.add("marked");
    this.render();
  }

  #unshow() {
    this.#view.find(this.#mark?.key)?.node.classList.remove("marked");
  }

  #index() {
    return this.#view.items.findLastIndex((item) => item.key === this.#mark?.key);
  }

  /** How many lines came behind the mark. */
  #since() {
    const index = this.#index();
    if (index < 0) return 0;
    return this.#view.items.slice(index + 1).filter((item) => item.kind === "line").length;
  }

  /** The last line that is wholly in sight, or the last one that begins there. */
  #lowest() {
    const bottom = this.#parts.log.getBoundingClientRect().bottom + 1;
    if (this.#edge.live) return this.#view.items.findLast((item) => item.kind === "line")?.key ?? null;
    const { left, width } = this.#parts.log.getBoundingClientRect();
    const page = this.#parts.log.ownerDocument;
    for (let up = 6; up < this.#parts.log.clientHeight; up += 12) {
      const found = this.#view.itemAt(page.elementFromPoint(left + Math.min(width / 2, 60), bottom - up));
      if (found.item?.kind === "line") return found.item.key;
    }
    return null;
  }
}
