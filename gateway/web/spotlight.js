/**
 * Whose picture is the speaker's. Somebody who says « oui » while another speaks does not take the place at once: the
 * speaker keeps it until silent, and at least for a moment. Pure: time comes from outside.
 */

/** @import {Person} from "./meeting-wire.js" */

/** @typedef {{id: string | null, since: number}} Spotlight */

/** @type {Spotlight} */
export const NOBODY = Object.freeze({ id: null, since: 0 });
export const HOLD_MS = 2000;

/**
 * @param {Spotlight} before
 * @param {readonly Person[]} people
 * @param {number} now  ms
 * @returns {Spotlight}
 */
export function lit(before, people, now) {
  const speaking = people.filter((person) => person.speaking);
  if (speaking.some((person) => person.id === before.id)) return before;
  const present = people.some((person) => person.id === before.id);
  const [next] = speaking;
  if (next === undefined) return present || before.id === null ? before : NOBODY;
  if (present && now - before.since < HOLD_MS) return before;
  return { id: next.id, since: now };
}
