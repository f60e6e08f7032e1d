/** The room page put together: which room this is, who enters how, and which part hears of what. */

import { Controls } from "./controls.js";
import { Lobby } from "./lobby.js";
import { Meeting } from "./meeting.js";
import { SettingsPanel } from "./settings-panel.js";
import { apply } from "./settings.js";
import { byId, setText } from "./dom.js";
import { I18n, languageSwitch } from "./i18n.js";

/** @import {Entry} from "./lobby.js" */

const segment = location.pathname.split("/").at(-1) ?? "";
const roomName = decoded(segment);
const socket = new URL(`../live/${segment}`, location.href);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
socket.search = socket.hash = "";

const i18n = new I18n(document);
const meeting = new Meeting(socket.href, i18n, (message) => goToLobby(message));
const lobby = new Lobby(i18n, (entry) => {
  enter(entry);
  // The button that had the focus is gone.
  byId("log", HTMLDivElement).focus({ preventScroll: true });
});
const controls = new Controls(i18n, {
  mute: () => {
    meeting.mute(!meeting.muted);
    controls.muted = meeting.muted;
  },
  takePart: () => goToLobby(),
  leave: () => goToLobby(i18n.text("lobby.left")),
  backToLive: () => meeting.backToLive(),
  shortcuts: () => panel.settings.shortcuts,
});
const panel = new SettingsPanel((settings) => {
  apply(document.documentElement, settings);
  meeting.settings = settings;
});

languageSwitch(byId("language", HTMLButtonElement), i18n);
i18n.follow(() => (document.title = i18n.text("room.title", { room: roomName })));
setText(byId("room-name", HTMLHeadingElement), roomName);
setText(byId("lobby-title", HTMLHeadingElement), roomName);
byId("copy-link", HTMLButtonElement).addEventListener("click", () => void copyLink());
byId("rename-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("rename-name", HTMLInputElement).value.trim();
  if (name !== "") meeting.rename(name);
  byId("rename", HTMLDetailsElement).open = false;
});
// A page brought back from the browser's memory has left the meeting.
addEventListener("pageshow", (event) => event.persisted && location.reload());

if (new URLSearchParams(location.search).get("role") === "reader") enter({ role: "reader" });
else lobby.show();

/** @param {Entry} entry */
function enter(entry) {
  lobby.hide();
  byId("room", HTMLDivElement).hidden = false;
  document.body.dataset["stay"] = entry.role;
  const skip = byId("skip", HTMLAnchorElement);
  skip.hash = "log";
  skip.dataset["i18n"] = "skip.captions";
  setText(skip, i18n.text("skip.captions"));
  controls.show({ microphone: entry.role === "participant" && entry.microphone !== null, reader: entry.role === "reader" });
  controls.muted = false;
  meeting.enter(entry);
}

/** @param {string} [message] */
function goToLobby(message = "") {
  meeting.leave();
  byId("room", HTMLDivElement).hidden = true;
  delete document.body.dataset["stay"];
  lobby.show(message);
}

async function copyLink() {
  const toast = byId("toast", HTMLParagraphElement);
  const address = new URL(location.href);
  address.search = address.hash = "";
  try {
    await navigator.clipboard.writeText(address.href);
    setText(toast, i18n.text("room.copied"));
  } catch {
    setText(toast, i18n.text("room.copy.failed"));
  }
  setTimeout(() => setText(toast, ""), 4000);
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
