/** The page of the corrector's desk put together: the door, the desk, the toolbar. */

import { Desk } from "./desk.js";
import { Doorstep } from "./doorstep.js";
import { I18n, languageSwitch } from "./i18n.js";
import { Pass } from "./pass.js";
import { Toast } from "./toast.js";
import { apply } from "./reader-look.js";
import { byId, setText } from "./dom.js";
import { endingOf } from "./endings.js";
import { load } from "./settings.js";
import { readInTab, writeInTab } from "./device-store.js";

/** @import {Command} from "./desk-keys.js" */
/** @import {ServerError} from "./wire.js" */

const NAME = "voixla.name";

apply(document.documentElement, load());
const segment = location.pathname.split("/").at(-1) ?? "";
const socket = new URL(`../live/${segment}`, location.href);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
socket.search = socket.hash = "";

const pass = new Pass(segment);
pass.takeFrom(location, history);
const i18n = new I18n(document);
const [room, lobby] = [byId("desk", HTMLDivElement), byId("lobby", HTMLElement)];
const field = byId("name", HTMLInputElement);
const toast = new Toast();
const title = decoded(segment);
const desk = new Desk(i18n, {
  url: socket.href,
  pass,
  say: (text) => toast.say(text),
  onWaiting: ({ host }) => {
    room.hidden = true;
    doorstep.wait(host !== false);
  },
  onWelcome: () => {
    doorstep.hide();
    if (!room.hidden) return;
    lobby.hidden = true;
    room.hidden = false;
    document.body.dataset["stay"] = "corrector";
    byId("desk-title", HTMLHeadingElement).focus();
  },
  onOver: (error) => over(error),
});
const doorstep = new Doorstep(i18n, { giveUp: () => open(), again: () => open() });

languageSwitch(byId("language", HTMLButtonElement), i18n);
i18n.follow(() => (document.title = i18n.text("desk.title", { room: title })));
setText(byId("room-name", HTMLHeadingElement), title);
setText(byId("lobby-room", HTMLParagraphElement), title);
byId("join", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const name = field.value.trim();
  setText(byId("name-error", HTMLParagraphElement), name === "" ? i18n.text("lobby.name.missing") : "");
  field.setAttribute("aria-invalid", String(name === ""));
  if (name === "") return field.focus();
  writeInTab(NAME, name);
  void desk.enter(name);
});
for (const button of byId("desk-tools", HTMLDivElement).querySelectorAll("button")) {
  // The words that are chosen keep the focus, where a pointer does the choosing.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => desk.run(/** @type {Command} */ (button.dataset["run"])));
}
addEventListener("beforeunload", (event) => desk.unsaved && event.preventDefault());
addEventListener("pageshow", (event) => event.persisted && location.reload());
open();

function open() {
  desk.leave();
  doorstep.hide();
  room.hidden = true;
  delete document.body.dataset["stay"];
  lobby.hidden = false;
  field.value = readInTab(NAME) ?? "";
  field.focus();
}

/** @param {ServerError} error */
function over(error) {
  const ending = endingOf(error.code);
  open();
  if (ending === null) return setText(byId("lobby-message", HTMLParagraphElement), error[i18n.language]);
  lobby.hidden = true;
  doorstep.end(ending, error);
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
