/**
 * How this reader wants captions: a value, kept on this device, turned into attributes of the root element that the
 * style sheet reads. The panel that edits it is `settings-panel.js`.
 */

import { read, write } from "./device-store.js";

/**
 * @typedef {object} Settings
 * @property {number} size  percent of the normal size, 60 to 400
 * @property {number} leading  line height, in lines of text
 * @property {"auto" | "dark" | "light" | "yellow"} theme
 * @property {boolean} listen  play the others' voices
 * @property {boolean} announce  finished phrases go to the screen reader, politely
 * @property {boolean} shortcuts  single-key shortcuts (WCAG 2.1.4)
 */

/** @type {Readonly<Settings>} */
export const USUAL = Object.freeze({
  size: 100,
  leading: 1.4,
  theme: "auto",
  listen: true,
  announce: false,
  shortcuts: true,
});

const KEY = "voixla.settings";
const THEMES = ["auto", "dark", "light", "yellow"];

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
 * What storage held may come from another version, or from anybody: each part is taken only if it makes sense.
 * @param {unknown} value
 * @returns {Settings}
 */
export function checked(value) {
  const from = /** @type {Record<string, unknown>} */ (typeof value === "object" && value !== null ? value : {});
  const theme = /** @type {Settings["theme"]} */ (THEMES.find((name) => name === from["theme"]) ?? USUAL.theme);
  return {
    size: within(from["size"], 60, 400, USUAL.size),
    leading: within(from["leading"], 1.2, 2.4, USUAL.leading),
    theme,
    listen: flag(from["listen"], USUAL.listen),
    announce: flag(from["announce"], USUAL.announce),
    shortcuts: flag(from["shortcuts"], USUAL.shortcuts),
  };
}

/**
 * @param {HTMLElement} root
 * @param {Settings} settings
 */
export function apply(root, settings) {
  root.dataset["theme"] = settings.theme;
  root.style.setProperty("--caption-scale", String(settings.size / 100));
  root.style.setProperty("--caption-leading", String(settings.leading));
}

/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @param {number} usual
 */
function within(value, least, most, usual) {
  return typeof value === "number" && value >= least && value <= most ? value : usual;
}

/**
 * @param {unknown} value
 * @param {boolean} usual
 */
function flag(value, usual) {
  return typeof value === "boolean" ? value : usual;
}
