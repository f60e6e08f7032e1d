/**
 * The panel where a reader changes size, colours and the rest, on whatever page has it. What the settings mean is in
 * `settings.js`; the form holds them: each control bears the name of its setting.
 */

import { BOUNDS, USUAL, checked, load, save } from "./settings.js";
import { byId, setText } from "./dom.js";
import { fillForm } from "./settings-form.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Look} from "./reader-look.js" */
/** @import {Settings} from "./settings.js" */

const SIZE_STEP = 20;
const PERCENT = ["size", "letters", "spaces", "opacity"];
const USUAL_CELLS = 40;

export class SettingsPanel {
  /** @type {Settings} */
  #settings = load();
  #form = byId("settings-form", HTMLFormElement);
  #whole = byId("whole", HTMLButtonElement);
  #i18n;
  #onChange;

  /**
   * @param {I18n} i18n
   * @param {boolean} meeting  whether there is a meeting to be heard
   * @param {(settings: Settings) => Look | undefined} onChange  called now and at each change; says what became of them
   */
  constructor(i18n, meeting, onChange) {
    this.#i18n = i18n;
    this.#onChange = onChange;
    fillForm(this.#form, meeting);
    i18n.join(document);
    this.#form.addEventListener("input", () => this.change(this.#asked()));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.change(USUAL);
    });
    byId("smaller", HTMLButtonElement).addEventListener("click", () => this.#grow(-SIZE_STEP));
    byId("larger", HTMLButtonElement).addEventListener("click", () => this.#grow(SIZE_STEP));
    this.#whole.addEventListener("click", () => this.change({ view: this.#settings.view === "all" ? "live" : "all" }));
    // The colours behind the captions follow the device.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#show());
    matchMedia("(prefers-contrast: more)").addEventListener("change", () => this.#show());
    i18n.follow(() => this.#show());
  }

  get settings() {
    return this.#settings;
  }

  /** @param {Partial<Settings>} asked */
  change(asked) {
    this.#settings = checked({ ...this.#settings, ...asked });
    save(this.#settings);
    this.#show();
  }

  togglePace() {
    this.change({ pace: this.#settings.pace === "fast" ? "stable" : "fast" });
  }

  /** @param {number} percent */
  #grow(percent) {
    const [least, most] = BOUNDS.size;
    this.change({ size: Math.min(most, Math.max(least, this.#settings.size + percent)) });
  }

  /** What the form says. A control that this page leaves out stays as it was. */
  #asked() {
    const data = new FormData(this.#form);
    /** @type {Record<string, unknown>} */
    const asked = {};
    for (const name of Object.keys(USUAL)) {
      const field = this.#form.elements.namedItem(name);
      if (field === null) continue;
      const box = field instanceof HTMLInputElement && field.type === "checkbox";
      asked[name] = box ? data.has(name) : Object.hasOwn(BOUNDS, name) ? Number(data.get(name)) : data.get(name);
    }
    if (!data.has("cut")) asked["cells"] = 0;
    else if (this.#settings.cells === 0) asked["cells"] = USUAL_CELLS;
    return asked;
  }

  #show() {
    const settings = this.#settings;
    const look = this.#onChange(settings);
    for (const [name, value] of Object.entries(settings)) {
      const field = this.#form.elements.namedItem(name);
      if (field instanceof RadioNodeList || field instanceof HTMLSelectElement) field.value = String(value);
      else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === true;
      else if (field instanceof HTMLInputElement && name !== "cells") field.value = String(value);
      this.#measure(name, value);
    }
    const cut = this.#form.elements.namedItem("cut");
    if (cut instanceof HTMLInputElement) cut.checked = settings.cells > 0;
    byId("cells", HTMLInputElement).value = String(settings.cells || USUAL_CELLS);
    byId("cells-field", HTMLDivElement).hidden = settings.cells === 0;
    byId("own-colours", HTMLDivElement).hidden = settings.theme !== "own";
    this.#whole.setAttribute("aria-pressed", String(settings.view === "all"));
    if (look !== undefined) this.#tell(look);
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  #measure(name, value) {
    const output = this.#form.querySelector(`output[for="${name}"]`);
    if (output === null || typeof value !== "number") return;
    const decimals = name === "leading" ? 1 : 0;
    const number = value.toLocaleString(this.#i18n.language, { minimumFractionDigits: decimals });
    setText(output, PERCENT.includes(name) ? `${number}\u202f%` : number);
  }

  /**
   * What could not be done as it was asked, and why.
   * @param {Look} look
   */
  #tell(look) {
    const own = this.#settings.theme === "own";
    const ratio = look.asked.toLocaleString(this.#i18n.language, { maximumFractionDigits: 1 });
    const key = look.corrected ? "settings.contrast.corrected" : "settings.contrast.good";
    setText(byId("contrast-told", HTMLParagraphElement), own ? this.#i18n.text(key, { ratio }) : "");
    const kept = look.opacity > this.#settings.opacity;
    const text = kept ? this.#i18n.text("settings.opacity.corrected", { percent: look.opacity }) : "";
    setText(byId("opacity-told", HTMLParagraphElement), text);
  }
}
