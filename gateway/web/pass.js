/**
 * The pass that opens a room: from the link (`#pass=…`, kept for this tab and taken out of the address bar), or from
 * the server for somebody who is signed in. What a pass means is the server's business.
 */

import { forgetInTab, readInTab, writeInTab } from "./device-store.js";

/** @typedef {Pick<Location, "hash" | "pathname" | "search">} Address */
/** @typedef {(address: string) => Promise<Pick<Response, "ok" | "json">>} Fetch */

export class Pass {
  #key;
  #address;
  #fetch;
  /** The server gave one to somebody who is signed in; that one is theirs alone. */
  issued = false;

  /**
   * @param {string} room  as it stands in the address
   * @param {Fetch} [fetched]
   */
  constructor(room, fetched = (address) => fetch(address, { headers: { accept: "application/json" } })) {
    this.#key = `voixla.pass.${room}`;
    this.#address = `../room/${room}/pass`;
    this.#fetch = fetched;
  }

  /**
   * Takes the pass out of the address bar: it must not be read over a shoulder, nor shared by accident.
   * @param {Address} address
   * @param {Pick<History, "replaceState">} history
   */
  takeFrom(address, history) {
    const found = new URLSearchParams(address.hash.slice(1)).get("pass");
    if (found === null) return;
    writeInTab(this.#key, found);
    history.replaceState(null, "", address.pathname + address.search);
  }

  /** What a link to this room must end with, for those who may come by the same link. */
  get link() {
    const kept = readInTab(this.#key);
    return kept === null ? "" : `#pass=${kept}`;
  }

  /** @returns {Promise<string | null>} null where none is known, which is enough for a server that is open to all */
  async get() {
    return readInTab(this.#key) ?? (await this.renewed());
  }

  /** A new one for somebody signed in; the former one is forgotten. */
  async renewed() {
    forgetInTab(this.#key);
    try {
      const answer = await this.#fetch(this.#address);
      const body = answer.ok ? await answer.json() : null;
      this.issued = typeof body?.pass === "string";
      return this.issued ? body.pass : null;
    } catch {
      // Not signed in, or a server that is open to all: there is no such address.
      return null;
    }
  }
}
