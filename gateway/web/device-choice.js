/** The lists of microphones and cameras, wherever they stand in the page; the choice stays on this device. */

import { make } from "./dom.js";
import { named, wanted } from "./devices.js";

/** @import {Kind} from "./devices.js" */

export class DeviceChoice {
  #kind;
  #select;
  #field;

  /**
   * @param {Kind} kind
   * @param {HTMLSelectElement} select  inside the field that is hidden while there is nothing to choose
   * @param {(id: string) => void} onChoice
   */
  constructor(kind, select, onChoice) {
    this.#kind = kind;
    this.#select = select;
    this.#field = /** @type {HTMLElement} */ (select.closest(".device"));
    select.addEventListener("change", () => onChoice(select.value));
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.refresh());
  }

  /**
   * Browsers name the devices only after a permission, so this is called again after each one.
   * @param {MediaStreamTrack | null} [present]  the one in use, to be shown as chosen
   */
  async refresh(present = null) {
    const devices = await named(this.#kind);
    const chosen = present?.getSettings().deviceId ?? wanted()[this.#kind];
    this.#select.replaceChildren(
      ...devices.map((device) => {
        const option = make("option", "", device.label);
        option.value = device.deviceId;
        option.selected = device.deviceId === chosen;
        return option;
      }),
    );
    this.#field.hidden = devices.length === 0;
  }
}
