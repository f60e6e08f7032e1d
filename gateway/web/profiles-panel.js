/** Where a reader keeps settings under names, takes them to another device and gets them back. See `profiles.js`. */

import { byId, make, setText } from "./dom.js";
import { exported, imported, loadProfiles, saveProfiles } from "./profiles.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {SettingsPanel} from "./settings-panel.js" */

const FILE = "voixla-profils.json";
const LARGEST_FILE = 200_000;

export class ProfilesPanel {
  #profiles = loadProfiles();
  #list = byId("profiles-list", HTMLSelectElement);
  #name = byId("profile-name", HTMLInputElement);
  #file = byId("profiles-file", HTMLInputElement);
  #told = byId("profiles-told", HTMLParagraphElement);
  #i18n;
  #panel;

  /**
   * @param {I18n} i18n
   * @param {SettingsPanel} panel
   */
  constructor(i18n, panel) {
    this.#i18n = i18n;
    this.#panel = panel;
    const act = (/** @type {string} */ id, /** @type {() => void} */ run) => {
      byId(id, HTMLButtonElement).addEventListener("click", run);
    };
    act("profile-apply", () => this.#apply());
    act("profile-delete", () => this.#delete());
    act("profile-save", () => this.#save());
    act("profiles-export", () => this.#export());
    act("profiles-import", () => this.#file.click());
    this.#file.addEventListener("change", () => void this.#import());
    // A form of its own inside would be one form in another.
    this.#name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#save();
    });
    i18n.follow(() => this.#show());
  }

  #apply() {
    const name = this.#list.value;
    const profile = this.#profiles[name];
    if (profile === undefined) return;
    this.#panel.change(profile);
    this.#tell("profiles.applied", { name });
  }

  #delete() {
    const name = this.#list.value;
    delete this.#profiles[name];
    saveProfiles(this.#profiles);
    this.#show();
    this.#tell("profiles.deleted", { name });
  }

  #save() {
    const name = this.#name.value.trim();
    if (name === "") {
      this.#name.focus();
      return this.#tell("profiles.unnamed");
    }
    this.#profiles = { ...this.#profiles, [name]: this.#panel.settings };
    saveProfiles(this.#profiles);
    this.#name.value = "";
    this.#show(name);
    this.#tell("profiles.saved", { name });
  }

  #export() {
    const address = URL.createObjectURL(new Blob([exported(this.#profiles)], { type: "application/json" }));
    const link = make("a");
    link.href = address;
    link.download = FILE;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  async #import() {
    const [file] = this.#file.files ?? [];
    if (file === undefined) return;
    const profiles = file.size > LARGEST_FILE ? null : imported(await file.text());
    this.#file.value = "";
    if (profiles === null) return this.#tell("profiles.bad");
    this.#profiles = { ...this.#profiles, ...profiles };
    saveProfiles(this.#profiles);
    const names = Object.keys(profiles);
    this.#show(names[0]);
    this.#tell("profiles.imported", { count: names.length });
  }

  /** @param {string} [chosen] */
  #show(chosen = this.#list.value) {
    const names = Object.keys(this.#profiles).sort((a, b) => a.localeCompare(b));
    const shown = names.length > 0 ? names : [""];
    this.#list.replaceChildren(
      ...shown.map((name) => {
        const option = make("option", "", name === "" ? this.#i18n.text("profiles.none") : name);
        option.value = name;
        return option;
      }),
    );
    if (names.includes(chosen)) this.#list.value = chosen;
    for (const id of ["profile-apply", "profile-delete", "profiles-export"]) {
      byId(id, HTMLButtonElement).disabled = names.length === 0;
    }
    this.#list.disabled = names.length === 0;
  }

  /**
   * @param {Key} key
   * @param {Record<string, string | number>} [values]
   */
  #tell(key, values = {}) {
    setText(this.#told, this.#i18n.text(key, values));
  }
}
