/** What is said of a record above its text: its name and state, and whether what follows arrives. */

import { STATUSES } from "./records-list.js";
import { TYPES } from "./replay-type.js";
import { byId, setText } from "./dom.js";
import { dayOf, timeOf, whyNot } from "./record-words.js";

/** @import {RecordTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {News} from "./replay-fresh.js" */

/**
 * @param {RecordTold} record
 * @param {I18n} i18n
 */
export function showHead(record, i18n) {
  const published = record.published_from ?? null;
  document.title = `${record.title} – Voixlà`;
  setText(byId("title", HTMLElement), record.title);
  setText(byId("when", HTMLElement), i18n.text("records.on", { day: dayOf(record.started, i18n), time: timeOf(record.started, i18n) }));
  setText(byId("type-sign", HTMLElement), i18n.text(TYPES[record.type].name));
  setText(byId("state", HTMLElement), i18n.text(STATUSES[record.status]));
  byId("notice", HTMLElement).hidden = record.status === "validated";
  byId("published", HTMLElement).hidden = published === null;
  if (published !== null) setText(byId("published", HTMLElement), i18n.text("replay.published", { day: dayOf(published, i18n) }));
  byId("hidden-how", HTMLElement).hidden = byId("publish-open", HTMLElement).hidden = !mayHide(record);
  byId("due", HTMLElement).hidden = record.due === null;
  if (record.due !== null) setText(byId("due", HTMLElement), i18n.text("replay.due", { day: dayOf(record.due, i18n) }));
}

/**
 * Whether passages may be hidden, and a copy published: by whoever has the right, once the meeting is over.
 * @param {RecordTold} record
 */
export function mayHide({ may = [], running, published_from = null }) {
  return may.includes("redact") && !running && published_from === null;
}

/**
 * The sentence is told to screen readers when it becomes another; the time beside it, which changes all the while, is not.
 * @param {News} news
 * @param {I18n} i18n
 */
export function showNews(news, i18n) {
  const notice = byId("running", HTMLElement);
  notice.hidden = false;
  notice.dataset["kind"] = news.kind;
  setText(byId("running-text", HTMLElement), sentence(news, i18n));
  const at = "at" in news ? i18n.text("replay.running.read", { time: timeOf(news.at, i18n) }) : "";
  setText(byId("running-time", HTMLElement), at);
}

/**
 * @param {News} news
 * @param {I18n} i18n
 */
function sentence(news, i18n) {
  if (news.kind === "fresh") return i18n.text("replay.running");
  if (news.kind === "over") return i18n.text("replay.running.over");
  if (news.kind === "refused") return i18n.text("replay.running.refused", { why: whyNot(news.error, i18n) });
  return i18n.text("replay.running.lost", { wait: Math.round(news.wait_ms / 1000) });
}
