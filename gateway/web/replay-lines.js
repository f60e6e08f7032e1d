/** How a row of a record looks, and what stands between lines. Listens to nothing, asks nobody. */

import { dayOf, spanText, timeOf } from "./record-words.js";
import { make, speakerMark } from "./dom.js";

/** @import {EntryTold, MarkTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Line} from "./replay-text.js" */
/** @import {Row} from "./replay-rows.js" */
/** @typedef {(start: number, end: number) => string} Reasons  what stands in the place of what is hidden */

/** @type {Record<MarkTold["kind"], import("./i18n.js").Key>} */
const MARKS = { gap: "replay.mark.gap", off_record: "replay.mark.off_record", interruption: "replay.mark.interruption" };

/**
 * @typedef {object} Looks
 * @property {number} place  of the speaker, in order of first speech
 * @property {boolean} sound
 * @property {boolean} may  correct
 * @property {boolean} more  may do more
 */

/**
 * The head of a row: who, when, and what can be done with it.
 * @param {Row} row  whose head is filled anew
 * @param {Looks} looks
 * @param {I18n} i18n
 */
export function makeHead({ node, head, lines, entry, start }, { place, sound, may, more }, i18n) {
  const mark = speakerMark(place);
  head.dataset["colour"] = mark.dataset["colour"] ?? "";
  const name = make("b", "name", entry.speaker.name);
  name.dir = "auto";
  const time = timeOf(start, i18n);
  head.replaceChildren(mark, name, sound ? button("at", time, i18n.text("replay.from", { time })) : make("span", "at", time));
  const corrected = lines.map((line) => line.entry).filter(({ revision }) => revision > 0);
  const last = corrected.reduce((/** @type {EntryTold | null} */ one, other) => (one !== null && one.at > other.at ? one : other), null);
  if (last !== null) {
    const sign = make("span", "sign", i18n.text("replay.corrected"));
    const when = { day: dayOf(last.at, i18n), time: timeOf(last.at, i18n) };
    sign.title = i18n.text("replay.history.one", { name: last.author.name, ...when });
    head.append(sign);
  }
  const acts = make("span", "row-acts");
  if (may) acts.append(button("correct", i18n.text("replay.correct"), i18n.text("replay.correct.of", { time })));
  if (more) {
    const other = button("more", "⋯", i18n.text("replay.more.of", { time }));
    other.setAttribute("aria-expanded", "false");
    acts.append(other);
  }
  head.append(acts);
  node.dataset["sound"] = String(sound);
  // Here rather than from the page: when that becomes another, thousands of lines would at once.
  node.lang = i18n.language;
}

/**
 * The words of one segment, with a space after them: in a row another may follow.
 * @param {Line} line  whose node is filled anew
 * @param {Reasons} reason
 */
export function makeWords(line, reason) {
  const { words } = line.entry;
  if (line.spelled || words.some((word) => word.redacted === true)) spell(line, reason);
  else line.node.textContent = `${words.map((word) => word.text).join(" ")} `;
}

/**
 * Gives each word of a line a node of its own, which it needs where somebody may point at it.
 * @param {Line} line  whose node is filled
 * @param {Reasons} reason
 */
export function spell(line, reason) {
  const { entry, node } = line;
  line.spelled = true;
  node.replaceChildren();
  for (const [at, word] of entry.words.entries()) {
    const hidden = word.redacted === true;
    const said = hidden ? reason(line.begun + word.start_ms, line.begun + word.end_ms) : word.text;
    const shown = make("span", hidden ? "word hidden-word" : "word", said);
    shown.dataset["word"] = String(at);
    node.append(shown, " ");
  }
}

/**
 * @param {readonly MarkTold[]} marks
 * @param {I18n} i18n
 */
export function placesOf(marks, i18n) {
  return marks.map((mark, place) => ({
    name: `${mark.kind}-${mark.start}-${marks.slice(0, place).filter((other) => other.start === mark.start).length}`,
    moment: mark.start,
    sign: `${i18n.language} ${mark.end} ${mark.cause}`,
    make: () => makeMark(mark, i18n),
  }));
}

/**
 * @param {MarkTold} mark
 * @param {I18n} i18n
 */
function makeMark({ kind, start, end }, i18n) {
  const [what, from] = [i18n.text(MARKS[kind]), timeOf(start, i18n)];
  const text =
    end === null
      ? i18n.text("replay.mark.open", { what, from })
      : spanText("replay.mark.span", { start, end }, i18n, { what });
  const node = make("li", "replay-mark", text);
  node.dataset["kind"] = kind;
  return node;
}

/**
 * @param {string} className
 * @param {string} text
 * @param {string} label  begins with what is seen, or holds it
 */
function button(className, text, label) {
  const made = make("button", `quiet stop ${className}`, text);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.tabIndex = -1;
  return made;
}
