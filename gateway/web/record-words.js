/** Days, times and lengths as the pages of the record write them, and why something did not work. Pure. */

import { Refusal } from "./archive-wire.js";

/** @import {I18n, Language} from "./i18n.js" */

/** @type {Record<Language, string>} */
const LOCALES = { fr: "fr-FR", en: "en-GB" };

/**
 * @param {number} moment  Unix milliseconds
 * @param {I18n} i18n
 */
export function dayOf(moment, i18n) {
  return new Date(moment).toLocaleDateString(LOCALES[i18n.language], { day: "numeric", month: "long", year: "numeric" });
}

/**
 * @param {number} moment
 * @param {I18n} i18n
 */
export function timeOf(moment, i18n) {
  return new Date(moment).toLocaleTimeString(LOCALES[i18n.language], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
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
  return i18n.text(error instanceof Refusal && error.code !== "network" ? "records.trouble" : "records.unreachable");
}
