/** Which key means what, while nobody is writing. Single keys can be switched off (WCAG 2.1.4). */

/** @typedef {"mark" | "resume" | "pause" | "next" | "repeat" | "who"} ReaderKey  of the captions, wherever they stand */
/** @typedef {"mute" | "camera" | "share" | "hand" | "write" | "chat" | "people" | "live" | "pace" | ReaderKey} Shortcut */

/** @type {Record<string, Shortcut>} */
const KEYS = {
  m: "mute",
  c: "camera",
  e: "share",
  l: "hand",
  x: "write",
  d: "chat",
  p: "people",
  end: "live",
  r: "mark",
  t: "resume",
  " ": "pause",
  s: "next",
  a: "repeat",
  q: "who",
  v: "pace",
};

/** @type {readonly string[]} */
const OF_READER = ["mark", "resume", "pause", "next", "repeat", "who"];

/**
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat">} event
 * @returns {Shortcut | null}
 */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, repeat }) {
  if (ctrlKey || metaKey || altKey || repeat) return null;
  const name = key.toLowerCase();
  return Object.hasOwn(KEYS, name) ? (KEYS[name] ?? null) : null;
}

/**
 * @param {Shortcut} shortcut
 * @returns {shortcut is ReaderKey}
 */
export function isReaderKey(shortcut) {
  return OF_READER.includes(shortcut);
}

/**
 * What a key that was pressed asks for: nothing where somebody writes, answers a question, or has the focus on something
 * that takes that key for itself.
 * @param {KeyboardEvent} event
 * @returns {Shortcut | null}
 */
export function askedBy(event) {
  const shortcut = event.defaultPrevented ? null : shortcutOf(event);
  if (shortcut === null || document.querySelector("dialog[open]") !== null) return null;
  const node = /** @type {Element | null} */ (event.target);
  const takes = "input, textarea, select, [contenteditable]";
  if (node?.closest?.(event.key === " " ? `${takes}, button, a, summary, [role=button]` : takes)) return null;
  return shortcut;
}
