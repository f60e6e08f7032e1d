/** How a line of a record looks, and what stands between lines. Listens to nothing, asks nobody. */

import { dayOf, timeOf } from "./record-words.js";
import { make, speakerMark } from "./dom.js";

/** @import {MarkTold} from "./archive-wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Line} from "./replay-text.js" */

/** @type {Record<MarkTold["kind"], import("./i18n.js").Key>} */
const MARKS = { gap: "replay.mark.gap", off_record: "replay.mark.off_record", interruption: "replay.mark.interruption" };

/**
 * @typedef {object} Looks
 * @property {number} place  of the speaker, in order of first speech
 * @property {boolean} sound
 * @property {boolean} may  correct
 * @property {boolean} more  may do more
 * @property {(start: number, end: number) => string} reason  what stands in the place of what is hidden
 */

/**
 * @param {Line} line  whose node is filled anew
 * @param {Looks} looks
 * @param {I18n} i18n
 */
export function makeLine(line, { place, sound, may, more, reason }, i18n) {
  const { entry, start, node } = line;
  const head = make("div", "replay-head");
  const mark = speakerMark(place);
  head.dataset["colour"] = mark.dataset["colour"] ?? "";
  const name = make("b", "name", entry.speaker.name);
  name.dir = "auto";
  const time = timeOf(start, i18n);
  head.append(mark, name, sound ? button("at", time, i18n.text("replay.from", { time })) : make("span", "at", time));
  if (entry.revision > 0) {
    const sign = make("span", "sign", i18n.text("replay.corrected"));
    sign.title = i18n.text("replay.history.one", {
      name: entry.author.name,
      day: dayOf(entry.at, i18n),
      time: timeOf(entry.at, i18n),
    });
    head.append(sign);
  }
  if (may) head.append(button("correct", i18n.text("replay.correct"), i18n.text("replay.correct.of", { time })));
  if (more) {
    const other = button("more", "⋯", i18n.text("replay.more.of", { time }));
    other.setAttribute("aria-expanded", "false");
    head.append(other);
  }
  const words = make("p", "replay-words");
  words.lang = "fr";
  words.dir = "auto";
  node.replaceChildren(head, words);
  node.dataset["sound"] = String(sound);
  // Here rather than from the page: when that becomes another, thousands of lines would at once.
  node.lang = i18n.language;
  if (line.spelled || entry.words.some((word) => word.redacted === true)) spell(line, reason);
  else words.textContent = entry.words.map((word) => word.text).join(" ");
}

/**
 * Gives each word of a line a node of its own, which it needs where somebody may point at it.
 * @param {Line} line  whose node is filled
 * @param {Looks["reason"]} reason
 */
export function spell(line, reason) {
  const { entry, node } = line;
  const words = node.querySelector(".replay-words");
  line.spelled = true;
  words?.replaceChildren();
  for (const [at, word] of entry.words.entries()) {
    const hidden = word.redacted === true;
    const said = hidden ? reason(line.begun + word.start_ms, line.begun + word.end_ms) : word.text;
    const shown = make("span", hidden ? "word hidden-word" : "word", said);
    shown.dataset["word"] = String(at);
    if (at > 0) words?.append(" ");
    words?.append(shown);
  }
}

/**
 * @param {MarkTold} mark
 * @param {I18n} i18n
 */
export function makeMark({ kind, start, end }, i18n) {
  const [what, from] = [i18n.text(MARKS[kind]), timeOf(start, i18n)];
  const text =
    end === null
      ? i18n.text("replay.mark.open", { what, from })
      : i18n.text("replay.mark.span", { what, from, to: timeOf(end, i18n) });
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
