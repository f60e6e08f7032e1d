/**
 * Whether text can be read on its background, and what to do when it cannot. Contrast as WCAG 2.2 computes it. Pure.
 * Colours are written `#rrggbb`.
 */

/** WCAG 1.4.3, level AA. */
export const LEAST = 4.5;
/** WCAG 1.4.11, of the edges of controls. */
const LEAST_OF_EDGES = 3;

/** @param {unknown} value */
export function isColour(value) {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {number} 1 to 21
 */
export function contrast(one, other) {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** @param {string} colour  whether dark text reads better on it than light text */
export function isLight(colour) {
  return contrast(colour, "#000000") >= contrast(colour, "#ffffff");
}

/**
 * `ink` itself where it can be read on `paper`; else the nearest colour on the way to black or white that can.
 * @param {string} ink
 * @param {string} paper
 */
export function legible(ink, paper) {
  const end = isLight(paper) ? "#000000" : "#ffffff";
  for (let part = 0; part < 1; part += 0.02) {
    const tried = mix(end, ink, part);
    if (contrast(tried, paper) >= LEAST) return tried;
  }
  return end;
}

/**
 * `above`, covering `part` of what is below.
 * @param {string} above
 * @param {string} below
 * @param {number} part  0 to 1
 */
export function mix(above, below, part) {
  const [over, under] = [rgb(above), rgb(below)];
  return `#${over.map((value, index) => hex(value * part + (under[index] ?? 0) * (1 - part))).join("")}`;
}

/**
 * How much of the background must be opaque for all the inks to be read on it, and the edges to be seen: at least what
 * was asked.
 * @param {readonly string[]} inks
 * @param {readonly string[]} edges
 * @param {string} paper
 * @param {string} below
 * @param {number} asked  percent
 */
export function enough(inks, edges, paper, below, asked) {
  for (let percent = asked; percent < 100; percent += 1) {
    const seen = mix(paper, below, percent / 100);
    const read = inks.every((ink) => contrast(ink, seen) >= LEAST);
    if (read && edges.every((edge) => contrast(edge, seen) >= LEAST_OF_EDGES)) return percent;
  }
  return 100;
}

/** @param {string} colour */
function luminance(colour) {
  const [r, g, b] = rgb(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/**
 * @param {string} colour
 * @returns {number[]}
 */
function rgb(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** @param {number} value */
function hex(value) {
  return Math.round(value).toString(16).padStart(2, "0");
}
