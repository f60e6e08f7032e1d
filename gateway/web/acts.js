/** What this viewer may do with a person. The server decides in the end; the page offers what it will grant. Pure. */

/** @import {Person, Role} from "./meeting-wire.js" */

/** @typedef {"pin" | "unpin" | "sign" | "unsign" | "mute_person" | "lower_hand" | "share_mic" | "unshare_mic"
 *   | "hand_over" | "remove"} Act */
/**
 * @typedef {object} Viewer
 * @property {Role} role
 * @property {string | null} self
 * @property {string | null} pinned  whose picture this viewer wants large
 * @property {boolean} video  whether there are pictures in this meeting
 */

/**
 * In the order in which they are offered: what concerns oneself first, what cannot be taken back last.
 * @param {Person} person
 * @param {Viewer} viewer
 * @returns {Act[]}
 */
export function offered(person, { role, self, pinned, video }) {
  const host = role === "host";
  const own = person.id === self;
  /** @type {[Act, boolean][]} */
  const acts = [
    [person.id === pinned ? "unpin" : "pin", video && !own],
    [person.signer ? "unsign" : "sign", video && (host || own)],
    ["mute_person", host && !own && person.publishing && !person.muted],
    ["lower_hand", host && !own && person.hand !== null],
    [person.shared ? "unshare_mic" : "share_mic", host && !own && person.role !== "reader"],
    ["hand_over", host && !own && person.role === "participant"],
    ["remove", host && !own],
  ];
  return acts.flatMap(([act, fits]) => (fits ? [act] : []));
}
