/** What whoever runs a space decides about it: its name, for how long meetings are kept, whether it is closed. */

import { byId, setText } from "./dom.js";
import { change } from "./archive-wire.js";

/** @import {OpenSpace} from "./spaces-wire.js" */
/** @import {SpaceGround} from "./space-ground.js" */

/** Of internal meetings where the template says nothing of them, as in a space of the council. */
const USUAL_DAYS = 30;

export class SpaceRules {
  #ground;
  #part = byId("rules", HTMLDetailsElement);
  #name = byId("rules-name", HTMLInputElement);
  #days = byId("rules-days", HTMLInputElement);
  #own = byId("rules-own", HTMLInputElement);
  #template = byId("rules-template", HTMLInputElement);

  /** @param {SpaceGround} ground */
  constructor(ground) {
    this.#ground = ground;
    this.#part.hidden = !ground.may("rules");
    this.#when("rules-name-form", () => this.#rename());
    this.#when("rules-days-form", () => this.#keep());
    this.#when("rules-close-form", () => this.#close());
    this.#days.addEventListener("input", () => {
      this.#own.checked = true;
    });
    this.fill();
  }

  /** As the space is now. */
  fill() {
    const { space } = this.#ground;
    this.#name.value = space.name;
    this.#own.checked = space.own_days !== null;
    this.#template.checked = space.own_days === null;
    this.#days.value = String(space.own_days ?? this.#usual());
    this.draw();
  }

  draw() {
    const { i18n, me, space } = this.#ground;
    const template = i18n.text(`spaces.type.${space.type}`);
    const days = this.#usual();
    setText(byId("rules-template-text", HTMLElement), i18n.text("rules.days.template", { template, days }));
    const most = me.rules["call"]?.most ?? "";
    setText(byId("rules-call", HTMLElement), i18n.text("rules.days.call", { most }));
    const closed = space.closed !== null;
    setText(byId("rules-close", HTMLElement), i18n.text(closed ? "rules.open" : "rules.close"));
    setText(byId("rules-close-hint", HTMLElement), i18n.text(closed ? "rules.open.hint" : "rules.close.hint"));
  }

  #usual() {
    return this.#ground.me.templates[this.#ground.space.type].days ?? this.#ground.me.rules["internal"]?.days ?? USUAL_DAYS;
  }

  /**
   * @param {string} form
   * @param {() => Promise<void>} work
   */
  #when(form, work) {
    const node = byId(form, HTMLFormElement);
    node.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#ground.tried(node, work);
    });
  }

  /** @param {{name?: string, days?: number, closed?: boolean}} body */
  async #change(body) {
    /** @type {OpenSpace} */
    const told = await change("PATCH", this.#ground.path, body);
    this.#ground.told(told);
    this.fill();
  }

  async #rename() {
    if (this.#name.value.trim() === "") return this.#name.focus();
    await this.#change({ name: this.#name.value });
    this.#ground.say(this.#ground.i18n.text("rules.name.done"));
  }

  async #keep() {
    const { i18n, confirmation, space, say } = this.#ground;
    const days = this.#own.checked ? Number(this.#days.value) : this.#usual();
    if (!Number.isInteger(days) || days < 1) return this.#days.focus();
    const before = space.own_days ?? this.#usual();
    const question = i18n.text("rules.days.ask");
    const asked = { question, consequence: i18n.text("rules.days.what", { days }), yes: i18n.text("rules.days.yes", { days }) };
    if (days < before && !(await confirmation.ask(asked))) return;
    await this.#change({ days: this.#own.checked ? days : 0 });
    say(i18n.text("rules.days.done"));
  }

  async #close() {
    const { i18n, confirmation, space, say } = this.#ground;
    const closes = space.closed === null;
    const question = i18n.text("rules.close.ask");
    const asked = { question, consequence: i18n.text("rules.close.hint"), yes: i18n.text("rules.close") };
    if (closes && !(await confirmation.ask(asked))) return;
    await this.#change({ closed: closes });
    say(i18n.text(closes ? "rules.close.done" : "rules.open.done"));
  }
}
