/** The page of one record: reads it, and puts text, sound, corrections and what stands beside them together. */

import { Agenda } from "./replay-agenda.js";
import { Confirmation } from "./confirmation.js";
import { Downloads } from "./replay-downloads.js";
import { Fresh } from "./replay-fresh.js";
import { HiddenPassages } from "./replay-hidden.js";
import { I18n, languageSwitch } from "./i18n.js";
import { LineActs } from "./replay-acts.js";
import { Pages } from "./replay-pages.js";
import { Player, readSound } from "./replay-player.js";
import { PublishDialog } from "./replay-publish.js";
import { RECORDS_EN } from "./messages-records-en.js";
import { RECORDS_FR } from "./messages-records-fr.js";
import { RedactDialog } from "./replay-redact.js";
import { ReplaySide } from "./replay-side.js";
import { ReplayText } from "./replay-text.js";
import { RowEditor } from "./replay-edit.js";
import { SelectionBar } from "./replay-selection.js";
import { Toast } from "./toast.js";
import { TypeForm } from "./replay-type.js";
import { again, get } from "./archive-wire.js";
import { apply } from "./reader-look.js";
import { byId, setText } from "./dom.js";
import { load } from "./settings.js";
import { openOver } from "./replay-over.js";
import { shortcuts } from "./replay-shortcuts.js";
import { mayHide, showHead, showNews } from "./replay-head.js";
import { whyNot } from "./record-words.js";

/** @import {MarkTold, RecordTold, SoundTold} from "./archive-wire.js" */
/** @import {Row} from "./replay-rows.js" */

const i18n = new I18n(document, { fr: RECORDS_FR, en: RECORDS_EN });
const id = decodeURIComponent(location.pathname.split("/").at(-1) ?? "");
const path = ["records", id];
const follow = byId("follow", HTMLInputElement);
const toast = new Toast();
const say = (/** @type {string} */ words) => toast.say(words);

/**
 * What is there once the record has been read.
 * @typedef {object} Shown
 * @property {RecordTold} record
 * @property {string | null} tag
 * @property {readonly SoundTold[]} sounds
 * @property {ReplayText} text
 * @property {Pages} pages
 * @property {Agenda} agenda
 * @property {HiddenPassages} hidden
 * @property {RedactDialog} redact
 * @property {LineActs} acts
 * @property {ReplaySide} side
 */
/** @type {Shown | null} */
let shown = null;
/** @type {Player | null} */
let player = null;
/** @type {RowEditor | null} */
let editor = null;
/** @type {TypeForm | null} */
let types = null;
const fresh = new Fresh({ look, told: (news) => showNews(news, i18n), hidden: () => document.hidden });

/** @param {number} moment */
function listen(moment) {
  player?.seek(moment, true);
}

function follows() {
  if (shown === null) return;
  shown.text.hearing.following = follow.checked;
  if (follow.checked) shown.text.hearing.show();
}

function strayed() {
  if (!follow.checked || !(player?.playing ?? false)) return;
  follow.checked = false;
  follows();
}

/** @param {Row} row */
function correct(row) {
  editor?.close();
  follow.checked = false;
  follows();
  editor = new RowEditor(row, i18n, {
    record: id,
    say,
    changed: (lines) => {
      editor = null;
      shown?.text.mended(lines);
    },
    closed: () => {
      editor = null;
      shown?.text.release();
      const back = /** @type {HTMLElement | null} */ (row.head.querySelector(".correct"));
      if (row.node.isConnected) back?.focus();
      else shown?.text.focus();
    },
  });
}

/**
 * Everything about a record that may change while one reads it, but for its entries.
 * @param {Shown} now
 */
async function readBeside({ text, agenda, hidden, side }) {
  /** @type {[{items: MarkTold[]}, {items: SoundTold[]} | null, ...unknown[]]} */
  const [marks, sound] = await Promise.all([get([...path, "marks"]), readSound(id, say), hidden.read(), agenda.read(), side.readNotes()]);
  text.setMarks(marks.items);
  if (sound !== null) hear(sound.items);
}

/** @param {readonly SoundTold[]} files */
function hear(files) {
  if (shown === null) return;
  const first = files.length > 0 && player === null;
  shown.sounds = files;
  byId("no-sound", HTMLElement).hidden = files.length > 0;
  byId("player", HTMLElement).hidden = files.length === 0;
  byId("keys", HTMLElement).hidden = files.length === 0;
  if (!first) return player?.grow(files);
  player = new Player(i18n, {
    record: id,
    files,
    moved: (moment) => shown?.text.hearing.hear(moment),
    failed: () => say(i18n.text("replay.sound.trouble")),
  });
  void shown.text.redraw();
}

/** What is new, and whether there may be more. */
async function look() {
  if (shown === null) return false;
  /** @type {{tag: string | null, told: RecordTold | null}} */
  const { tag, told } = await again(path, {}, shown.tag);
  if (told !== null) {
    shown.tag = tag;
    described(told);
    shown.pages.stale();
    await readBeside(shown);
  }
  await shown.pages.readOn();
  shown.text.release();
  shown.side.showPeople(shown.text.lines.map((line) => line.entry));
  return shown.record.running || shown.pages.owing;
}

/** After something was hidden or brought back: text, sound and what is found beside it are others now. */
async function renewed() {
  if (shown === null) return;
  try {
    const { tag, told } = /** @type {{tag: string | null, told: RecordTold | null}} */ (await again(path, {}, null));
    shown.tag = tag;
    if (told !== null) described(told);
    await shown.hidden.read();
    await shown.pages.readAll();
    await readBeside(shown);
    player?.renew(shown.sounds, shown.record.version);
  } catch (error) {
    troubled(error);
  }
}

