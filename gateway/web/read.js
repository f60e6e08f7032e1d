/** The page that only reads, put together: which room, its socket, the captions, their settings, and the code to follow. */

import { Asking } from "./asking.js";
import { CaptionsLog } from "./captions-log.js";
import { Connection } from "./connection.js";
import { Frames } from "./frames.js";
import { I18n, languageSwitch } from "./i18n.js";
import { Pass } from "./pass.js";
import { ProfilesPanel } from "./profiles-panel.js";
import { ReadChrome } from "./read-chrome.js";
import { RecordChip } from "./record-chip.js";
import { TranscriptChip } from "./transcript-chip.js";
import { SettingsPanel } from "./settings-panel.js";
import { Toast } from "./toast.js";
import { apply } from "./reader-look.js";
import { askedBy, isReaderKey } from "./shortcuts.js";
import { byId } from "./dom.js";

/** @import {ServerError, ServerMessage, Welcome} from "./wire.js" */

const segment = location.pathname.split("/").at(-1) ?? "";
const socket = new URL(`../live/${segment}`, location.href);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
socket.search = socket.hash = "";

const pass = new Pass(segment);
pass.takeFrom(location, history);
const i18n = new I18n(document);
languageSwitch(byId("language", HTMLButtonElement), i18n);
const chrome = new ReadChrome(i18n, segment, pass);
const captions = new CaptionsLog(i18n, (on) => void connection.send({ type: "captions", on }));
const settings = new SettingsPanel(i18n, false, (chosen) => {
  captions.settings = chosen;
  return apply(document.documentElement, chosen);
});
new ProfilesPanel(i18n, settings);
const toast = new Toast();
const kept = new TranscriptChip(byId("captions", HTMLElement), i18n);
const chip = new RecordChip(byId("captions", HTMLElement), i18n);
const asking = new Asking({
  i18n,
  log: byId("log", HTMLDivElement),
  stage: /** @type {HTMLElement} */ (document.querySelector(".stage")),
  captions: () => captions.captions,
  send: (message) => connection.send(message),
  say: (text) => toast.say(text),
  news: (text) => toast.say(text),
  changed: () => frames.soon(),
});
/** @type {string | null} */
let token = null;
/** @type {Connection} */
const connection = new Connection({
  url: socket.href,
  hello: () => ({ type: "hello", v: 1, role: "reader", token, ...captions.resumption, person: null }),
  onMessage: receive,
  onLink: (link) => captions.renderStatus(link),
  onGarbage: () => captions.garbled(),
});
const frames = new Frames(() => {
  captions.render(connection.link);
  asking.render();
  chip.render(captions.captions.off_record);
});

document.addEventListener("keydown", (event) => {
  const key = settings.settings.shortcuts ? askedBy(event) : null;
  if (key === "live") captions.backToLive();
  else if (key === "pace") settings.togglePace();
  else if (key !== null && isReaderKey(key)) captions.pressed(key);
  else return;
  event.preventDefault();
});
setInterval(() => captions.renderStatus(connection.link), 1000);
i18n.follow(() => captions.render(connection.link));
addEventListener("online", () => connection.retryNow());
document.addEventListener("visibilitychange", () => document.hidden || connection.retryNow());
addEventListener("pagehide", () => connection.close());
// A page brought back from the browser's memory has left the meeting.
addEventListener("pageshow", (event) => event.persisted && location.reload());

token = await pass.get();
connection.open();

/** @param {ServerMessage} message */
function receive(message) {
  if (asking.told(message)) return;
  switch (message.type) {
    case "welcome":
      return welcomed(message);
    case "waiting":
      return chrome.say(i18n.text("read.waiting"));
    case "event":
      return void (captions.happened(message.event) && frames.soon());
    case "transcript":
      return kept.render(message);
    case "people":
      return void (captions.people = message.people);
    case "clock":
      return captions.clock(message.now_ms);
    case "error":
      return void failed(message);
  }
}

/** @param {Welcome} welcome */
function welcomed(welcome) {
  captions.welcomed(welcome);
  chrome.welcomed(welcome);
  asking.welcomed(welcome);
  kept.render(welcome.transcript);
  frames.soon();
}

/** @param {ServerError} error */
async function failed(error) {
  // The pass of a host lives for an hour only, and whoever is signed in gets another.
  const renewed = error.fatal && error.code === "access.expired" ? await pass.renewed() : null;
  if (renewed === null || renewed === token) return chrome.say(error[i18n.language]);
  token = renewed;
  connection.reopen();
}
