/**
 * The two small forms of the desk that stand between lines: a line that was missed, and who speaks. Enter sends, Escape
 * gives up; they keep what was written until then.
 */

import { LONGEST } from "./desk-field.js";
import { SOUNDS, soundOf } from "./desk-keys.js";
import { SpeakerField } from "./speaker-field.js";
import { make } from "./dom.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Known} from "./speaker-field.js" */
/** @import {Whose} from "./correction-wire.js" */

/** @typedef {{speaker: Whose, name: string, text: string, onward: boolean}} Filled  `onward`: from here on, not the whole line */
/** @typedef {{send: (filled: Filled) => void, cancel: () => void}} Wishes */

/**
 * A line that was missed.
 * @param {I18n} i18n
 * @param {readonly Known[]} known
 * @param {string} chosen
 * @param {Wishes} wishes
 */
export function insertForm(i18n, known, chosen, wishes) {
  const text = make("input");
  text.type = "text";
  text.maxLength = LONGEST;
  text.dir = "auto";
  text.lang = "fr";
  text.setAttribute("aria-label", i18n.text("desk.insert.text"));
  const speaker = new SpeakerField(i18n, known, chosen);
  const form = frame(i18n, "desk.insert", wishes, [speaker.node, text], () => {
    const who = speaker.chosen;
    if (who === null) return speaker.focus();
    if (text.value.trim() === "") return text.focus();
    wishes.send({ speaker: who, name: speaker.text, text: text.value.trim(), onward: false });
  });
  form.addEventListener("keydown", (event) => {
    const sound = soundOf(event);
    if (sound === null) return;
    event.preventDefault();
    text.setRangeText(SOUNDS[sound], text.selectionStart ?? 0, text.selectionEnd ?? 0, "end");
    text.focus();
  });
  return { form, focus: () => text.focus() };
}

/**
 * Who speaks, in a line or from a word on.
 * @param {I18n} i18n
 * @param {readonly Known[]} known
 * @param {string} chosen
 * @param {string} from  the words with which the rest begins; empty: there is only the whole line
 * @param {Wishes} wishes
 */
export function speakerForm(i18n, known, chosen, from, wishes) {
  const speaker = new SpeakerField(i18n, known, chosen);
  const onward = make("input");
  onward.type = "checkbox";
  const label = make("label", "check");
  label.append(onward, make("span", "", i18n.text("desk.speaker.from", { words: from })));
  label.hidden = from === "";
  const form = frame(i18n, "desk.speaker", wishes, [speaker.node, label], () => {
    const who = speaker.chosen;
    if (who === null) return speaker.focus();
    wishes.send({ speaker: who, name: speaker.text, text: "", onward: onward.checked });
  });
  return { form, focus: () => speaker.focus() };
}

/**
 * @param {I18n} i18n
 * @param {Key} heading
 * @param {Wishes} wishes
 * @param {readonly Node[]} fields
 * @param {() => void} submit
 */
function frame(i18n, heading, { cancel }, fields, submit) {
  const form = make("form", "desk-form");
  form.noValidate = true;
  form.setAttribute("aria-label", i18n.text(heading));
  const send = make("button", "primary", i18n.text("desk.send"));
  const stop = make("button", "secondary", i18n.text("confirm.no"));
  send.type = "submit";
  stop.type = "button";
  stop.addEventListener("click", cancel);
  form.append(make("strong", "", i18n.text(heading)), ...fields, send, stop);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    cancel();
  });
  return form;
}
