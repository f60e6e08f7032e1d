/**
 * One connection that sends tracks of this device: microphone and camera (`main`), or a screen. It keeps its shape once
 * it is there: tracks come and go in it without a new offer, so switching a camera costs nothing. It does not open
 * devices, and it does not own the socket.
 *
 * When the path breaks (another network, a server that restarts) it offers again, three times before it gives up.
 */

import { gathered } from "./ice.js";

/** @import {ClientMessage, Feed} from "./wire.js" */

/** @typedef {"audio" | "video"} TrackKind */
/** @typedef {{maxBitrate?: number, maxFramerate?: number, preference: RTCDegradationPreference}} Tuning  of pictures */
/**
 * @typedef {object} Outlet
 * @property {Feed} feed
 * @property {(message: ClientMessage) => boolean} send
 * @property {() => void} onFailed  it does not pass
 */

const AGAIN_MS = 2000;
const CUT_MS = 4000;
const ATTEMPTS = 3;

export class Sending {
  /** @type {RTCPeerConnection | null} */
  #peer = null;
  /** @type {Map<TrackKind, MediaStreamTrack>} */
  #tracks = new Map();
  /** @type {readonly TrackKind[]} */
  #kinds = [];
  /** @type {RTCConfiguration} */
  #configuration = {};
  /** @type {Tuning} */
  #tuning = { preference: "balanced" };
  #answersExpected = 0;
  #failures = 0;
  #outlet;

  /** @param {Outlet} outlet */
  constructor(outlet) {
    this.#outlet = outlet;
  }

  /** For the counters of WebRTC. */
  get peer() {
    return this.#peer;
  }

  /**
   * After a welcome: what may be sent, and how; offers unless the server still has what it got.
   * @param {readonly TrackKind[]} kinds
   * @param {RTCConfiguration} configuration
   * @param {boolean} known  the server says that it receives
   */
  welcomed(kinds, configuration, known) {
    const reshaped = this.#peer !== null && kinds.join() !== this.#kinds.join();
    this.#kinds = kinds;
    this.#configuration = configuration;
    this.#answersExpected = 0;
    const works = ["new", "connecting", "connected"].includes(this.#peer?.connectionState ?? "none");
    if (!known || !works || reshaped) this.again();
  }

  /**
   * Sends that track from now on, or nothing of its kind.
   * @param {TrackKind} kind
   * @param {MediaStreamTrack | null} track
   */
  put(kind, track) {
    if (track === null) this.#tracks.delete(kind);
    else this.#tracks.set(kind, track);
    if (!this.#kinds.includes(kind)) return;
    const sender = this.#sender(kind);
    if (sender === undefined) return track === null ? undefined : this.again();
    sender.replaceTrack(track).then(
      () => this.#tune(),
      () => this.again(),
    );
  }

  /** @param {Tuning} tuning */
  tune(tuning) {
    this.#tuning = tuning;
    this.#tune();
  }

  /** The server lost what it had: a new connection, if there is anything to send. */
  again() {
    this.#failures = 0;
    void this.#offer();
  }

  /** @param {string} sdp  the answer to the last offer */
  published(sdp) {
    this.#answersExpected -= 1;
    const peer = this.#peer;
    // An answer to an offer that a newer one has overtaken.
    if (peer === null || this.#answersExpected !== 0) return;
    peer.setRemoteDescription({ type: "answer", sdp }).then(
      () => this.#tune(),
      () => this.#repair(peer),
    );
  }

  close() {
    this.#peer?.close();
    this.#peer = null;
    this.#tracks.clear();
    this.#answersExpected = 0;
  }

  async #offer() {
    this.#peer?.close();
    this.#peer = null;
    if (!this.#kinds.some((kind) => this.#tracks.has(kind))) return;
    const peer = new RTCPeerConnection(this.#configuration);
    this.#peer = peer;
    for (const kind of this.#kinds) {
      peer.addTransceiver(this.#tracks.get(kind) ?? kind, { direction: "sendonly" });
    }
    peer.onconnectionstatechange = () => this.#changed(peer);
    await peer.setLocalDescription();
    await gathered(peer);
    const sdp = peer.localDescription?.sdp;
    if (peer !== this.#peer || sdp === undefined) return;
    if (this.#outlet.send({ type: "publish", feed: this.#outlet.feed, sdp })) this.#answersExpected += 1;
  }

  /** @param {RTCPeerConnection} peer */
  #changed(peer) {
    if (peer.connectionState === "connected") this.#failures = 0;
    if (peer.connectionState === "failed") this.#repair(peer);
    if (peer.connectionState !== "disconnected") return;
    // It may come back by itself; another network does not.
    setTimeout(() => void (peer.connectionState === "disconnected" && this.#repair(peer)), CUT_MS);
  }

  /** @param {RTCPeerConnection} peer  the one that failed */
  #repair(peer) {
    if (peer !== this.#peer) return;
    this.#failures += 1;
    if (this.#failures >= ATTEMPTS) this.#outlet.onFailed();
    else setTimeout(() => void (peer === this.#peer && this.#offer()), AGAIN_MS);
  }

  #tune() {
    const sender = this.#sender("video");
    const parameters = sender?.getParameters();
    if (sender === undefined || parameters === undefined || parameters.encodings.length === 0) return;
    const { preference, ...limits } = this.#tuning;
    parameters.degradationPreference = preference;
    for (const encoding of parameters.encodings) Object.assign(encoding, limits);
    // A browser that refuses these limits sends with its own.
    sender.setParameters(parameters).catch(() => undefined);
  }

  /** @param {TrackKind} kind */
  #sender(kind) {
    const place = this.#kinds.indexOf(kind);
    return place < 0 ? undefined : this.#peer?.getTransceivers()[place]?.sender;
  }
}
