/**
 * Sound in both directions: sends this microphone over a connection of its own, and leaves the others' voices to
 * `voices.js`. It does not ask for the microphone (`microphone.js`) and does not own the socket: it gets and gives
 * messages of the protocol. Losing sound never stops captions: it fails on its own, with one sentence to the person.
 */

import { Voices } from "./voices.js";
import { gathered } from "./ice.js";

/** @import {Person} from "./wire.js" */
/** @import {Surroundings} from "./voices.js" */

const REPUBLISH_MS = 2000;
const ATTEMPTS = 3;

export class Media {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** @type {RTCPeerConnection | null} */
  #sending = null;
  #answersExpected = 0;
  #failures = 0;
  #around;
  /** The others. */
  voices;

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
    this.voices = new Voices(around);
  }

  /** @param {MediaStreamTrack | null} track */
  set track(track) {
    this.#track = track;
  }

  /** @param {boolean} muted */
  set muted(muted) {
    if (this.#track !== null) this.#track.enabled = !muted;
  }

  /**
   * After a welcome: sends the microphone unless the server still has it.
   * @param {readonly Person[]} people
   * @param {string | null} self
   */
  welcomed(people, self) {
    this.#answersExpected = 0;
    const known = people.some((person) => person.id === self && person.publishing);
    if (!known || this.#sending === null) void this.#publish();
  }

  /** @param {string} sdp  the answer to the last offer */
  published(sdp) {
    this.#answersExpected -= 1;
    const peer = this.#sending;
    // An answer to an offer that a newer one has overtaken.
    if (peer === null || this.#answersExpected !== 0) return;
    peer.setRemoteDescription({ type: "answer", sdp }).catch(() => this.#publishAgain(peer));
  }

  close() {
    this.voices.close();
    this.#sending?.close();
    this.#sending = null;
    this.#track?.stop();
    this.#track = null;
  }

  async #publish() {
    const track = this.#track;
    if (track === null) return;
    this.#sending?.close();
    const peer = new RTCPeerConnection();
    this.#sending = peer;
    peer.addTransceiver(track, { direction: "sendonly" });
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "connected") this.#failures = 0;
      if (peer.connectionState === "failed") this.#publishAgain(peer);
    };
    await peer.setLocalDescription();
    await gathered(peer);
    const sdp = peer.localDescription?.sdp;
    if (peer !== this.#sending || sdp === undefined) return;
    if (this.#around.send({ type: "publish", sdp })) this.#answersExpected += 1;
  }

  /** @param {RTCPeerConnection} peer  the one that failed */
  #publishAgain(peer) {
    if (peer !== this.#sending) return;
    this.#failures += 1;
    if (this.#failures >= ATTEMPTS) this.#around.onFailed();
    else setTimeout(() => void (peer === this.#sending && this.#publish()), REPUBLISH_MS);
  }
}
