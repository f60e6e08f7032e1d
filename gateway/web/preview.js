/**
 * Seeing and hearing oneself before joining: camera on or off, microphone tried out, which ones. What was opened here is
 * handed over when the person joins, so that the browser asks once.
 */

import { DeviceChoice } from "./device-choice.js";
import { DeviceError, openCamera, openMicrophone, want, wanted } from "./devices.js";
import { LevelMeter } from "./level-meter.js";
import { byId, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Kind} from "./devices.js" */

export class Preview {
  /** @type {MediaStreamTrack | null} */
  #camera = null;
  /** @type {MediaStreamTrack | null} */
  #microphone = null;
  #busy = false;
  #open = false;
  #box = byId("preview", HTMLDivElement);
  #video = byId("preview-video", HTMLVideoElement);
  #off = byId("preview-off", HTMLParagraphElement);
  #cameraButton = byId("preview-camera", HTMLButtonElement);
  #micButton = byId("preview-microphone", HTMLButtonElement);
  #level = byId("level-field", HTMLDivElement);
  #meter = new LevelMeter(byId("level", HTMLMeterElement));
  #cameras = new DeviceChoice("camera", byId("choose-camera", HTMLSelectElement), (id) => this.#choose("camera", id));
  #microphones = new DeviceChoice("microphone", byId("choose-microphone", HTMLSelectElement), (id) => {
    this.#choose("microphone", id);
  });
  #i18n;
  #onTrouble;

  /**
   * @param {I18n} i18n
   * @param {(text: string) => void} onTrouble  with an empty text: there is none any more
   */
  constructor(i18n, onTrouble) {
    this.#i18n = i18n;
    this.#onTrouble = onTrouble;
    this.#cameraButton.addEventListener("click", () => void this.#toggleCamera());
    this.#micButton.addEventListener("click", () => void this.#toggleMicrophone());
    i18n.follow(() => this.#show());
  }

  /** @param {boolean} video  whether this server carries pictures, as far as is known */
  async open(video) {
    this.#open = true;
    this.#box.hidden = !video;
    if (!video) return this.#setCamera(null);
    const wished = wanted().picture && (await granted("camera"));
    if (wished && this.#open && this.#camera === null) await this.#toggleCamera();
  }

  /** The picture is the meeting's from now on. */
  takeCamera() {
    const camera = this.#camera;
    this.#camera = null;
    return camera;
  }

  /** Lets go of what was not taken. */
  close() {
    this.#open = false;
    this.#setCamera(null);
    this.#setMicrophone(null);
  }

  async #toggleCamera() {
    if (this.#camera !== null) {
      want({ picture: false });
      return this.#setCamera(null);
    }
    const track = await this.#ask(() => openCamera());
    if (track === null) return;
    want({ picture: true });
    this.#setCamera(track);
    await this.#cameras.refresh(track);
  }

  async #toggleMicrophone() {
    if (this.#microphone !== null) return this.#setMicrophone(null);
    const track = await this.#ask(() => openMicrophone());
    if (track === null) return;
    this.#setMicrophone(track);
    await this.#microphones.refresh(track);
  }

  /**
   * @param {Kind} kind
   * @param {string} id
   */
  async #choose(kind, id) {
    want({ [kind]: id });
    const track = await this.#ask(() => (kind === "camera" ? openCamera() : openMicrophone()));
    if (track === null) return;
    if (kind === "camera") this.#setCamera(track);
    else this.#setMicrophone(track);
  }

  /** @param {() => Promise<MediaStreamTrack>} open */
  async #ask(open) {
    if (this.#busy) return null;
    this.#busy = true;
    try {
      const track = await open();
      this.#onTrouble("");
      // The person went in while the browser asked.
      if (!this.#open) track.stop();
      return this.#open ? track : null;
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#onTrouble(this.#i18n.text(error.key, { code: error.code }));
      return null;
    } finally {
      this.#busy = false;
    }
  }

  /** @param {MediaStreamTrack | null} track */
  #setCamera(track) {
    this.#camera?.stop();
    this.#camera = track;
    this.#show();
  }

  /** @param {MediaStreamTrack | null} track */
  #setMicrophone(track) {
    this.#microphone?.stop();
    this.#microphone = track;
    if (track === null) this.#meter.stop();
    else this.#meter.watch(track);
    this.#show();
  }

  #show() {
    const seen = this.#camera !== null;
    this.#video.hidden = !seen;
    this.#off.hidden = seen;
    this.#video.srcObject = this.#camera === null ? null : new MediaStream([this.#camera]);
    this.#cameraButton.setAttribute("aria-pressed", String(seen));
    this.#micButton.setAttribute("aria-pressed", String(this.#microphone !== null));
    this.#level.hidden = this.#microphone === null;
    setText(byId("join-label", HTMLSpanElement), this.#i18n.text(seen ? "lobby.join.camera" : "lobby.join"));
    setText(byId("silent-label", HTMLSpanElement), this.#i18n.text(seen ? "lobby.join.silent.camera" : "lobby.join.silent"));
  }
}

/**
 * Opening a page must not make the browser ask.
 * @param {string} name
 */
async function granted(name) {
  try {
    const status = await navigator.permissions.query({ name: /** @type {PermissionName} */ (name) });
    return status.state === "granted";
  } catch {
    return false;
  }
}
