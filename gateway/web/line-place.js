/** Where in the list of what was said words belong: which line they go on, where a new one stands. Pure. */

/** @import {Amended, Final, Interim, Speaker} from "./wire.js" */
/** @import {Item, Items, Line} from "./lines.js" */

/** Items; what is not final begins far nearer to the end. */
const RECENT = 200;

/**
 * Where the words of `event` belong. At a shared microphone nobody knows at first who speaks: a line of which nothing is
 * final is whose the newest guess says, and stays where it is, whatever number it has then.
 * @param {Items} items
 * @param {Interim | Final} event
 * @param {string} session
 */
export function openAt(items, event, session) {
  const holds = (/** @type {Item} */ item) =>
    item.kind === "line" && isLine(item, event, session) && item.tails.some((tail) => tail.segment === event.segment);
  const known = recent(items, holds);
  if (known >= 0) return known;
  const index = indexOf(items, event, session);
  if (index >= 0) return isCutOff(items, index, event, session) ? -1 : index;
  return recent(items, (item) => {
    if (item.kind !== "line" || item.session !== session || item.segments.length > 0) return false;
    const same = item.line === event.line;
    return item.tails.every((tail) => (same ? tail.track === event.track : tail.segment === event.segment));
  });
}

/**
 * Whether somebody else has had their say at the same microphone since the line at `index`: who reads is below by now, so
 * that its next words stand there too, and the text has the order in which it was said.
 * @param {Items} items
 * @param {number} index
 * @param {Interim | Final} event
 * @param {string} session
 */
function isCutOff(items, index, event, session) {
  return items.slice(index + 1).some((item) => isBetween(item, event, session) && item.start_ms < event.start_ms);
}

/**
 * The line that words of `event` go to which stood in `from`, with nobody else's words of that microphone on the way; or
 * undefined.
 * @param {Items} items
 * @param {Line} from
 * @param {Amended} event
 * @param {string} session
 */
export function joined(items, from, event, session) {
  const here = items.indexOf(from);
  for (const way of [1, -1]) {
    for (let index = here + way; index >= 0 && index < items.length; index += way) {
      const item = /** @type {Item} */ (items[index]);
      if (item.kind !== "line" || item.session !== session) continue;
      if (isLine(item, event, session)) return item;
      if (isBetween(item, event, session)) break;
    }
  }
  return undefined;
}

/**
 * Somebody else's words at the microphone of `event`.
 * @param {Item} item
 * @param {Interim | Final | Amended} event
 * @param {string} session
 * @returns {item is Line}
 */
function isBetween(item, { track, speaker }, session) {
  if (item.kind !== "line" || item.session !== session || item.by.id === speaker.id) return false;
  return (item.segments[0] ?? item.tails[0])?.track === track;
}

/**
 * The newest item that `fits`, among those where a guess may still stand: whoever comes late to a long meeting is told
 * thousands of lines, and each looks for its own.
 * @param {Items} items
 * @param {(item: Item) => boolean} fits
 */
export function recent(items, fits) {
  const oldest = Math.max(0, items.length - RECENT);
  for (let index = items.length - 1; index >= oldest; index -= 1) {
    if (fits(/** @type {Item} */ (items[index]))) return index;
  }
  return -1;
}

/**
 * The last of what a line says is somebody else's from now on: the line stays where it is, under their name, so that
 * whoever reads there goes on reading.
 * @param {Line} line
 * @param {Amended} event
 */
export function movesWhole(line, event) {
  return line.segments.length === 1 && line.tails.length === 0 && line.line === event.line && event.text !== "";
}

/**
 * Behind whatever began before, or with it.
 * @param {Items} items
 * @param {number} start_ms
 * @param {string} session
 */
export function placeAt(items, start_ms, session) {
  let place = items.length;
  while (place > 0) {
    const item = items[place - 1];
    const opens = item === undefined || item.session !== session || item.kind === "restart";
    if (opens || (item.kind === "line" && item.start_ms <= start_ms)) break;
    place -= 1;
  }
  return place;
}

/**
 * Open lines are near the end, so the search begins there.
 * @param {Items} items
 * @param {{line: number, speaker: Speaker}} event
 * @param {string} session
 */
export function indexOf(items, event, session) {
  return items.findLastIndex((item) => item.kind === "line" && isLine(item, event, session));
}

/**
 * @param {Line} item
 * @param {{line: number, speaker: Speaker}} event
 * @param {string} session
 */
export function isLine(item, { line, speaker }, session) {
  return item.line === line && item.session === session && item.by.id === speaker.id;
}

/**
 * @param {Items} items
 * @param {number} index
 */
export function lineAt(items, index) {
  return /** @type {Line | undefined} */ (index < 0 ? undefined : items[index]);
}
