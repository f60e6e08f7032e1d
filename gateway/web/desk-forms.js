/**
 * The two small forms of the desk that stand between lines: a line that was missed, and who speaks. Enter sends, Escape
 * gives up; they keep what was written until then.
 */

import { LONGEST } from "./desk-field.js";
import { SOUNDS, soundOf } from "./desk-keys.js";
import { SpeakerField } from "./speaker-field.js";
import { WhoFields } from "./who-fields.js";
import { make } from "./dom.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Known} from "./speaker-field.js" */
/** @import {Whose} from "./correction-wire.js" */
/** @import {Answer} from "./who-fields.js" */
/** @import {Question} from "./who.js" */

/** @typedef {{speaker: Whose, name: string, text: string}} Filled */
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
    wishes.send({ speaker: who, name: speaker.text, text: text.value.trim() });
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
 * Who speaks: in a line, from a word on, or in all that is said under that name.
 * @param {I18n} i18n
 * @param {Question} question
 * @param {string} from  the words with which the rest begins; empty: there is only the whole line
 * @param {{send: (answer: Answer) => void, cancel: () => void}} wishes
 */
export function speakerForm(i18n, question, from, wishes) {
  const fields = new WhoFields(i18n, question, from);
  const form = frame(i18n, question.voice ? "who.title" : "desk.speaker", wishes, fields.nodes, () => {
    const { answer } = fields;
    if (answer === null) return fields.focus();
    wishes.send(answer);
  });
  return { form, focus: () => fields.focus() };
}

/**
 * @param {I18n} i18n
 * @param {Key} heading
 * @param {{cancel: () => void}} wishes
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
