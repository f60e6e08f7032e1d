/**
 * What stands around the captions in the page that only reads: the name of the room, what the server has to say, the
 * panel of settings, the whole screen, and the code by which others follow on their phones.
 */

import { byId, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Pass} from "./pass.js" */
/** @import {Engine, Notice, Welcome} from "./wire.js" */

export class ReadChrome {
  /** @type {Engine | undefined} */
  #engine;
  /** @type {Notice | undefined} */
  #told;
  #main = byId("content", HTMLElement);
  #panel = byId("settings", HTMLElement);
  #button = byId("toggle-settings", HTMLButtonElement);
  #full = byId("full", HTMLButtonElement);
  #notice = byId("notice", HTMLDivElement);
  #i18n;

  /**
   * @param {I18n} i18n
   * @param {string} segment  of the address, which names the room
   * @param {Pass} pass
   */
  constructor(i18n, segment, pass) {
    this.#i18n = i18n;
    const room = decoded(segment);
    const address = new URL(`../read/${segment}`, location.href);
    address.search = address.hash = "";
    setText(byId("room-name", HTMLHeadingElement), room);
    // This person's own pass goes with them to the meeting, and nowhere else.
    byId("meeting", HTMLAnchorElement).href = `../room/${segment}${pass.link}`;
    this.#prepareCode(segment, address.href);
    this.#button.addEventListener("click", () => this.#open(this.#panel.hidden));
    byId("close-settings", HTMLButtonElement).addEventListener("click", () => this.#open(false));
    this.#panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false));
    this.#full.hidden = !document.fullscreenEnabled;
    this.#full.addEventListener("click", () => void this.#fill());
    document.addEventListener("fullscreenchange", () => {
      this.#full.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
    });
    i18n.follow(() => {
      document.title = i18n.text("read.title", { room });
      byId("qr-image", HTMLImageElement).alt = i18n.text("read.qr.alt", { address: address.href });
      this.#show();
    });
  }

  /** @param {Welcome} welcome */
  welcomed(welcome) {
    this.#engine = welcome.engine;
    this.#told = welcome.notice;
    this.#show();
  }

  /** @param {string} text */
  say(text) {
    this.#notice.hidden = text === "";
    setText(/** @type {HTMLElement} */ (this.#notice.firstElementChild), text);
  }

  #show() {
    const { language } = this.#i18n;
    this.say(this.#told?.[language] ?? "");
    const { engine, model, compute_type } = this.#engine ?? {};
    const known = engine !== undefined && model !== undefined && compute_type !== undefined;
    const made = known ? this.#i18n.text("about.engine", { engine, model, compute_type }) : "";
    setText(byId("engine", HTMLParagraphElement), made);
    setText(byId("engine-note", HTMLParagraphElement), this.#engine?.[`note_${language}`] ?? "");
  }

  /** @param {boolean} open */
  #open(open) {
    const focused = this.#panel.contains(document.activeElement);
    this.#panel.hidden = !open;
    this.#main.dataset["panel"] = open ? "settings" : "none";
    this.#button.setAttribute("aria-expanded", String(open));
    if (open) byId("settings-title", HTMLHeadingElement).focus();
    else if (focused) this.#button.focus();
  }

  async #fill() {
    try {
      if (document.fullscreenElement === null) await document.documentElement.requestFullscreen();
      else await document.exitFullscreen();
    } catch {
      // Refused by the browser: the page is as large as its window, which is what there is.
    }
  }

  /**
   * @param {string} segment
   * @param {string} address
   */
  #prepareCode(segment, address) {
    const dialog = byId("qr", HTMLDialogElement);
    const image = byId("qr-image", HTMLImageElement);
    setText(byId("qr-address", HTMLParagraphElement), address);
    byId("show-qr", HTMLButtonElement).addEventListener("click", () => {
      if (image.src === "") image.src = `../read/${segment}/qr.svg`;
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
}

/**
 * A badly encoded name is shown as it stands.
 * @param {string} part
 */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
