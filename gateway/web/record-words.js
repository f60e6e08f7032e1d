/** Days, times and lengths as the pages of the record write them, and why something did not work. Pure. */

import { Refusal } from "./archive-wire.js";

/** @import {I18n, Key, Language} from "./i18n.js" */

/** @type {Record<Language, string>} */
const LOCALES = { fr: "fr-FR", en: "en-GB" };
/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * Made once: a record of several hours has thousands of times.
 * @param {Language} language
 * @param {"day" | "time"} what
 */
function formatOf(language, what) {
  const known = formats.get(language + what);
  if (known !== undefined) return known;
  /** @type {Intl.DateTimeFormatOptions} */
  const options =
    what === "day"
      ? { day: "numeric", month: "long", year: "numeric" }
      : { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  const made = new Intl.DateTimeFormat(LOCALES[language], options);
  formats.set(language + what, made);
  return made;
}

/**
 * @param {number} moment  Unix milliseconds
 * @param {I18n} i18n
 */
export function dayOf(moment, i18n) {
  return formatOf(i18n.language, "day").format(moment);
}

/**
 * @param {number} moment
 * @param {I18n} i18n
 */
export function timeOf(moment, i18n) {
  return formatOf(i18n.language, "time").format(moment);
}

/**
 * @param {number} moment
 * @param {I18n} i18n
 */
export function minuteOf(moment, i18n) {
  return timeOf(moment, i18n).slice(0, 5);
}

/**
 * Between two moments; where both read the same, one says so instead of "from 9:00:01 to 9:00:01".
 * @template {Key} T
 * @param {T & (Key extends infer K ? (K extends `${infer Base}.moment` ? Base : never) : never)} key  whose `.moment` says the one
 * @param {{start: number, end: number}} span
 * @param {I18n} i18n
 * @param {Record<string, string>} [more]
 */
export function spanText(key, { start, end }, i18n, more = {}) {
  const [from, to] = [timeOf(start, i18n), timeOf(end, i18n)];
  return i18n.text(from === to ? /** @type {Key} */ (`${key}.moment`) : key, { ...more, from, to });
}

/**
 * As players write it: 4:05, 1:02:03.
 * @param {number} ms
 */
export function lengthOf(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/**
 * The beginning of a day that a date field holds, as Unix milliseconds; null when it holds none.
 * @param {string} day  YYYY-MM-DD
 * @param {number} [later]  days
 */
export function dayStart(day, later = 0) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (found === null) return null;
  return new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]) + later).getTime();
}

/**
 * @param {unknown} error
 * @param {I18n} i18n
 */
export function whyNot(error, i18n) {
  if (error instanceof Refusal && error.french !== "") return error.french;
  if (error instanceof Refusal && error.code === "network") return i18n.text("records.unreachable");
  // Our own fault is not the network's; whoever looks for it finds it in the console.
  if (!(error instanceof Refusal)) console.error(error);
  return i18n.text("records.trouble");
}
