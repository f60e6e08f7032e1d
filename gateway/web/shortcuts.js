/** Which key means what, while nobody is writing. Single keys can be switched off (WCAG 2.1.4). Pure. */

/** @typedef {"mute" | "camera" | "share" | "hand" | "chat" | "people" | "live"} Shortcut */

/** @type {Record<string, Shortcut>} */
const KEYS = {
  m: "mute",
  c: "camera",
  e: "share",
  l: "hand",
  d: "chat",
  p: "people",
  end: "live",
};

/**
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat">} event
 * @returns {Shortcut | null}
 */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, repeat }) {
  if (ctrlKey || metaKey || altKey || repeat) return null;
  const name = key.toLowerCase();
  return Object.hasOwn(KEYS, name) ? (KEYS[name] ?? null) : null;
}
