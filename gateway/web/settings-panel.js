/** The panel where a reader changes size, colours and the rest. What the settings mean is in `settings.js`. */

import { byId, setText } from "./dom.js";
import { USUAL, checked, load, save } from "./settings.js";

/** @import {Settings} from "./settings.js" */

const SIZE_STEP = 20;

export class SettingsPanel {
  /** @type {Settings} */
  #settings = load();
  #form = byId("settings-form", HTMLFormElement);
  #onChange;

  /** @param {(settings: Settings) => void} onChange  called now and at each change */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#form.addEventListener("input", () => this.#set(this.#asked()));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.#set({ ...USUAL });
    });
    byId("smaller", HTMLButtonElement).addEventListener("click", () => this.#grow(-SIZE_STEP));
    byId("larger", HTMLButtonElement).addEventListener("click", () => this.#grow(SIZE_STEP));
    this.#show();
    onChange(this.#settings);
  }

  get settings() {
    return this.#settings;
  }

  /** @param {number} percent */
  #grow(percent) {
    this.#set({ ...this.#settings, size: Math.min(400, Math.max(60, this.#settings.size + percent)) });
  }

  /** @param {Settings} settings */
  #set(settings) {
    this.#settings = settings;
    save(settings);
    this.#show();
    this.#onChange(settings);
  }

  #asked() {
    const data = new FormData(this.#form);
    return checked({
      size: Number(data.get("size")),
      leading: Number(data.get("leading")),
      theme: data.get("theme"),
      listen: data.has("listen"),
      announce: data.has("announce"),
      shortcuts: data.has("shortcuts"),
    });
  }

  #show() {
    const { size, leading, theme, listen, announce, shortcuts } = this.#settings;
    byId("size", HTMLInputElement).value = String(size);
    byId("leading", HTMLInputElement).value = String(leading);
    setText(byId("size-value", HTMLOutputElement), `${size}\u202f%`);
    setText(byId("leading-value", HTMLOutputElement), leading.toLocaleString("fr", { minimumFractionDigits: 1 }));
    for (const [name, on] of Object.entries({ listen, announce, shortcuts })) this.#input(name).checked = on;
    for (const radio of this.#form.querySelectorAll("input[name=theme]")) {
      if (radio instanceof HTMLInputElement) radio.checked = radio.value === theme;
    }
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
