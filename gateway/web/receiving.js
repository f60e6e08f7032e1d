/**
 * Hearing and seeing the others: answers the server's offers, plays the voices and hands out the pictures. One
 * connection at a time, one audio element for each of its voices; the server may give a section to another person
 * later, so what a section carries is looked up each time.
 */

import { gathered, iceUfrag } from "./ice.js";

/** @import {ClientMessage, Subscribe} from "./wire.js" */
/** @import {Stream} from "./meeting-wire.js" */

/** @typedef {ReadonlyMap<string, MediaStream>} Pictures  by `person/video` and `person/screen` */
/**
 * @typedef {object} Surroundings
 * @property {(message: ClientMessage) => boolean} send
 * @property {HTMLElement} speakers  the hidden element that holds the audio elements
 * @property {(pictures: Pictures) => void} onPictures
 * @property {() => void} onFailed  an offer could not be answered
 * @property {() => void} onBroken  what passed does not any more, and only another offer helps
 * @property {(blocked: boolean) => void} onBlocked  the browser waits for a gesture before it plays
 */
/**
 * @typedef {object} Hearing
 * @property {RTCPeerConnection} peer
 * @property {string} transport
 * @property {Record<string, Stream>} streams  by section
 * @property {Map<string, HTMLAudioElement>} voices  by section
 * @property {Map<string, MediaStream>} views  by section
 */

const REPLACED_AFTER_MS = 3000;

export class Receiving {
  /** @type {Hearing | null} */
  #hearing = null;
  /** @type {RTCConfiguration} */
  #configuration = {};
  #listening = true;
  #closed = false;
  /** Offers are answered one after the other. */
  #turn = Promise.resolve();
  #around;

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
  }

  /** For the counters of WebRTC. */
  get peer() {
    return this.#hearing?.peer ?? null;
  }

  /** @param {RTCConfiguration} configuration  of the connections to come */
  set configuration(configuration) {
    this.#configuration = configuration;
  }

  /** @param {boolean} listening */
  set listening(listening) {
    this.#listening = listening;
    for (const voice of this.#voices()) voice.muted = !listening;
  }

  /** @param {Subscribe} offer */
  subscribe(offer) {
    this.#turn = this.#turn.then(() => this.#hear(offer)).catch(() => this.#around.onFailed());
  }

  /** The person made a gesture: let the voices through. */
  unlock() {
    for (const voice of this.#voices()) this.#play(voice);
  }

  close() {
    this.#closed = true;
    if (this.#hearing !== null) silence(this.#hearing);
    this.#hearing = null;
    this.#around.onPictures(new Map());
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
    if (before === null || before === hearing) this.#tellPictures();
    else this.#replace(before, hearing.peer);
  }

  /**
   * @param {Hearing} hearing
   * @param {Subscribe} offer
   */
  async #accept(hearing, { id, sdp, streams }) {
    const { peer, voices } = hearing;
    hearing.streams = streams;
    await peer.setRemoteDescription({ type: "offer", sdp });
    for (const [mid, voice] of voices) voice.dataset["person"] = streams[mid]?.person ?? "";
    await peer.setLocalDescription();
    await gathered(peer);
    this.#around.send({ type: "subscribed", id, sdp: peer.localDescription?.sdp ?? "" });
  }

  /**
   * @param {string} transport
   * @returns {Hearing}
   */
  #listenTo(transport) {
    const peer = new RTCPeerConnection(this.#configuration);
    /** @type {Hearing} */
    const hearing = { peer, transport, streams: {}, voices: new Map(), views: new Map() };
    peer.ontrack = ({ track, transceiver }) => {
      const mid = transceiver.mid ?? "";
      if (track.kind === "video") hearing.views.set(mid, new MediaStream([track]));
      else this.#hearVoice(hearing, mid, track);
    };
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "failed" && hearing === this.#hearing) this.#around.onBroken();
    };
    return hearing;
  }

  /**
   * @param {Hearing} hearing
   * @param {string} mid
   * @param {MediaStreamTrack} track
   */
  #hearVoice(hearing, mid, track) {
    const voice = hearing.voices.get(mid) ?? document.createElement("audio");
    voice.dataset["person"] = hearing.streams[mid]?.person ?? "";
    voice.muted = !this.#listening;
    voice.srcObject = new MediaStream([track]);
    hearing.voices.set(mid, voice);
    this.#around.speakers.append(voice);
    this.#play(voice);
  }

  /** @param {HTMLAudioElement} voice */
  #play(voice) {
    const tell = () => this.#around.onBlocked(this.#voices().some((other) => other.dataset["blocked"] === "true"));
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

  /**
   * The former voices and pictures go on until the new ones are there.
   * @param {Hearing} former
   * @param {RTCPeerConnection} present
   */
  #replace(former, present) {
    let done = false;
    const replaced = () => {
      if (done) return;
      done = true;
      silence(former);
      if (!this.#closed) this.#tellPictures();
    };
    present.addEventListener("connectionstatechange", () => present.connectionState === "connected" && replaced());
    setTimeout(replaced, REPLACED_AFTER_MS);
  }

  #tellPictures() {
    const hearing = this.#hearing;
    const told = [...(hearing?.views ?? [])].flatMap(([mid, view]) => {
      const stream = hearing?.streams[mid];
      return stream === undefined ? [] : [/** @type {const} */ ([`${stream.person}/${stream.kind}`, view])];
    });
    this.#around.onPictures(new Map(told));
  }

  #voices() {
    return [...(this.#hearing?.voices.values() ?? [])];
  }
}

/** @param {Hearing} hearing */
function silence(hearing) {
  hearing.peer.close();
  for (const voice of hearing.voices.values()) {
    voice.srcObject = null;
    voice.remove();
  }
  hearing.voices.clear();
  hearing.views.clear();
}
