/**
 * Edits on their way to the server: kept until it says that they stand, sent again after a cut, and never dropped without
 * a word. No DOM, no socket: what to send with comes in.
 *
 * | State      | Meaning                                                                      |
 * |------------|------------------------------------------------------------------------------|
 * | `waiting`  | not sent yet: there is no line, or a cut came before the server answered        |
 * | `sent`     | under way                                                                    |
 * | `conflict` | the very words were changed by somebody meanwhile; one's own text is kept       |
 * | `lost`     | it will not stand: the server refused it, or the text it was for is gone       |
 *
 * After a cut nobody knows whether what was under way has arrived. The server tells the past first, and the time after
 * that: by its first word about the time, an edit that stands was among the events, and only the others are sent again.
 */

/** @import {Edit} from "./correction-wire.js" */
/** @import {Amended, Named, ServerError, You} from "./wire.js" */

/** @typedef {"waiting" | "sent" | "conflict" | "lost"} Stage */
/**
 * @typedef {object} Entry
 * @property {Edit} edit
 * @property {Stage} stage
 * @property {boolean} tried  it was sent at least once
 * @property {string} wanted  what one wrote, as it would read
 * @property {string} before  what stood there then
 * @property {ServerError | null} error
 */
/** @typedef {{send: (edit: Edit) => boolean, changed: () => void, settled: (entry: Entry) => void}} Ground */

export class Outbox {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {string | null} */
  #session = null;
  /** @type {string | null} */
  #self = null;
  /** After a cut the server is still telling what was. */
  #replaying = false;
  /** Two pages of one person must not name their edits alike. */
  #prefix = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  #count = 0;
  #ground;

  /** @param {Ground} ground */
  constructor(ground) {
    this.#ground = ground;
  }

  /** In the order in which they were made. */
  get entries() {
    return [...this.#entries.values()];
  }

  /** A name for the next edit. */
  newId() {
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }

  /** @param {string} id */
  get(id) {
    return this.#entries.get(id);
  }

  /**
   * @param {Edit} edit
   * @param {{wanted: string, before: string}} told
   */
  put(edit, { wanted, before }) {
    /** @type {Entry} */
    const entry = { edit, stage: "waiting", tried: false, wanted, before, error: null };
    this.#entries.set(edit.id, entry);
    this.#post(entry);
    this.#ground.changed();
  }

  /**
   * What was not sent yet can still be taken back here.
   * @param {string} id
   */
  forget(id) {
    if (this.#entries.delete(id)) this.#ground.changed();
  }

  /** The latest edit that has not left this page, which undoing takes back without asking the server. */
  get unsent() {
    return this.entries.findLast((entry) => entry.stage === "waiting" && !entry.tried) ?? null;
  }

  /**
   * @param {string} session
   * @param {You | null} you
   */
  welcomed(session, you) {
    const anew = this.#session !== null && session !== this.#session;
    this.#session = session;
    this.#self = you?.id ?? null;
    this.#replaying = true;
    for (const entry of this.#entries.values()) {
      if (entry.stage !== "waiting" && entry.stage !== "sent") continue;
      // Ids of lines and segments mean something else in another session; a step back may take back something else.
      if (anew || (entry.tried && entry.edit.type === "undo")) entry.stage = "lost";
      else if (entry.tried) entry.stage = "waiting";
      else this.#post(entry);
    }
    this.#ground.changed();
  }

  /** The server has told what was, and now tells the time. */
  caughtUp() {
    if (!this.#replaying) return;
    this.#replaying = false;
    for (const entry of this.#entries.values()) if (entry.stage === "waiting") this.#post(entry);
    this.#ground.changed();
  }

  /** The line is down. */
  cut() {
    const under = this.entries.filter((entry) => entry.stage === "sent");
    for (const entry of under) entry.stage = "waiting";
    if (under.length > 0) this.#ground.changed();
  }

  /** @param {string} id */
  done(id) {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#ground.settled(entry);
    this.#ground.changed();
  }

  /** @param {Amended | Named} event */
  amended(event) {
    if (!this.#replaying || event.author.id !== this.#self) return;
    const own = this.entries.find(({ edit, tried, stage }) => tried && stage === "waiting" && stands(edit, event));
    if (own !== undefined) this.done(own.edit.id);
  }

  /**
   * @param {ServerError} error
   * @returns {boolean} whether it was about an edit
   */
  refused(error) {
    const entry = error.id === undefined ? undefined : this.#entries.get(error.id);
    if (entry === undefined) return false;
    entry.error = error;
    entry.stage = error.code === "correct.conflict" ? "conflict" : "lost";
    this.#ground.changed();
    return true;
  }

  /** @param {Entry} entry */
  #post(entry) {
    if (!this.#ground.send(entry.edit)) return;
    entry.stage = "sent";
    entry.tried = true;
  }
}

/**
 * Whether an event of one's own says what an edit asked for.
 * @param {Edit} edit
 * @param {Amended | Named} event
 */
function stands(edit, event) {
  if (edit.type === "name_speaker" || event.type === "named") {
    if (edit.type !== "name_speaker" || event.type !== "named" || event.speaker !== edit.speaker) return false;
    return "name" in edit ? event.shown.name === edit.name : event.shown.id === edit.same_as;
  }
  const said = ` ${event.text} `;
  switch (edit.type) {
    case "amend":
      return event.segment === edit.segment && event.revision > edit.base && said.includes(` ${edit.text} `.replace(/^ +$/, " "));
    case "insert":
      return event.revision === 1 && event.text === edit.text;
    case "reassign":
      return "id" in edit.speaker ? event.speaker.id === edit.speaker.id : event.speaker.name === edit.speaker.name;
    default:
      return false;
  }
}
