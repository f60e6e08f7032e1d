/**
 * Sound in both directions: one peer connection that sends this microphone, one that receives everybody else. It does not
 * ask for the microphone (`microphone.js`) and does not own the socket: it gets and gives messages of the protocol.
 *
 * Candidates travel inside the SDP: what is not gathered within a second is left out. Losing sound never stops captions:
 * everything here fails on its own, with one sentence to the person.
 */

/** @import {ClientMessage, Person, Subscribe} from "./wire.js" */

/**
 * @typedef {object} Surroundings
 * @property {(message: ClientMessage) => boolean} send
 * @property {HTMLElement} speakers  the hidden element that holds the audio elements
 * @property {() => void} onFailed  sound does not pass
 * @property {(blocked: boolean) => void} onBlocked  the browser waits for a gesture before it plays
 */
/** @typedef {{peer: RTCPeerConnection, transport: string, streams: Record<string, string>, voices: HTMLAudioElement[]}} Hearing */

const GATHERING_MS = 1000;
const REPUBLISH_MS = 2000;
const ATTEMPTS = 3;

export class Media {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** @type {RTCPeerConnection | null} */
  #sending = null;
  #answersExpected = 0;
  #failures = 0;
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

  /** @param {MediaStreamTrack | null} track */
  set track(track) {
    this.#track = track;
  }

  /** @param {boolean} muted */
  set muted(muted) {
    if (this.#track !== null) this.#track.enabled = !muted;
  }

  /** @param {boolean} listening */
  set listening(listening) {
    this.#listening = listening;
    for (const voice of this.#hearing?.voices ?? []) voice.muted = !listening;
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
    if (peer === null || this.#answersExpected !== 0) return;
    peer.setRemoteDescription({ type: "answer", sdp }).catch(() => this.#publishAgain(peer));
  }

  /** @param {Subscribe} offer */
  subscribe(offer) {
    this.#turn = this.#turn.then(() => this.#hear(offer)).catch(() => this.#around.onFailed());
  }

  /** The person made a gesture: let the voices through. */
  unlock() {
    for (const voice of this.#hearing?.voices ?? []) this.#play(voice);
  }

  close() {
    this.#closed = true;
    this.#sending?.close();
    this.#sending = null;
    this.#track?.stop();
    this.#track = null;
    if (this.#hearing !== null) silence(this.#hearing);
    this.#hearing = null;
  }

  async #publish() {
    const track = this.#track;
    if (track === null || this.#closed) return;
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

  /** @param {Subscribe} offer */
  async #hear(offer) {
    if (this.#closed) return;
    const transport = iceUfrag(offer.sdp);
    const before = this.#hearing;
    const hearing = before?.transport === transport ? before : this.#listenTo(transport);
    hearing.streams = offer.streams;
    const { peer } = hearing;
    await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    await peer.setLocalDescription();
    await gathered(peer);
    this.#around.send({ type: "subscribed", id: offer.id, sdp: peer.localDescription?.sdp ?? "" });
    this.#hearing = hearing;
    if (before === null || before === hearing) return;
    // The former voices go on until the new ones are there.
    peer.addEventListener("connectionstatechange", () => {
      if (peer.connectionState === "connected") silence(before);
    });
    setTimeout(() => silence(before), GATHERING_MS * 3);
  }

  /**
   * @param {string} transport
   * @returns {Hearing}
   */
  #listenTo(transport) {
    const peer = new RTCPeerConnection();
    /** @type {Hearing} */
    const hearing = { peer, transport, streams: {}, voices: [] };
    peer.ontrack = ({ track, transceiver }) => {
      const voice = document.createElement("audio");
      voice.dataset["person"] = hearing.streams[transceiver.mid ?? ""] ?? "";
      voice.autoplay = true;
      voice.muted = !this.#listening;
      voice.srcObject = new MediaStream([track]);
      hearing.voices.push(voice);
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
    voice.play().then(
      () => this.#around.onBlocked(false),
      (error) => {
        if (error instanceof DOMException && error.name === "NotAllowedError") this.#around.onBlocked(true);
      },
    );
  }
}

/** @param {Hearing} hearing */
function silence(hearing) {
  hearing.peer.close();
  for (const voice of hearing.voices) {
    voice.srcObject = null;
    voice.remove();
  }
  hearing.voices.length = 0;
}

/**
 * Two offers with the same fragment come from the same connection of the server.
 * @param {string} sdp
 */
export function iceUfrag(sdp) {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? "";
}

/**
 * Resolves when all candidates are known, or after a second.
 * @param {RTCPeerConnection} peer
 * @returns {Promise<void>}
 */
function gathered(peer) {
  return new Promise((resolve) => {
    if (peer.iceGatheringState === "complete") return resolve();
    const timer = setTimeout(resolve, GATHERING_MS);
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve();
    });
  });
}