/** @param {unknown} error */
function troubled(error) {
  setText(byId("trouble-text", HTMLElement), whyNot(error, i18n));
  byId("trouble", HTMLElement).hidden = false;
}

/**
 * @param {RecordTold} record
 * @param {string | null} tag
 */
function build(record, tag) {
  const corrects = (record.may ?? []).includes("correct");
  const hides = () => mayHide(shown?.record ?? record);
  const list = byId("lines", HTMLOListElement);
  const confirmation = new Confirmation(openOver);
  const hidden = new HiddenPassages(i18n, { record: id, may: hides, confirmation, say, go, done: renewed });
  const text = new ReplayText(list, i18n, {
    record: () => shown?.record ?? record,
    sound: () => (shown?.sounds.length ?? 0) > 0,
    may: corrects,
    more: () => corrects || hides(),
    listen,
    correct,
    act: (row, button) => shown?.acts.toggle(row, button),
    held: (line) => editor?.row === line.row || shown?.acts.row === line.row || shown?.redact.lines.has(line) === true,
    reason: (start, end) => hidden.named(start, end),
    strayed,
  });
  const redacted = () => renewed().then(() => say(i18n.text("replay.redacted")));
  const redact = new RedactDialog(i18n, { record: id, text, sound: () => player !== null, done: redacted });
  const agenda = new Agenda(i18n, { record: id, may: corrects, text, confirmation, say, here, go });
  const acts = new LineActs(
    [
      { name: "replay.agenda.line", shown: () => corrects, work: (row) => agenda.add(row.start) },
      { name: "replay.redact", shown: hides, work: (row) => redact.open(row.lines) },
      { name: "replay.lift.line", shown: (row) => hidden.liftable(row.lines) !== undefined, work: (row) => void hidden.lift(row.lines) },
    ],
    i18n,
    () => shown?.text.release(),
  );
  new SelectionBar(text, hides, (lines, first, last) => redact.open(lines, first, last));
  const pages = new Pages((cursor, known) => again([...path, "entries"], { cursor }, known), (stretch) => text.take(stretch));
  const side = new ReplaySide(i18n, { record, say, renamed: (speaker, name) => text.rename(speaker, name), described, moment: here, go });
  byId("keys-point", HTMLElement).hidden = !corrects;
  byId("about-none", HTMLElement).hidden = corrects;
  types = new TypeForm(i18n, { record, confirmation, say, described });
  new PublishDialog(i18n, () => shown?.record ?? record);
  return { record, tag, sounds: [], text, pages, agenda, hidden, redact, acts, side };
}

/** Where the address of the page says that reading begins. */
function begin() {
  const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("a"));
  if (!Number.isFinite(wanted) || wanted <= 0) return;
  shown?.text.show(wanted);
  player?.seek(wanted, false);
}

async function start() {
  byId("trouble", HTMLElement).hidden = true;
  byId("loading", HTMLElement).hidden = false;
  try {
    const { tag, told } = /** @type {{tag: string | null, told: RecordTold | null}} */ (await again(path, {}, null));
    if (told === null) return;
    shown ??= build(told, tag);
    showHead(told, i18n);
    await shown.hidden.read();
    await readBeside(shown);
    await shown.pages.readAll();
    byId("empty", HTMLElement).hidden = shown.text.lines.length > 0;
    shown.side.showPeople(shown.text.lines.map((line) => line.entry));
    await new Downloads(i18n, id, say).read();
    byId("details", HTMLElement).hidden = false;
    begin();
    if (told.running) fresh.start();
  } catch (error) {
    troubled(error);
  } finally {
    byId("loading", HTMLElement).hidden = true;
  }
}

/** @param {RecordTold} told */
function described(told) {
  if (shown === null) return;
  const before = mayHide(shown.record);
  shown.record = told;
  showHead(told, i18n);
  // A meeting that has ended can be hidden in part.
  if (mayHide(told) !== before) {
    shown.hidden.draw();
    void shown.text.redraw();
  }
  byId("empty", HTMLElement).hidden = shown.text.lines.length > 0;
}

/** The moment that is heard; else that of the line that has the focus, where one stopped listening, what is in view. */
function here() {
  if (player?.playing) return player.moment;
  const text = shown?.text;
  const stopped = player?.started ? player.moment : undefined;
  return text?.rows.of(document.activeElement)?.start ?? stopped ?? text?.rows.inView()?.start ?? shown?.record.started ?? 0;
}

/** @param {number} moment */
function go(moment) {
  shown?.text.show(moment);
  player?.seek(moment);
}

follow.addEventListener("change", follows);
shortcuts({
  player: () => player,
  follow: () => {
    follow.checked = !follow.checked;
    follows();
  },
  point: () => shown?.agenda.addHere(),
});
for (const name of ["wheel", "touchmove"]) addEventListener(name, strayed, { passive: true });
addEventListener("hashchange", begin);
byId("again", HTMLButtonElement).addEventListener("click", () => void start());
languageSwitch(byId("language", HTMLButtonElement), i18n);
apply(document.documentElement, load());
i18n.follow(() => {
  if (shown === null) return;
  showHead(shown.record, i18n);
  shown.agenda.draw();
  shown.hidden.draw();
  types?.draw();
  void shown.text.redraw();
});
document.addEventListener("visibilitychange", () => fresh.seen());
addEventListener("online", () => fresh.seen());
void start();
