/**
 * Which pictures there are, and which of them are large: screens, people who sign, and whom the viewer chose. People
 * keep their order, so that a face stays where it was. Where tiles stand in the window is in `arrangement.js`. Pure.
 */

/** @import {Person} from "./meeting-wire.js" */

/**
 * @typedef {object} Tile
 * @property {string} key
 * @property {Person} person
 * @property {"face" | "screen"} kind
 * @property {boolean} large
 * @property {boolean} own
 */

/**
 * Large tiles first, then the others, oneself last. One's own screen has no tile: it is before one's eyes already.
 * @param {readonly Person[]} people
 * @param {string | null} self
 * @param {string | null} pinned  whom this viewer wants large
 * @returns {Tile[]}
 */
export function tiles(people, self, pinned) {
  const shown = people.filter((person) => person.role !== "reader");
  const screens = shown.filter((person) => person.screen && person.id !== self).map((person) => screen(person));
  const faces = shown.map((person) => face(person, self, pinned));
  const signers = faces.filter((tile) => tile.large && tile.person.signer);
  const chosen = faces.filter((tile) => tile.large && !tile.person.signer);
  const small = faces.filter((tile) => !tile.large);
  return [...signers, ...screens, ...chosen, ...small.filter((tile) => !tile.own), ...small.filter((tile) => tile.own)];
}

/**
 * Whether there is anything to see; without it, captions have the whole window.
 * @param {readonly Person[]} people
 */
export function anyPicture(people) {
  return people.some((person) => person.camera || person.screen);
}

/**
 * The small tiles for which there is room: the first ones, and the speaker instead of the last of them.
 * @param {readonly Tile[]} small
 * @param {number} room  how many
 * @param {string | null} speaker
 */
export function withSpeaker(small, room, speaker) {
  const shown = small.slice(0, room);
  const hidden = small.slice(room).find((tile) => tile.person.id === speaker);
  if (hidden !== undefined && shown.length > 0) shown[shown.length - 1] = hidden;
  return shown;
}

/**
 * @param {Person} person
 * @returns {Tile}
 */
function screen(person) {
  return { key: `${person.id}/screen`, person, kind: "screen", large: true, own: false };
}

/**
 * @param {Person} person
 * @param {string | null} self
 * @param {string | null} pinned
 * @returns {Tile}
 */
function face(person, self, pinned) {
  const own = person.id === self;
  const large = (person.signer && !own) || person.id === pinned;
  return { key: `${person.id}/face`, person, kind: "face", large, own };
}

/**
 * What stands for a face while the camera is off: « AL » for Anne Le Goff.
 * @param {string} name
 */
export function initials(name) {
  const words = name.split(/[\s\-–,]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => String.fromCodePoint(word.codePointAt(0) ?? 63));
  return letters.join("").toLocaleUpperCase("fr") || "?";
}
