/**
 * Who a speaker of the captions is, as people say it: which label a line stands under, who can be offered for it, what to
 * ask the server. Pure; the words and fields are in `who-fields.js`.
 *
 * Voices of a shared microphone are speakers of their own (`PERSON#1`, `PERSON#2`…); words that are not told apart have
 * the id of the person, and the name with a question mark: they are not one person, so only a line of them can be named.
 */

/** @import {Captions} from "./store.js" */
/** @import {Line} from "./lines.js" */
/** @import {Person} from "./meeting-wire.js" */
/** @import {Whose} from "./correction-wire.js" */
/** @import {Speaker} from "./wire.js" */

/** @typedef {{id: string, name: string, heard: boolean}} Known  `heard`: has spoken in this session */
/** @typedef {"all" | "line" | "onward"} Scope  all that they say, a line, or a line from a phrase on */
/**
 * @typedef {object} Question  about one line
 * @property {string} label  the speaker that would be named
 * @property {string} name  as shown
 * @property {boolean} voice  of a shared microphone
 * @property {readonly Scope[]} scopes  what may be answered for; the first is the usual
 * @property {readonly Known[]} known  who may be offered
 */
/** @typedef {{may: boolean, self: string | null}} Rights  may correct; is this participant */

const UNSURE = /\s*\?$/u;

/** @param {string} id  of a speaker */
export function isVoice(id) {
  return id.includes("#");
}

/** @param {Speaker} speaker  as sent: whether that is a microphone, and nobody in particular */
export function isUnsure({ id, name }) {
  return !isVoice(id) && UNSURE.test(name);
}

/**
 * Which speaker gets a name for a line: the one that it is shown under, with all that were said to be the same; when
 * that is somebody of the meeting, the voice that was taken for them.
 * @param {Captions["shown"]} shown
 * @param {Speaker} by  as sent
 * @returns {string}
 */
export function labelOf(shown, by) {
  let label = by.id;
  const seen = new Set();
  for (let id = by.id; !seen.has(id); id = shown[id]?.id ?? id) {
    seen.add(id);
    if (isVoice(id)) label = id;
    if (!Object.hasOwn(shown, id)) break;
  }
  return label;
}

/**
 * Who may have spoken: those who were heard, in order, then those who are here besides.
 * @param {Captions} captions
 * @param {readonly Person[]} people
 * @returns {Known[]}
 */
export function known({ items, session, shown }, people) {
  /** @type {Map<string, Known>} */
  const found = new Map();
  for (const item of items) {
    if (item.kind !== "line" || item.session !== session) continue;
    const { id, name } = item.speaker;
    found.set(id, { id, name: isUnsure(item.speaker) ? name.replace(UNSURE, "") : name, heard: true });
  }
  for (const { id, name, role } of people) {
    if (role === "reader" || Object.hasOwn(shown, id)) continue;
    found.set(id, { id, name, heard: found.has(id) });
  }
  return [...found.values()];
}

/**
 * What may be said about who speaks in a line, or null: nothing.
 * @param {Captions} captions
 * @param {Line} line
 * @param {readonly Person[]} people
 * @param {Rights} rights
 * @returns {Question | null}
 */
export function question(captions, line, people, { may, self }) {
  const label = labelOf(captions.shown, line.by);
  const voice = isVoice(label);
  const own = self !== null && label.startsWith(`${self}#`);
  if (!may && !own) return null;
  const all = known(captions, people);
  // A participant says who is at their own microphone, and takes nobody else's name for that.
  const theirs = all.filter(({ id }) => id === self || id.startsWith(`${self}#`));
  // They may be one of them without having been heard as themself.
  const offered = may ? all : theirs.map((one) => ({ ...one, heard: true }));
  /** @type {Scope[]} */
  const scopes = isUnsure(line.by) && !voice ? ["line"] : voice ? ["all", "line"] : ["line", "all"];
  const others = voice ? offered.filter(({ id }) => id !== label) : offered;
  return { label, name: line.speaker.name, voice, scopes: may ? scopes : ["all"], known: others };
}

/**
 * What to ask the server so that all that `label` says is under an answer.
 * @param {string} label
 * @param {Whose} whose
 * @param {readonly Known[]} known
 * @returns {{speaker: string, name: string} | {speaker: string, same_as: string}}
 */
export function naming(label, whose, known) {
  if ("name" in whose) return { speaker: label, name: whose.name };
  const one = known.find(({ id }) => id === whose.id);
  // Whoever has not spoken yet is no speaker of the session: their name is theirs.
  if (one !== undefined && !one.heard) return { speaker: label, name: one.name };
  return { speaker: label, same_as: whose.id };
}
