/**
 * Hearing the others: answers the server's offers and plays what comes. One connection at a time, one audio element for
 * each of its sections; the server may give a section to another person later, so elements stay as long as it does.
 */

import { gathered, iceUfrag } from "./ice.js";

/** @import {ClientMessage, Subscribe} from "./wire.js" */

/**
 * @typedef {object} Surroundings
 * @property {(message: ClientMessage) => boolean} send
 * @property {HTMLElement} speakers  the hidden element that holds the audio elements
 * @property {() => void} onFailed  sound does not pass
 * @property {(blocked: boolean) => void} onBlocked  the browser waits for a gesture before it plays
 */
/** @typedef {{peer: RTCPeerConnection, transport: string, streams: Record<string, string>, voices: Map<string, HTMLAudioElement>}} Hearing */

const REPLACED_AFTER_MS = 3000;

export class Voices {
  /** @type {Hearing | null} */
  #hearing = null;
  #listening = true;
  #closed = false;
  /** Offers are answered one after the other. */
  #turn = Promise.resolve();
  #around;

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
  }

  /** @param {boolean} listening */
  set listening(listening) {
    this.#listening = listening;
    for (const voice of this.#all()) voice.muted = !listening;
  }

  /** @param {Subscribe} offer */
  subscribe(offer) {
    this.#turn = this.#turn.then(() => this.#hear(offer)).catch(() => this.#around.onFailed());
  }

  /** The person made a gesture: let the voices through. */
  unlock() {
    for (const voice of this.#all()) this.#play(voice);
  }

  close() {
    this.#closed = true;
    if (this.#hearing !== null) silence(this.#hearing);
    this.#hearing = null;
  }

  /** @param {Subscribe} offer */
  async #hear(offer) {
    if (this.#closed) return;
    const transport = iceUfrag(offer.sdp);
    const before = this.#hearing;
    const hearing = before?.transport === transport ? before : this.#listenTo(transport);
    this.#hearing = hearing;
    try {
      await this.#accept(hearing, offer);
    } catch (error) {
      // Closing makes what is under way fail too.
      if (this.#closed) return;
      if (hearing !== before) silence(hearing);
      this.#hearing = before;
      throw error;
    }
    if (before !== null && before !== hearing) replace(before, hearing.peer);
  }

  /**
   * @param {Hearing} hearing
   * @param {Subscribe} offer
   */
  async #accept(hearing, { id, sdp, streams }) {
    const { peer, voices } = hearing;
    hearing.streams = streams;
    await peer.setRemoteDescription({ type: "offer", sdp });
    for (const [mid, voice] of voices) voice.dataset["person"] = streams[mid] ?? "";
    await peer.setLocalDescription();
    await gathered(peer);
    this.#around.send({ type: "subscribed", id, sdp: peer.localDescription?.sdp ?? "" });
  }

  /**
   * @param {string} transport
   * @returns {Hearing}
   */
  #listenTo(transport) {
    const peer = new RTCPeerConnection();
    /** @type {Hearing} */
    const hearing = { peer, transport, streams: {}, voices: new Map() };
    peer.ontrack = ({ track, transceiver }) => {
      const mid = transceiver.mid ?? "";
      const voice = hearing.voices.get(mid) ?? document.createElement("audio");
      voice.dataset["person"] = hearing.streams[mid] ?? "";
      voice.muted = !this.#listening;
      voice.srcObject = new MediaStream([track]);
      hearing.voices.set(mid, voice);
      this.#around.speakers.append(voice);
      this.#play(voice);
    };
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "failed" && hearing === this.#hearing) this.#around.onFailed();
    };
    return hearing;
  }

  /** @param {HTMLAudioElement} voice */
  #play(voice) {
    const tell = () => this.#around.onBlocked(this.#all().some((other) => other.dataset["blocked"] === "true"));
    voice.play().then(
      () => {
        delete voice.dataset["blocked"];
        tell();
      },
      (error) => {
        // A voice that left in the meantime fails in another way, and nobody has to do anything.
        if (error instanceof DOMException && error.name === "NotAllowedError") voice.dataset["blocked"] = "true";
        tell();
      },
    );
  }

  #all() {
    return [...(this.#hearing?.voices.values() ?? [])];
  }
}

/**
 * The former voices go on until the new ones are there.
 * @param {Hearing} former
 * @param {RTCPeerConnection} present
 */
function replace(former, present) {
  present.addEventListener("connectionstatechange", () => {
    if (present.connectionState === "connected") silence(former);
  });
  setTimeout(() => silence(former), REPLACED_AFTER_MS);
}

/** @param {Hearing} hearing */
function silence(hearing) {
  hearing.peer.close();
  for (const voice of hearing.voices.values()) {
    voice.srcObject = null;
    voice.remove();
  }
  hearing.voices.clear();
}
