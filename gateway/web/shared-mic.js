/**
 * « Plusieurs personnes parlent à ce micro »: the switch for one's own microphone, and how many they are. What is shown is
 * what the server says; until it has said so, that it is getting ready.
 */

import { byId, make, setText } from "./dom.js";

/** @import {ClientMessage, ServerError} from "./wire.js" */
/** @import {I18n} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */

const FEWEST = 2;
const MOST = 20;

export class SharedMic {
  /** What was asked for, until the server has done or refused it. @type {boolean | null} */
  #wanted = null;
  #shared = false;
  /** @type {string | null} */
  #self = null;
  #box = byId("shared-mic", HTMLDivElement);
  #switch = byId("switch-shared-mic", HTMLButtonElement);
  #people = byId("shared-mic-people", HTMLSelectElement);
  #state = byId("shared-mic-state", HTMLParagraphElement);
  #i18n;
  #ask;

  /**
   * @param {I18n} i18n
   * @param {(message: ClientMessage) => boolean} ask  says so itself when it cannot be sent
   */
  constructor(i18n, ask) {
    this.#i18n = i18n;
    this.#ask = ask;
    fillCounts(this.#people);
    this.#switch.addEventListener("click", () => this.#want(!(this.#wanted ?? this.#shared)));
    this.#people.addEventListener("change", () => this.#shared && this.#want(true));
    i18n.follow(() => this.#draw());
  }

  /** @param {Person | undefined} self  as the list tells; undefined: only reads */
  told(self) {
    this.#box.hidden = self === undefined;
    this.#self = self?.id ?? null;
    this.#shared = self?.shared ?? false;
    // What is chosen before the microphone is shared is not said yet.
    if (self?.shared === true) showCount(this.#people, self.voices);
    if (this.#wanted === this.#shared || self === undefined) this.#wanted = null;
    this.#draw();
  }

  /** @param {ServerError} error */
  refused(error) {
    const { code, person = null } = error;
    // Hosts may also be refused what they asked for somebody else.
    if (!code.startsWith("voices.") || (person !== null && person !== this.#self)) return;
    this.#wanted = null;
    this.#draw();
  }

  /** The line is down: nobody knows what became of it. */
  cut() {
    this.#wanted = null;
    this.#draw();
  }

  /** @param {boolean} on */
  #want(on) {
    if (!this.#ask({ type: "share_microphone", person: null, on, people: on ? countOf(this.#people) : null })) return;
    this.#wanted = on === this.#shared ? null : on;
    this.#draw();
  }

  #draw() {
    this.#switch.setAttribute("aria-checked", String(this.#wanted ?? this.#shared));
    const ready = this.#wanted === true ? "shared.preparing" : "shared.hint";
    setText(this.#state, this.#i18n.text(this.#shared ? "shared.on" : ready));
    const [unknown] = this.#people.options;
    if (unknown !== undefined) setText(unknown, this.#i18n.text("shared.people.unknown"));
  }
}

/**
 * The choice of how many people speak at a microphone. The text for nobody knowing is left to be written.
 * @param {HTMLSelectElement} select
 */
export function fillCounts(select) {
  const counts = Array.from({ length: MOST - FEWEST + 1 }, (_, index) => String(FEWEST + index));
  for (const count of ["", ...counts]) {
    const option = make("option", "", count);
    option.value = count;
    select.append(option);
  }
}

/**
 * @param {HTMLSelectElement} select  of `fillCounts`
 * @returns {number | null}
 */
export function countOf(select) {
  return select.value === "" ? null : Number(select.value);
}

/**
 * Shows what the server says, unless somebody is about to say something else.
 * @param {HTMLSelectElement} select  of `fillCounts`
 * @param {number | null} count
 */
export function showCount(select, count) {
  if (document.activeElement !== select) select.value = count === null ? "" : String(count);
}
