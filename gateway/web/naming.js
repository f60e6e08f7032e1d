/** Under whom the speakers of a session are shown, as people said. Pure. */

/** @import {Speaker} from "./wire.js" */
/** @import {Item} from "./lines.js" */

/**
 * As who `speaker` is shown: who was taken for somebody else is shown under the name that they have.
 * @param {Readonly<Record<string, Speaker>>} shown
 * @param {Speaker} speaker
 * @returns {Speaker}
 */
export function shownAs(shown, speaker) {
  const seen = new Set([speaker.id]);
  let found = speaker;
  while (Object.hasOwn(shown, found.id)) {
    found = shown[found.id] ?? found;
    if (seen.has(found.id)) break;
    seen.add(found.id);
  }
  return found;
}

/**
 * The items of `session` under the names that hold now; whatever does not change keeps its identity.
 * @param {readonly Item[]} items
 * @param {string} session
 * @param {Readonly<Record<string, Speaker>>} shown
 * @param {(id: string) => number} placeOf
 * @returns {readonly Item[]}
 */
export function withNames(items, session, shown, placeOf) {
  let changed = false;
  const named = items.map((item) => {
    if (item.session !== session || (item.kind !== "line" && item.kind !== "gap")) return item;
    const speaker = shownAs(shown, item.by);
    if (speaker.id === item.speaker.id && speaker.name === item.speaker.name) return item;
    changed = true;
    return { ...item, speaker, place: placeOf(speaker.id) };
  });
  return changed ? named : items;
}
