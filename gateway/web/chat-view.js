/** The written conversation: the list, the field, and the count of what was not read. What was said is in `chat.js`. */

import { byId, make, setMark, speakerMark } from "./dom.js";
import { unread } from "./chat.js";

/** @import {Chat} from "./chat.js" */
/** @import {ChatMessage} from "./meeting-wire.js" */
/** @import {I18n} from "./i18n.js" */

const NEAR_PX = 60;

export class ChatView {
  /** @type {Map<string, {node: HTMLElement, mark: HTMLElement, person: string}>} */
  #drawn = new Map();
  /** @type {readonly unknown[]} */
  #shown = [];
  #list = byId("chat-list", HTMLOListElement);
  #none = byId("chat-none", HTMLParagraphElement);
  #form = byId("chat-form", HTMLFormElement);
  #text = byId("chat-text", HTMLTextAreaElement);
  #badge = byId("chat-unread", HTMLSpanElement);
  #i18n;
  #wallClock;

  /**
   * @param {I18n} i18n
   * @param {(ms: number) => Date} wallClock  from the session's clock
   * @param {(text: string) => boolean} onSay  false: it did not go
   */
  constructor(i18n, wallClock, onSay) {
    this.#i18n = i18n;
    this.#wallClock = wallClock;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text !== "" && onSay(text)) this.#text.value = "";
      this.#text.focus();
    });
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
  }

  /** @param {boolean} may  readers read only */
  set mayWrite(may) {
    this.#form.hidden = !may;
  }

  /**
   * @param {Chat} chat
   * @param {string | null} self
   * @param {readonly string[]} colours  ids in order of first speech
   */
  render(chat, self, colours) {
    const shown = [chat, self, colours, this.#i18n.language];
    // It may come with every caption: nothing is measured unless something differs.
    if (shown.every((part, at) => part === this.#shown[at])) return;
    this.#shown = shown;
    const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < NEAR_PX;
    const before = this.#drawn.size;
    this.#forget(chat.messages);
    for (const message of chat.messages) if (!this.#drawn.has(message.id)) this.#add(message);
    for (const { mark, person } of this.#drawn.values()) setMark(mark, colours.indexOf(person));
    if (atEnd && this.#drawn.size !== before) this.#list.scrollTop = this.#list.scrollHeight;
    this.#none.hidden = chat.messages.length > 0;
    const count = unread(chat, self);
    this.#badge.hidden = count === 0;
    const key = count === 1 ? "chat.unread.one" : "chat.unread.many";
    const words = count === 0 ? "" : this.#i18n.text(key, { count });
    if (this.#badge.title === words) return;
    this.#badge.title = words;
    const number = make("span", "", count === 0 ? "" : String(count));
    number.setAttribute("aria-hidden", "true");
    this.#badge.replaceChildren(number, make("span", "visually-hidden", words));
  }

  /** The panel was opened: the end is what one wants to see. */
  toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  /** @param {readonly ChatMessage[]} messages */
  #forget(messages) {
    const kept = new Set(messages.map((message) => message.id));
    for (const [id, { node }] of this.#drawn) {
      if (kept.has(id)) continue;
      node.remove();
      this.#drawn.delete(id);
    }
  }

  /** @param {ChatMessage} message */
  #add({ id, person, name, text, at_ms }) {
    const node = make("li", "said");
    const mark = speakerMark(-1);
    const who = make("span", "said-name", name);
    who.dir = "auto";
    const at = this.#wallClock(at_ms);
    const time = make("time", "", at.toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" }));
    time.dateTime = at.toISOString();
    const words = make("p", "said-text", text);
    words.dir = "auto";
    const head = make("span", "said-head");
    head.append(mark, who, " ", time);
    node.append(head, words);
    this.#list.append(node);
    this.#drawn.set(id, { node, mark, person });
  }
}
