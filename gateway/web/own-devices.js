/**
 * What this person gives to the meeting: a voice, a picture, a screen; each on, off or absent, put into the connection
 * and told to the server. A device that fails is said in one sentence and changes nothing else.
 */

import { DeviceError, openCamera, openMicrophone, shapeCamera, want } from "./devices.js";

/** @import {ClientMessage} from "./wire.js" */
/** @import {Media} from "./media.js" */
/** @import {Key} from "./i18n.js" */
/** @import {Kind} from "./devices.js" */

/** @typedef {{microphone: MediaStreamTrack | null, camera: MediaStreamTrack | null}} Brought */
/**
 * @typedef {object} Ground
 * @property {(message: ClientMessage) => boolean} tell  false when the line is down; the next welcome tells then
 * @property {(key: Key, values?: Record<string, string>) => void} trouble
 * @property {() => void} changed
 */

export class OwnDevices {
  /** @type {MediaStreamTrack | null} */
  #microphone = null;
  /** @type {MediaStreamTrack | null} */
  #camera = null;
  /** @type {MediaStreamTrack | null} */
  #screen = null;
  /** @type {Media | null} */
  #media = null;
  #muted = false;
  #signing = false;
  #asking = false;
  #ground;

  /** @param {Ground} ground */
  constructor(ground) {
    this.#ground = ground;
  }

  /** Nobody hears this person. */
  get muted() {
    return this.#muted || this.#microphone === null;
  }

  /** This person's own picture, while it is on. */
  get picture() {
    return this.#camera;
  }

  get sharing() {
    return this.#screen !== null;
  }

  /**
   * @param {Media} media
   * @param {Brought} brought
   */
  enter(media, { microphone, camera }) {
    this.#media = media;
    this.#muted = false;
    this.#signing = false;
    if (microphone !== null) this.#hold("microphone", microphone);
    if (camera !== null) this.#hold("camera", camera);
  }

  /** @param {boolean} video  whether the server carries pictures; a camera that nobody would see is let go */
  welcomed(video) {
    if (!video && this.#camera !== null) this.#release("camera");
    if (!video && this.#screen !== null) this.#release("screen");
    if (this.muted) this.#ground.tell({ type: "mute", muted: true });
    if (this.#camera !== null) this.#ground.tell({ type: "camera", on: true });
  }

  /** Whoever may only read gives nothing. */
  putAway() {
    for (const what of /** @type {const} */ (["microphone", "camera", "screen"])) this.#release(what);
  }

  leave() {
    for (const track of [this.#microphone, this.#camera, this.#screen]) track?.stop();
    this.#microphone = this.#camera = this.#screen = this.#media = null;
  }

  /** @param {boolean} muted  to be muted needs no microphone; to be heard does, so one may be asked for */
  async mute(muted) {
    if (!muted && this.#microphone === null) {
      const track = await this.#ask(() => openMicrophone());
      if (track === null) return;
      this.#hold("microphone", track);
    }
    this.#muted = muted;
    if (this.#microphone !== null) this.#microphone.enabled = !muted;
    this.#ground.tell({ type: "mute", muted });
    this.#ground.changed();
  }

  async toggleCamera() {
    if (this.#camera !== null) {
      this.#release("camera");
      this.#ground.tell({ type: "camera", on: false });
      want({ picture: false });
    } else {
      const track = await this.#ask(() => openCamera());
      if (track === null) return;
      want({ picture: true });
      this.#hold("camera", track);
      this.#ground.tell({ type: "camera", on: true });
    }
    this.#ground.changed();
  }

  async toggleScreen() {
    if (this.#screen !== null) return this.#stopScreen();
    const track = await this.#ask(openScreen);
    if (track === null) return;
    this.#hold("screen", track);
    this.#ground.changed();
  }

  /**
   * Another device of a kind, from now on and on this device also later.
   * @param {Kind} kind
   * @param {string} id
   */
  async choose(kind, id) {
    want({ [kind]: id });
    if ((kind === "camera" ? this.#camera : this.#microphone) === null) return;
    const track = await this.#ask(() => (kind === "camera" ? openCamera() : openMicrophone()));
    if (track === null) return;
    this.#release(kind);
    this.#hold(kind, track);
    this.#ground.changed();
  }

  /** @param {boolean} on  the meeting has been told that this person signs */
  sign(on) {
    if (on === this.#signing) return;
    this.#signing = on;
    if (this.#media !== null) this.#media.signing = on;
    void this.#shape();
  }

  /** @param {() => Promise<MediaStreamTrack>} open */
  async #ask(open) {
    if (this.#asking) return null;
    this.#asking = true;
    try {
      const track = await open();
      // The person left while the browser asked.
      if (this.#media === null) track.stop();
      return this.#media === null ? null : track;
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#ground.trouble(error.key, { code: error.code });
      return null;
    } finally {
      this.#asking = false;
    }
  }

  /**
   * @param {Kind | "screen"} what
   * @param {MediaStreamTrack} track
   */
  #hold(what, track) {
    if (what === "microphone") {
      this.#microphone = track;
      this.#microphone.enabled = !this.#muted;
      this.#media?.main.put("audio", track);
      track.addEventListener("ended", () => this.#lost("microphone", track));
    } else if (what === "camera") {
      this.#camera = track;
      this.#media?.main.put("video", track);
      track.addEventListener("ended", () => this.#lost("camera", track));
      void this.#shape();
    } else {
      this.#screen = track;
      track.contentHint = "detail";
      this.#media?.screen.put("video", track);
      track.addEventListener("ended", () => track === this.#screen && this.#stopScreen());
    }
  }

  /** @param {Kind | "screen"} what */
  #release(what) {
    if (what === "microphone") {
      this.#microphone?.stop();
      this.#microphone = null;
      this.#media?.main.put("audio", null);
    } else if (what === "camera") {
      this.#camera?.stop();
      this.#camera = null;
      this.#media?.main.put("video", null);
    } else {
      this.#screen?.stop();
      this.#screen = null;
      this.#media?.screen.close();
    }
  }

  /**
   * Unplugged, or taken back by the browser.
   * @param {Kind} kind
   * @param {MediaStreamTrack} track
   */
  #lost(kind, track) {
    if (track !== (kind === "camera" ? this.#camera : this.#microphone)) return;
    this.#release(kind);
    this.#ground.trouble(kind === "camera" ? "camera.unplugged" : "mic.unplugged");
    if (kind === "camera") this.#ground.tell({ type: "camera", on: false });
    this.#ground.changed();
  }

  #stopScreen() {
    this.#release("screen");
    this.#ground.tell({ type: "unpublish", feed: "screen" });
    this.#ground.changed();
  }

  async #shape() {
    const [track, signing] = [this.#camera, this.#signing];
    if (track === null) return;
    const able = await shapeCamera(track, signing);
    if (!able && signing && track === this.#camera) this.#ground.trouble("camera.weak");
  }
}

/** @returns {Promise<MediaStreamTrack>} */
async function openScreen() {
  try {
    const video = { frameRate: { ideal: 10, max: 15 } };
    const [track] = (await navigator.mediaDevices.getDisplayMedia({ video, audio: false })).getVideoTracks();
    if (track === undefined) throw new DOMException("", "NotFoundError");
    return track;
  } catch (error) {
    throw new DeviceError("screen.refused", error instanceof DOMException ? error.name : "unknown");
  }
}

/** Phones cannot show their screen. */
export function canShareScreen() {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}
