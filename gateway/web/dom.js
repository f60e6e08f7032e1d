/**
 * Looking up and making elements, with types. Text enters the page through `textContent` only: names and captions may
 * hold anything.
 */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("icons.svg", import.meta.url).pathname;

/**
 * The element with that id, which the markup of the page must have.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const node = document.getElementById(id);
  if (!(node instanceof kind)) throw new Error(`no ${kind.name} #${id} in this page`);
  return node;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 * @param {string} [text]
 */
export function make(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className !== "") node.className = className;
  if (text !== "") node.textContent = text;
  return node;
}

/**
 * A picture of `icons.svg`, decoration only: what it means is said in words beside it.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Writes only what differs, so that nothing is repainted or announced for nothing.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const SHAPES = 6;
const COLOURS = 8;

/**
 * The mark of a speaker: a shape and a colour, both stable during the session; the name stands beside it always.
 * @param {number} place  in order of first speech; negative for those who have not spoken
 */
export function speakerMark(place) {
  const mark = make("span", "mark");
  mark.setAttribute("aria-hidden", "true");
  setMark(mark, place);
  return mark;
}

/**
 * @param {HTMLElement} mark
 * @param {number} place
 * @returns {string} the colour's name, for what else has it
 */
export function setMark(mark, place) {
  const colour = place < 0 ? "none" : String(place % COLOURS);
  mark.dataset["shape"] = place < 0 ? "none" : String(place % SHAPES);
  mark.dataset["colour"] = colour;
  return colour;
}
