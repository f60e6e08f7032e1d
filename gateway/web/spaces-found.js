/** Which spaces are looked for among all that somebody is in, and how that stands in the page's address. Pure. */

import { ROLES, TYPES } from "./spaces-wire.js";

/** @import {Space} from "./spaces-wire.js" */

/** @typedef {{name: string, type: string, role: string, closed: boolean}} Looked */

/** @type {Looked} */
export const ALL = { name: "", type: "", role: "", closed: false };

/**
 * The same for all spellings, capitals and accents aside.
 * @param {string} text
 */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("fr").replace(/œ/g, "oe").replace(/æ/g, "ae");
}

/**
 * Those that answer, by name as French sorts them; every word must be in the name.
 * @template {Space} T
 * @param {readonly T[]} spaces
 * @param {Looked} looked
 */
export function matching(spaces, looked) {
  const words = folded(looked.name).split(/\s+/).filter(Boolean);
  const order = new Intl.Collator("fr", { numeric: true });
  return spaces
    .filter(
      (space) =>
        (looked.type === "" || space.type === looked.type) &&
        (looked.role === "" || space.role === looked.role) &&
        (looked.closed || space.closed === null) &&
        words.every((word) => folded(space.name).includes(word)),
    )
    .sort((one, other) => order.compare(one.name, other.name) || (one.id < other.id ? -1 : 1));
}

/**
 * @param {string} fragment  with or without its `#`
 * @returns {Looked}
 */
export function lookedIn(fragment) {
  const held = new URLSearchParams(fragment.replace(/^#/, ""));
  const one = (/** @type {string} */ name, /** @type {readonly string[]} */ among) =>
    among.find((known) => known === held.get(name)) ?? "";
  return { name: held.get("name") ?? "", type: one("type", TYPES), role: one("role", ROLES), closed: held.get("closed") === "1" };
}

/** @param {Looked} looked */
export function fragmentOf({ name, type, role, closed }) {
  const held = new URLSearchParams(Object.entries({ name, type, role, closed: closed ? "1" : "" }).filter(([, value]) => value !== ""));
  return held.size === 0 ? "" : `#${held}`;
}
