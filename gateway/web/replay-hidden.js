/** The passages of a record that are hidden: what they are called, listed, lifted. */

import { byId, make } from "./dom.js";
import { change, get } from "./archive-wire.js";
import { dayOf, spanText, timeOf, whyNot } from "./record-words.js";
import { wordsOf } from "./replay-span.js";

/** @import {Reason, RedactionTold} from "./archive-wire.js" */
/** @import {Confirmation} from "./confirmation.js" */
/** @import {I18n, Key} from "./i18n.js" */
/** @import {Line} from "./replay-text.js" */

/** @type {Record<Reason, Key>} */
const REASONS = {
  privacy: "replay.reason.privacy",
  health: "replay.reason.health",
  business: "replay.reason.business",
  security: "replay.reason.security",
  minor: "replay.reason.minor",
  other: "replay.reason.other",
};

/**
 * @typedef {object} HiddenGround
 * @property {string} record
 * @property {() => boolean} may  hide and bring back
 * @property {Confirmation} confirmation
 * @property {(text: string) => void} say
 * @property {(moment: number) => void} go
 * @property {() => Promise<void>} done  something is hidden no more
 */

export class HiddenPassages {
  /** @type {readonly RedactionTold[]} */
  #known = [];
  #i18n;
  #ground;

  /**
   * @param {I18n} i18n
   * @param {HiddenGround} ground
   */
  constructor(i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
  }

  async read() {
    /** @type {{items: RedactionTold[]}} */
    const { items } = await get(["records", this.#ground.record, "redactions"]);
    this.#known = items;
    this.draw();
  }

  /**
   * What stands in the place of words that are hidden.
   * @param {number} start
   * @param {number} end
   */
  named(start, end) {
    const found = this.#over(start, end)[0];
    return found === undefined ? this.#i18n.text("replay.hidden") : this.#named(found);
  }

  /**
   * The first redaction over these lines that can be lifted.
   * @param {readonly Line[]} lines
   */
  liftable(lines) {
    if (!this.#ground.may()) return undefined;
    const words = wordsOf(lines).filter(({ word }) => word.redacted === true);
    return words.flatMap(({ start, end }) => this.#over(start, end)).find(({ liftable }) => liftable);
  }

  draw() {
    byId("hidden-none", HTMLElement).hidden = this.#known.length > 0;
    byId("hidden", HTMLUListElement).replaceChildren(...this.#known.map((redaction) => this.#item(redaction)));
  }

  /** @param {readonly Line[]} lines */
  async lift(lines) {
    const found = this.liftable(lines);
    if (found !== undefined) await this.#lift(found);
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  #over(start, end) {
    return this.#known.filter((redaction) => redaction.start < end && redaction.end > start);
  }

  /** @param {RedactionTold} redaction */
  #named({ reason }) {
    return this.#i18n.text("replay.hidden.why", { reason: this.#i18n.text(REASONS[reason]) });
  }

  /** @param {RedactionTold} redaction */
  #item(redaction) {
    const i18n = this.#i18n;
    const { start, remark, author, at, liftable } = redaction;
    const item = make("li");
    const go = make("button", "quiet at", spanText("replay.hidden.span", redaction, i18n));
    go.type = "button";
    go.addEventListener("click", () => this.#ground.go(start));
    const why = make("p", "", this.#named(redaction));
    item.append(go, why);
    if (remark !== "") {
      const said = make("p", "", remark);
      said.dir = "auto";
      item.append(said);
    }
    const who = { name: author?.name ?? "", day: dayOf(at, i18n), time: timeOf(at, i18n) };
    item.append(make("p", "hint", i18n.text("replay.history.one", who)));
    if (liftable && this.#ground.may()) {
      const lift = make("button", "secondary", i18n.text("replay.lift"));
      lift.type = "button";
      lift.setAttribute("aria-label", i18n.text("replay.lift.of", { time: timeOf(start, i18n) }));
      lift.addEventListener("click", () => void this.#lift(redaction));
      item.append(lift);
    }
    return item;
  }

  /** @param {RedactionTold} redaction */
  async #lift(redaction) {
    const i18n = this.#i18n;
    const question = spanText("replay.lift.ask", redaction, i18n);
    const sure = await this.#ground.confirmation.ask({ question, consequence: i18n.text("replay.lift.what"), yes: i18n.text("replay.lift") });
    if (!sure) return;
    try {
      await change("DELETE", ["records", this.#ground.record, "redactions", redaction.id]);
    } catch (error) {
      return this.#ground.say(whyNot(error, i18n));
    }
    await this.#ground.done();
    this.#ground.say(i18n.text("replay.lifted"));
  }
}
