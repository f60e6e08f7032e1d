/** The room page put together: which room this is, who enters how, and which part hears of what. */

import { CaptionsPlace } from "./captions-place.js";
import { Controls } from "./controls.js";
import { DeviceChoice } from "./device-choice.js";
import { Doorstep } from "./doorstep.js";
import { Lobby } from "./lobby.js";
import { Meeting } from "./meeting.js";
import { Panels } from "./panels.js";
import { Pass } from "./pass.js";
import { ProfilesPanel } from "./profiles-panel.js";
import { RoomHead } from "./room-head.js";
import { SettingsPanel } from "./settings-panel.js";
import { apply } from "./reader-look.js";
import { byId } from "./dom.js";
import { carriesVideo, isKept } from "./server-facts.js";
import { endingOf } from "./endings.js";
import { I18n } from "./i18n.js";

/** @import {Command} from "./controls.js" */
/** @import {Entry} from "./lobby.js" */
/** @import {ServerError} from "./wire.js" */
/** @import {Shortcut} from "./shortcuts.js" */

const segment = location.pathname.split("/").at(-1) ?? "";
const socket = new URL(`../live/${segment}`, location.href);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
socket.search = socket.hash = "";

const pass = new Pass(segment);
pass.takeFrom(location, history);
const i18n = new I18n(document);
const room = byId("room", HTMLDivElement);

/** @type {Record<Shortcut | Command, () => void>} */
const run = {
  mute: () => void meeting.devices.mute(!meeting.devices.muted),
  camera: () => void meeting.devices.toggleCamera(),
  share: () => void meeting.devices.toggleScreen(),
  hand: () => meeting.toggleHand(),
  write: () => meeting.correcting.write(),
  chat: () => panels.toggle("chat"),
  people: () => panels.toggle("people"),
  live: () => meeting.captions.backToLive(),
  mark: () => meeting.captions.pressed("mark"),
  resume: () => meeting.captions.pressed("resume"),
  pause: () => meeting.captions.pressed("pause"),
  next: () => meeting.captions.pressed("next"),
  repeat: () => meeting.captions.pressed("repeat"),
  who: () => meeting.captions.pressed("who"),
  pace: () => settings.togglePace(),
  takePart: () => goToLobby(),
  leave: () => goToLobby(i18n.text("lobby.left")),
};
const panels = new Panels((name) => opened(name));
const head = new RoomHead(i18n, segment, pass);
/** @type {Controls} */
const controls = new Controls(i18n, { run: (command) => run[command](), shortcuts: () => settings.settings.shortcuts });
const meeting = new Meeting(i18n, {
  url: socket.href,
  pass,
  chatOpen: () => !room.hidden && panels.isOpen("chat"),
  onPresence: (presence) => controls.render(presence),
  onWaiting: ({ host }) => {
    room.hidden = true;
    doorstep.wait(host !== false);
  },
  onWelcome: ({ role, video }) => {
    head.welcomed(role);
    meeting.correcting.desk = `../correct/${segment}${pass.link}`;
    room.dataset["video"] = String(video);
    if (room.hidden) showRoom();
  },
  onOver: (error) => over(error),
});
const place = new CaptionsPlace(i18n, controls.pressed, () => head.say("place.refused"));
/** @type {SettingsPanel} */
const settings = new SettingsPanel(i18n, true, (chosen) => {
  meeting.settings = chosen;
  return place.roots.map((root) => apply(root, chosen))[0];
});
new ProfilesPanel(i18n, settings);
const doorstep = new Doorstep(i18n, {
  giveUp: () => goToLobby(i18n.text("lobby.left")),
  again: () => goToLobby(),
});
const lobby = new Lobby(i18n, (entry) => enter(entry));
const microphones = new DeviceChoice("microphone", byId("settings-microphone", HTMLSelectElement), (id) => {
  void meeting.devices.choose("microphone", id);
});
const cameras = new DeviceChoice("camera", byId("settings-camera", HTMLSelectElement), (id) => {
  void meeting.devices.choose("camera", id);
});

byId("rename-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("rename-name", HTMLInputElement).value.trim();
  if (name !== "") meeting.rename(name);
  byId("rename", HTMLDetailsElement).open = false;
});
// A page brought back from the browser's memory has left the meeting.
addEventListener("pageshow", (event) => event.persisted && location.reload());

if (new URLSearchParams(location.search).get("role") === "reader") enter({ role: "reader" });
else goToLobby();

/** @param {Entry} entry */
function enter(entry) {
  lobby.hide();
  panels.reset();
  byId("rename", HTMLDetailsElement).hidden = entry.role === "reader";
  showRoom();
  document.body.dataset["stay"] = entry.role;
  void meeting.enter(entry);
}

function showRoom() {
  doorstep.hide();
  room.hidden = false;
  head.skipTo("log", "skip.captions");
  // The button that had the focus is gone.
  byId("log", HTMLDivElement).focus({ preventScroll: true });
}

/** @param {string} [message] */
function goToLobby(message = "") {
  outside();
  lobby.show(message);
  void carriesVideo().then((video) => lobby.offer(video));
  void pass.get().then((token) => isKept(segment, token)).then((kept) => lobby.warn(kept));
}

/** Out of the meeting, wherever one is then. */
function outside() {
  meeting.leave();
  place.bringBack();
  doorstep.hide();
  room.hidden = true;
  head.skipTo("content", "skip");
  delete document.body.dataset["stay"];
}

/** @param {ServerError} error */
function over(error) {
  const ending = endingOf(error.code);
  if (ending === null) return goToLobby(error[i18n.language]);
  outside();
  doorstep.end(ending, error);
}

/** @param {"people" | "chat" | "settings"} name */
function opened(name) {
  if (name === "chat") meeting.chatOpened();
  if (name !== "settings") return;
  void microphones.refresh();
  void cameras.refresh();
}
