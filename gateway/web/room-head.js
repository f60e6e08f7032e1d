/** The top of the room page: name, link to share, language, the way past it all, and short messages that go away. */

import { byId, setText } from "./dom.js";
import { languageSwitch } from "./i18n.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Pass} from "./pass.js" */
/** @import {Role} from "./meeting-wire.js" */

const SHOWN_MS = 4000;

export class RoomHead {
  #toast = byId("toast", HTMLParagraphElement);
  #skip = byId("skip", HTMLAnchorElement);
  #copy = byId("copy-link", HTMLButtonElement);
  #invite = byId("invite", HTMLAnchorElement);
  #i18n;
  #pass;

  /**
   * @param {I18n} i18n
   * @param {string} segment  of the address, which names the room
   * @param {Pass} pass
   */
  constructor(i18n, segment, pass) {
    this.#i18n = i18n;
    this.#pass = pass;
    const room = decoded(segment);
    languageSwitch(byId("language", HTMLButtonElement), i18n);
    i18n.follow(() => (document.title = i18n.text("room.title", { room })));
    setText(byId("room-name", HTMLHeadingElement), room);
    setText(byId("lobby-title", HTMLHeadingElement), room);
    this.#copy.addEventListener("click", () => void this.#copyLink());
    this.#invite.href = `../salles#${segment}`;
  }

  /**
   * Where rooms need a pass, those who came with a link may pass it on as they got it; a host's own pass is nobody
   * else's, so hosts find the links to give where rooms are kept.
   * @param {Role} role
   */
  welcomed(role) {
    const keeper = role === "host" && this.#pass.issued;
    this.#copy.hidden = keeper;
    this.#invite.hidden = !keeper;
  }

  /** @param {Key} key */
  say(key) {
    const text = this.#i18n.text(key);
    setText(this.#toast, text);
    setTimeout(() => void (this.#toast.textContent === text && setText(this.#toast, "")), SHOWN_MS);
  }

  /**
   * @param {string} target  id
   * @param {Key} key
   */
  skipTo(target, key) {
    this.#skip.hash = target;
    this.#skip.dataset["i18n"] = key;
    setText(this.#skip, this.#i18n.text(key));
  }

  async #copyLink() {
    const address = new URL(location.href);
    address.search = "";
    address.hash = this.#pass.link;
    try {
      await navigator.clipboard.writeText(address.href);
      this.say("room.copied");
    } catch {
      this.say("room.copy.failed");
    }
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
