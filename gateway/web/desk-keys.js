/** What the keys of the desk mean, in the text and in the field. Pure. The toolbar offers the same by pointer. */

/**
 * @typedef {"edit" | "remove" | "after" | "line" | "speaker" | "laughter" | "applause" | "inaudible" | "undo" | "term"
 *   | "doubt"} Command
 */
/** @typedef {"left" | "right" | "up" | "down" | "home" | "end" | "first" | "last" | "doubt" | "doubt-before"} Move */
/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Pressed */

/** What goes between brackets in a text: French conventions of subtitling. */
export const SOUNDS = Object.freeze({ laughter: "[rires]", applause: "[applaudissements]", inaudible: "[inaudible]" });

/** @type {Record<string, Command>} */
const COMMANDS = {
  Enter: "edit",
  " ": "edit",
  Delete: "remove",
  Backspace: "remove",
  Insert: "after",
  F2: "speaker",
  F4: "laughter",
  F8: "applause",
  F9: "inaudible",
};
/** @type {Record<string, Move>} */
const MOVES = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", Home: "home", End: "end" };

/**
 * @param {Pressed} pressed  on a word
 * @returns {{command: Command} | {move: Move, extend: boolean} | {typed: string} | null}
 */
export function meaningOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const control = ctrlKey || metaKey;
  if (control && !altKey && !shiftKey && key.toLowerCase() === "z") return { command: "undo" };
  if (control && (key === "Home" || key === "End")) return { move: key === "Home" ? "first" : "last", extend: false };
  if (control || altKey) return null;
  if (key === "Tab") return { move: shiftKey ? "doubt-before" : "doubt", extend: false };
  if (key === "Enter" && shiftKey) return { command: "line" };
  const move = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  if (move !== undefined) return { move, extend: shiftKey };
  const command = Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined;
  if (command !== undefined) return { command };
  return [...key].length === 1 ? { typed: key } : null;
}

/**
 * @param {Pressed} pressed  anywhere, also while one writes
 * @returns {keyof typeof SOUNDS | null}
 */
export function soundOf({ key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  const command = Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined;
  return command === "laughter" || command === "applause" || command === "inaudible" ? command : null;
}
