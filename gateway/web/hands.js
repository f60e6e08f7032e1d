/** The one queue of those who want to speak, by voice or in writing. Pure. */

/** @import {Person} from "./meeting-wire.js" */

/**
 * Those with a raised hand, whose turn comes first in front.
 * @param {readonly Person[]} people
 */
export function queue(people) {
  const raised = people.filter((person) => person.hand !== null);
  return raised.sort((a, b) => Number(a.hand) - Number(b.hand));
}

/**
 * Who has raised a hand since `before`.
 * @param {readonly Person[]} before
 * @param {readonly Person[]} after
 */
export function newlyRaised(before, after) {
  const known = new Set(queue(before).map((person) => person.id));
  return queue(after).filter((person) => !known.has(person.id));
}
