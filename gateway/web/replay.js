/** The page of one record: reads it, and puts text, sound, corrections and what stands beside them together. */

import { I18n, languageSwitch } from "./i18n.js";
import { LineEditor } from "./replay-edit.js";
import { Player } from "./replay-player.js";
import { RECORDS_EN } from "./messages-records-en.js";
import { RECORDS_FR } from "./messages-records-fr.js";
import { ReplaySide } from "./replay-side.js";
import { ReplayText } from "./replay-text.js";
import { STATUSES } from "./records-list.js";
import { Toast } from "./toast.js";
import { addressOf, get } from "./archive-wire.js";
import { apply } from "./reader-look.js";
import { byId, make, setText } from "./dom.js";
import { dayOf, timeOf, whyNot } from "./record-words.js";
import { load } from "./settings.js";

/** @import {ChapterTold, EntryTold, MarkTold, Page, RecordTold, SoundTold} from "./archive-wire.js" */
/** @import {Line} from "./replay-text.js" */

const i18n = new I18n(document, { fr: RECORDS_FR, en: RECORDS_EN });
const id = decodeURIComponent(location.pathname.split("/").at(-1) ?? "");
const path = ["records", id];
const follow = byId("follow", HTMLInputElement);
const toast = new Toast();
/** @type {RecordTold | null} */
let record = null;
/** @type {Player | null} */
let player = null;
/** @type {ReplayText | null} */
let text = null;
/** @type {ReplaySide | null} */
let side = null;
/** @type {LineEditor | null} */
let editor = null;

const say = (/** @type {string} */ words) => toast.say(words);

/** @param {number} moment */
function listen(moment) {
  player?.seek(moment, true);
}

function follows() {
  if (text === null) return;
  text.following = follow.checked;
  if (follow.checked) text.showHeard();
}

function strayed() {
  if (!follow.checked || !(player?.playing ?? false)) return;
  follow.checked = false;
  follows();
}

/** @param {Line} line */
function correct(line) {
  editor?.close();
  follow.checked = false;
  follows();
  editor = new LineEditor(line, i18n, {
    record: id,
    say,
    changed: (after) => {
      editor = null;
      if (after.entry.text === "") return text?.withdraw(after);
      text?.draw(after);
      focusOn(after);
    },
    closed: (after) => {
      editor = null;
      focusOn(after);
    },
  });
}

/** @param {Line} line */
function focusOn(line) {
  /** @type {HTMLElement | null} */ (line.node.querySelector(".correct"))?.focus();
}

/** What is said of the record above its text. */
function head() {
  if (record === null) return;
  document.title = `${record.title} – Voixlà`;
  setText(byId("title", HTMLElement), record.title);
  setText(byId("when", HTMLElement), i18n.text("records.on", { day: dayOf(record.started, i18n), time: timeOf(record.started, i18n) }));
  setText(byId("state", HTMLElement), i18n.text(STATUSES[record.status]));
  byId("notice", HTMLElement).hidden = record.status === "validated";
  byId("running", HTMLElement).hidden = !record.running;
  byId("due", HTMLElement).hidden = record.due === null;
  if (record.due !== null) setText(byId("due", HTMLElement), i18n.text("replay.due", { day: dayOf(record.due, i18n) }));
}

/** @param {ReplayText} shown */
async function readText(shown) {
  let cursor = null;
  do {
    /** @type {Page<EntryTold>} */
    const page = await get([...path, "entries"], { cursor });
    shown.add(page.items);
    cursor = page.next;
  } while (cursor !== null);
  /** @type {[{items: MarkTold[]}, {items: ChapterTold[]}]} */
  const [marks, chapters] = await Promise.all([get([...path, "marks"]), get([...path, "chapters"])]);
  shown.addMargin(marks.items, chapters.items);
  byId("empty", HTMLElement).hidden = shown.lines.length > 0;
}

/** @param {readonly SoundTold[]} files */
function startSound(files) {
  byId("no-sound", HTMLElement).hidden = files.length > 0;
  byId("player", HTMLElement).hidden = files.length === 0;
  byId("keys", HTMLElement).hidden = files.length === 0;
  if (files.length === 0) return;
  player = new Player(i18n, {
    record: id,
    files,
    moved: (moment) => text?.hear(moment),
    failed: () => say(i18n.text("replay.sound.trouble")),
  });
}

async function readKinds() {
  /** @type {{items: {kind: string}[]}} */
  const { items } = await get([...path, "files"]);
  const links = items.map(({ kind }) => {
    const link = make("a", "secondary", kind.toUpperCase());
    link.href = addressOf([...path, "files", kind]);
    link.download = "";
    const item = make("li");
    item.append(link);
    return item;
  });
  byId("exports", HTMLUListElement).replaceChildren(...links);
}

/** Where the address of the page says that reading begins. */
function begin() {
  const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("a"));
  if (!Number.isFinite(wanted) || wanted <= 0) return;
  text?.show(wanted);
  player?.seek(wanted, false);
}

async function start() {
  byId("trouble", HTMLElement).hidden = true;
  try {
    record = /** @type {RecordTold} */ (await get(path));
    head();
    /** @type {{items: SoundTold[]}} */
    const { items } = await get([...path, "sound"]);
    const may = (record.may ?? []).includes("correct");
    const list = byId("lines", HTMLOListElement);
    list.replaceChildren();
    text = new ReplayText(list, i18n, { record, sound: items.length > 0, may, listen, correct, strayed });
    startSound(items);
    await readText(text);
    side = new ReplaySide(i18n, { record, say, renamed, described, moment: here, go });
    side.showPeople(text.lines.map((line) => line.entry));
    await Promise.all([side.readNotes(), readKinds()]);
    byId("details", HTMLElement).hidden = false;
    begin();
  } catch (error) {
    setText(byId("trouble-text", HTMLElement), whyNot(error, i18n));
    byId("trouble", HTMLElement).hidden = false;
  } finally {
    byId("loading", HTMLElement).hidden = true;
  }
}

/**
 * @param {string} speaker
 * @param {string} name
 */
function renamed(speaker, name) {
  for (const line of text?.lines ?? []) {
    if (line.entry.speaker.id !== speaker) continue;
    line.entry = { ...line.entry, speaker: { id: speaker, name } };
    text?.draw(line);
  }
}

/** @param {RecordTold} told */
function described(told) {
  record = told;
  head();
}

function here() {
  return player?.moment ?? record?.started ?? 0;
}

/** @param {number} moment */
function go(moment) {
  if (player === null) text?.show(moment);
  else listen(moment);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  if (player === null || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  const free = target.closest("button, a, summary, [role=button]") === null;
  if (key === "k" || (key === " " && free)) player.toggle();
  else if (key === "j") player.step(-1);
  else if (key === "l") player.step(1);
  else if (key === "s") {
    follow.checked = !follow.checked;
    follows();
  } else return;
  event.preventDefault();
}

follow.addEventListener("change", follows);
document.addEventListener("keydown", pressed);
for (const name of ["wheel", "touchmove"]) addEventListener(name, strayed, { passive: true });
addEventListener("hashchange", begin);
byId("again", HTMLButtonElement).addEventListener("click", () => void start());
languageSwitch(byId("language", HTMLButtonElement), i18n);
apply(document.documentElement, load());
i18n.follow(() => {
  head();
  if (editor === null) text?.redraw();
});
void start();
