/** One item of the list of records, or of what a search found: how it looks. Asks nobody anything. */

import { make } from "./dom.js";
import { dayOf, minuteOf, timeOf } from "./record-words.js";
import { snippet } from "./record-search.js";

/** @import {Hit, RecordTold, Status} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */

/** @type {Record<Status, import("./i18n.js").Key>} */
export const STATUSES = {
  raw: "records.status.raw",
  corrected: "records.status.corrected",
  validated: "records.status.validated",
};

/**
 * @param {RecordTold} record
 * @param {string} space  what it is called
 * @param {I18n} i18n
 */
export function recordItem(record, space, i18n) {
  const item = make("li", "card found-record");
  const heading = make("h3");
  heading.append(link(record.id, record.title));
  const facts = make("p", "hint");
  facts.append(i18n.text("records.on", { day: dayOf(record.started, i18n), time: minuteOf(record.started, i18n) }), " · ", named(space));
  const state = make("p", "signs");
  state.append(make("span", "sign", i18n.text(STATUSES[record.status])));
  if (record.running) state.append(make("span", "sign live", i18n.text("records.running")));
  if (record.audio) state.append(make("span", "sign", i18n.text("records.sound")));
  item.append(heading, facts, state);
  return item;
}

/**
 * @param {Hit} hit
 * @param {string} space
 * @param {I18n} i18n
 */
export function hitItem(hit, space, i18n) {
  const item = make("li", "card found-hit");
  const heading = make("h3");
  const to = link(hit.record.id, hit.record.title, hit.play_from);
  heading.append(to);
  const said = make("p", "snippet");
  said.dir = "auto";
  said.lang = "fr";
  for (const { text, found } of snippet(hit.line.words.map((word) => word.text), hit.line.heard)) {
    said.append(found ? make("mark", "", text) : text);
  }
  const facts = make("p", "hint");
  const name = hit.entry.speaker.name;
  facts.append(
    i18n.text("records.by", { name, day: dayOf(hit.said, i18n), time: timeOf(hit.said, i18n) }),
    " · ",
    named(space),
  );
  item.append(heading, said, facts);
  if (hit.record.running) item.append(make("p", "signs", i18n.text("records.running")));
  return item;
}

/**
 * @param {string} record
 * @param {string} title
 * @param {number} [from]  Unix milliseconds
 */
function link(record, title, from) {
  const made = make("a", "", title);
  made.dir = "auto";
  made.href = `comptes-rendus/${encodeURIComponent(record)}${from === undefined ? "" : `#a=${from}`}`;
  return made;
}

/** @param {string} name */
function named(name) {
  const made = make("span", "", name);
  made.dir = "auto";
  return made;
}
