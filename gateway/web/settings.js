/**
 * How this reader wants captions: a value, kept on this device. What it does to the page is in `reader-look.js`; the
 * panel that edits it is `settings-panel.js`; several such values under names are in `profiles.js`.
 */

import { isColour } from "./reader-colours.js";
import { read, write } from "./device-store.js";

/**
 * @typedef {object} Settings
 * @property {number} size  percent of the normal size, 60 to 400
 * @property {number} leading  line height, in lines of text
 * @property {"sans" | "serif" | "mono" | "dyslexic"} font
 * @property {number} letters  space between letters, percent of the size
 * @property {number} spaces  more space between words, percent of the size
 * @property {"live" | "all"} view  the newest lines, or the whole text
 * @property {number} lines  how many newest lines
 * @property {number} width  characters in a line, about
 * @property {"top" | "middle" | "bottom"} position  of the newest lines
 * @property {"auto" | "dark" | "light" | "yellow" | "own"} theme
 * @property {string} ink  of the own theme
 * @property {string} paper  of the own theme
 * @property {number} opacity  of the background, percent
 * @property {"fast" | "stable"} pace  words as they are guessed, or when they are final
 * @property {number} cells  of the braille line; 0: lines are not cut
 * @property {boolean} listen  play the others' voices
 * @property {boolean} announce  finished phrases go to the screen reader, politely
 * @property {boolean} shortcuts  single-key shortcuts (WCAG 2.1.4)
 */

/** @type {Readonly<Settings>} */
export const USUAL = Object.freeze({
  size: 100,
  leading: 1.4,
  font: "sans",
  letters: 0,
  spaces: 0,
  view: "live",
  lines: 3,
  width: 72,
  position: "bottom",
  theme: "auto",
  ink: "#f4f6f8",
  paper: "#0c0f13",
  opacity: 100,
  pace: "fast",
  cells: 0,
  listen: true,
  announce: false,
  shortcuts: true,
});

/** Least and most. */
export const BOUNDS = /** @type {Readonly<Record<"size" | "leading" | "letters" | "spaces" | "lines" | "width" | "opacity"
  | "cells", readonly [number, number]>>} */ (Object.freeze({
  size: [60, 400],
  leading: [1.2, 2.4],
  letters: [0, 30],
  spaces: [0, 60],
  lines: [1, 12],
  width: [20, 120],
  opacity: [0, 100],
  cells: [12, 80],
}));

const CHOICES = {
  font: ["sans", "serif", "mono", "dyslexic"],
  view: ["live", "all"],
  position: ["top", "middle", "bottom"],
  theme: ["auto", "dark", "light", "yellow", "own"],
  pace: ["fast", "stable"],
};
const FLAGS = ["listen", "announce", "shortcuts"];
const KEY = "voixla.settings";

/** @returns {Settings} */
export function load() {
  try {
    return checked(JSON.parse(read(KEY) ?? "{}"));
  } catch {
    return { ...USUAL };
  }
}

/** @param {Settings} settings */
export function save(settings) {
  write(KEY, JSON.stringify(settings));
}

/**
 * What storage or a file held may come from another version, or from anybody: each part is taken only if it makes sense.
 * @param {unknown} value
 * @returns {Settings}
 */
export function checked(value) {
  const from = /** @type {Record<string, unknown>} */ (typeof value === "object" && value !== null ? value : {});
  /** @type {Record<string, unknown>} */
  const taken = { ...USUAL };
  for (const [name, [least, most]] of Object.entries(BOUNDS)) {
    const asked = from[name];
    if (typeof asked === "number" && asked >= least && asked <= most) taken[name] = asked;
  }
  for (const [name, choices] of Object.entries(CHOICES)) {
    if (choices.some((choice) => choice === from[name])) taken[name] = from[name];
  }
  for (const name of FLAGS) if (typeof from[name] === "boolean") taken[name] = from[name];
  for (const name of ["ink", "paper"]) if (isColour(from[name])) taken[name] = from[name];
  return /** @type {Settings} */ (/** @type {unknown} */ (taken));
}
