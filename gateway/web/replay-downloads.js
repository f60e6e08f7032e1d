/** Files of a record on its page: which kind, how far it is, stopped if need be, handed out when it is whole. */

import { Refusal, get } from "./archive-wire.js";
import { byId, make, setText } from "./dom.js";
import { download } from "./record-download.js";
import { whyNot } from "./record-words.js";

/** @import {KindTold} from "./archive-wire.js" */
/** @import {I18n, Key} from "./i18n.js" */
/** @import {Reached} from "./record-download.js" */

/** @type {readonly {name: Key, kinds: readonly string[]}[]} */
const GROUPS = [
  { name: "replay.files.documents", kinds: ["docx", "odt", "pdf", "txt"] },
  { name: "replay.files.captions", kinds: ["vtt", "srt", "ttml", "stl"] },
  { name: "replay.files.data", kinds: ["json"] },
  { name: "replay.files.transfer", kinds: ["seda-2.1", "seda-2.2", "seda-2.3"] },
];

export class Downloads {
  #kind = byId("export-kind", HTMLSelectElement);
  #start = byId("export-start", HTMLButtonElement);
  #cancel = byId("export-cancel", HTMLButtonElement);
  #bar = byId("export-bar", HTMLProgressElement);
  #state = byId("export-state", HTMLElement);
  #trouble = byId("export-trouble", HTMLElement);
  #hint = byId("export-hint", HTMLElement);
  /** @type {readonly KindTold[]} */
  #kinds = [];
  /** @type {AbortController | null} */
  #running = null;
  #i18n;
  #record;
  #say;

  /**
   * @param {I18n} i18n
   * @param {string} record
   * @param {(text: string) => void} say
   */
  constructor(i18n, record, say) {
    this.#i18n = i18n;
    this.#record = record;
    this.#say = say;
    byId("export-form", HTMLFormElement).onsubmit = (event) => {
      event.preventDefault();
      void this.#fetch();
    };
    this.#cancel.onclick = () => this.#running?.abort();
    this.#kind.onchange = () => this.#chosen();
    i18n.follow(() => this.#draw());
  }

  async read() {
    /** @type {{items: KindTold[]}} */
    const { items } = await get(["records", this.#record, "files"]);
    this.#kinds = items;
    this.#draw();
  }

  #draw() {
    const chosen = this.#kind.value;
    const known = new Set(this.#kinds.map(({ kind }) => kind));
    const groups = GROUPS.map(({ name, kinds }) => {
      const group = make("optgroup");
      group.label = this.#i18n.text(name);
      const offered = kinds.filter((kind) => known.has(kind));
      group.append(...offered.map((kind) => new Option(this.#nameOf(kind), kind, false, kind === chosen)));
      return group;
    });
    this.#kind.replaceChildren(...groups.filter((group) => group.childElementCount > 0));
    this.#chosen();
  }

  /** @param {string} kind */
  #nameOf(kind) {
    return this.#i18n.text(/** @type {Key} */ (`replay.file.${kind.replace(/-.*/, "")}`), { version: kind.replace(/^seda-/, "") });
  }

  #chosen() {
    const kind = this.#kind.value;
    const missing = this.#kinds.find((known) => known.kind === kind)?.missing ?? null;
    const transfer = kind.startsWith("seda-");
    setText(this.#hint, missing ?? (transfer ? this.#i18n.text("replay.files.transfer.what") : ""));
    this.#hint.hidden = missing === null && !transfer;
    this.#start.disabled = missing !== null || this.#running !== null;
  }

  async #fetch() {
    if (this.#running !== null) return;
    const kind = this.#kind.value;
    const running = (this.#running = new AbortController());
    this.#trouble.textContent = "";
    this.#show({ done: null, octets: 0 });
    this.#busy(true);
    try {
      const told = (/** @type {Reached} */ reached) => this.#running === running && this.#show(reached);
      const { blob, name } = await download({ record: this.#record, kind, signal: running.signal, told });
      hand(blob, name);
      this.#ended(this.#i18n.text("replay.files.done", { name: this.#nameOf(kind), size: this.#size(blob.size) }));
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#running = null;
      this.#busy(false);
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    const code = error instanceof Refusal ? error.code : "";
    if (code === "cancelled") return this.#ended(this.#i18n.text("replay.files.cancelled"));
    setText(this.#state, "");
    const broken = code === "export.broken" && error instanceof Refusal && error.french === "";
    this.#trouble.textContent = broken ? this.#i18n.text("replay.files.broken") : whyNot(error, this.#i18n);
  }

  /** @param {string} text  which stays below the button, and is told: what changed before was not */
  #ended(text) {
    setText(this.#state, text);
    this.#say(text);
  }

  /** @param {boolean} busy */
  #busy(busy) {
    const focused = document.activeElement;
    this.#bar.hidden = this.#cancel.hidden = !busy;
    this.#kind.disabled = busy;
    this.#chosen();
    if (busy && focused === this.#start) this.#cancel.focus();
    if (!busy && (focused === this.#cancel || focused === document.body)) this.#start.focus();
  }

  /** @param {Reached} reached */
  #show({ done, octets }) {
    const size = octets > 0 ? this.#size(octets) : "";
    if (done === null) this.#bar.removeAttribute("value");
    // Made is not received yet: only the end says that it is here.
    else this.#bar.value = Math.min(done, 0.99);
    const percent = done === null ? "" : `${Math.floor(Math.min(done, 0.99) * 100)}\u202f%`;
    const parts = [this.#i18n.text(done === null ? "replay.files.unknown" : "replay.files.making"), percent, size];
    setText(this.#state, parts.filter((part) => part !== "").join(" · "));
  }

  /** @param {number} octets */
  #size(octets) {
    const [amount, unit] = octets < 1_000_000 ? [octets / 1_000, "kilobyte"] : [octets / 1_000_000, "megabyte"];
    const style = { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 };
    return new Intl.NumberFormat(this.#i18n.language, /** @type {Intl.NumberFormatOptions} */ (style)).format(Math.max(amount, 0.5));
  }
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function hand(blob, name) {
  const link = make("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it after this returns.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
