/**
 * Where the captions stand: below the pictures, beside them, or in a window of their own (picture-in-picture where the
 * browser has it, else an ordinary one). The captions are the same nodes wherever they are, so nothing is lost when they
 * move; the choice stays on this device, except the window, which browsers open only when somebody asks for it.
 */

import { byId } from "./dom.js";
import { read, write } from "./device-store.js";

/** @import {I18n} from "./i18n.js" */

/** @typedef {"below" | "beside" | "window"} Place */
/** @typedef {{requestWindow: (size: {width: number, height: number}) => Promise<Window>}} PictureInPicture */

const KEY = "voixla.captions";
const SIZE = { width: 720, height: 320 };

export class CaptionsPlace {
  /** @type {Place} */
  #docked;
  /** @type {Window | null} */
  #window = null;
  #opening = false;
  #captions = byId("captions", HTMLElement);
  #home = byId("captions-home", HTMLDivElement);
  #away = byId("captions-away", HTMLDivElement);
  #room = byId("room", HTMLDivElement);
  #form = byId("captions-place", HTMLFieldSetElement);
  #i18n;
  #onKey;
  #onRefused;

  /**
   * @param {I18n} i18n
   * @param {(event: KeyboardEvent) => void} onKey  keys pressed in the other window mean what they mean here
   * @param {() => void} onRefused  the browser opens no window
   */
  constructor(i18n, onKey, onRefused) {
    this.#i18n = i18n;
    this.#onKey = onKey;
    this.#onRefused = onRefused;
    this.#docked = read(KEY) === "beside" ? "beside" : "below";
    this.#form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement) void this.#put(/** @type {Place} */ (event.target.value));
    });
    byId("captions-back", HTMLButtonElement).addEventListener("click", () => void this.#put(this.#docked));
    addEventListener("pagehide", () => this.#window?.close());
    this.#show();
  }

  /** The root elements that settings of the reader must reach. */
  get roots() {
    return [document.documentElement, ...(this.#window === null ? [] : [this.#window.document.documentElement])];
  }

  /** Back into the page, when the meeting is left. */
  bringBack() {
    const open = this.#window;
    this.#window = null;
    if (open === null) return;
    this.#home.append(this.#captions);
    this.#i18n.leave(open.document);
    open.close();
    this.#show();
  }

  /** @param {Place} place */
  async #put(place) {
    if (place === "window") return this.#open();
    this.#docked = place;
    write(KEY, place);
    this.bringBack();
    this.#show();
  }

  async #open() {
    if (this.#window !== null || this.#opening) return;
    this.#opening = true;
    try {
      this.#moveTo(await opened());
    } catch {
      this.#onRefused();
    } finally {
      this.#opening = false;
      this.#show();
    }
  }

  /** @param {Window} target */
  #moveTo(target) {
    const { document: page } = target;
    for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) {
      const link = page.createElement("link");
      link.rel = "stylesheet";
      link.href = new URL(sheet.getAttribute("href") ?? "", location.href).href;
      page.head.append(link);
    }
    page.title = document.title;
    for (const { name, value } of document.documentElement.attributes) page.documentElement.setAttribute(name, value);
    page.body.className = "page-captions";
    page.body.append(this.#captions);
    page.addEventListener("keydown", this.#onKey);
    // Not before: the blank page that was there first hides too.
    target.addEventListener("pagehide", () => target === this.#window && this.bringBack());
    this.#window = target;
    this.#i18n.join(page);
  }

  #show() {
    const place = this.#window === null ? this.#docked : "window";
    this.#room.dataset["captions"] = place;
    this.#away.hidden = this.#window === null;
    for (const radio of this.#form.querySelectorAll("input")) radio.checked = radio.value === place;
  }
}

/** @returns {Promise<Window>} */
async function opened() {
  const floating = /** @type {{documentPictureInPicture?: PictureInPicture}} */ (/** @type {unknown} */ (window));
  try {
    if (floating.documentPictureInPicture) return await floating.documentPictureInPicture.requestWindow(SIZE);
  } catch {
    // There, but refused: an ordinary window is left.
  }
  const plain = window.open("", "voixla-captions", `popup,width=${SIZE.width},height=${SIZE.height}`);
  if (plain === null) throw new Error("the browser opens no window");
  return plain;
}
