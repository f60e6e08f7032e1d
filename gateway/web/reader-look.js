/**
 * What a reader's settings do to the page: attributes and custom properties of a root element that the style sheet
 * reads. Colours that could not be read are not shown as they were asked; what was changed is given back, to be said.
 */

import { LEAST, contrast, enough, isColour, isLight, legible } from "./reader-colours.js";

/** @import {Settings} from "./settings.js" */

/**
 * @typedef {object} Look  what became of the colours that were asked
 * @property {string} ink
 * @property {number} asked  contrast of the pair that was asked, 1 to 21
 * @property {boolean} corrected
 * @property {number} opacity  percent
 */

const INKS = ["--c-text", "--c-soft", "--c-tail", "--c-alert"];
const SPEAKERS = ["--s0", "--s1", "--s2", "--s3", "--s4", "--s5", "--s6", "--s7"];
const OWN = ["--c-box", "--c-text", "--c-soft", "--c-tail", "--c-edge", "--c-alert", "--c-hover"];

/**
 * @param {HTMLElement} root
 * @param {Settings} settings
 * @returns {Look}
 */
export function apply(root, settings) {
  const { theme, font, position, size, leading, letters, spaces, lines, width } = settings;
  root.dataset["theme"] = theme;
  root.dataset["font"] = font;
  root.dataset["position"] = position;
  const measures = {
    "--caption-scale": size / 100,
    "--caption-leading": leading,
    "--caption-letters": `${letters / 100}em`,
    "--caption-spaces": `${spaces / 100}em`,
    "--caption-lines": lines,
    "--caption-width": `${width / 2}em`,
  };
  for (const [name, value] of Object.entries(measures)) root.style.setProperty(name, String(value));
  return coloured(root, settings);
}

/**
 * @param {HTMLElement} root
 * @param {Settings} settings
 * @returns {Look}
 */
function coloured(root, { theme, ink, paper, opacity }) {
  for (const name of OWN) root.style.removeProperty(name);
  delete root.dataset["tone"];
  delete root.dataset["names"];
  const asked = contrast(ink, paper);
  const seen = legible(ink, paper);
  if (theme === "own") wearOwn(root, seen, paper);
  const styles = getComputedStyle(root);
  const of = (/** @type {string} */ name) => styles.getPropertyValue(name).trim();
  const [box, page] = [of("--c-box"), of("--page")];
  const names = SPEAKERS.map(of).filter(isColour);
  if (isColour(box) && names.some((name) => contrast(name, box) < LEAST)) root.dataset["names"] = "plain";
  const inks = [...INKS.map(of), ...(root.dataset["names"] === "plain" ? [] : names)].filter(isColour);
  // Without colours of its own (a page that has no captions), there is nothing to be kept legible.
  const shown = isColour(box) && isColour(page) ? enough(inks, [of("--c-edge")].filter(isColour), box, page, opacity) : opacity;
  const ground = shown === 100 ? "var(--c-box)" : `color-mix(in srgb, var(--c-box) ${shown}%, transparent)`;
  root.style.setProperty("--c-ground", ground);
  return { ink: seen, asked, corrected: theme === "own" && seen !== ink, opacity: shown };
}

/**
 * @param {HTMLElement} root
 * @param {string} ink
 * @param {string} paper
 */
function wearOwn(root, ink, paper) {
  root.dataset["tone"] = isLight(paper) ? "light" : "dark";
  for (const name of OWN) root.style.setProperty(name, name === "--c-box" ? paper : ink);
  root.style.setProperty("--c-hover", `color-mix(in srgb, ${paper} 85%, ${ink})`);
}
