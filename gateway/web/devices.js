/**
 * Microphones, cameras and screens: asking for one, saying in plain words why there is none, and remembering on this
 * device which one is wanted. What is done with a track is others' business.
 */

import { read, write } from "./device-store.js";

/** @import {Key} from "./i18n.js" */

/** @typedef {"microphone" | "camera"} Kind */
/** @typedef {{microphone: string, camera: string, picture: boolean}} Wanted  ids, and whether to come with the camera on */

/** Why there is no device: `key` is the sentence to show, `code` the browser's own name for the reason. */
export class DeviceError extends Error {
  /**
   * @param {Key} key
   * @param {string} code
   */
  constructor(key, code) {
    super(code);
    this.key = key;
    this.code = code;
  }
}

/** @typedef {"denied" | "missing" | "busy" | "other"} Reason */
/** @type {Record<string, Reason>} */
const REASONS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};
const KEY = "voixla.devices";
const VOICE = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
/** A face is readable at 360 lines; hands need 480 at least, and smooth movement before sharpness (EN 301 549 §6.5). */
const FACE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24, max: 30 } };
const SIGNING = {
  width: { min: 640, ideal: 1280 },
  height: { min: 480, ideal: 720 },
  frameRate: { min: 20, ideal: 30 },
};

/**
 * One live audio track, or a `DeviceError`.
 * @param {MediaDevices | undefined} [devices]  absent in pages that are not secure
 * @param {string} [id]  the one wanted, if it is still there
 * @returns {Promise<MediaStreamTrack>}
 */
export async function openMicrophone(devices = navigator.mediaDevices, id = wanted().microphone) {
  return opened(devices, { audio: { ...VOICE, ...preferring(id) } }, "mic");
}

/**
 * One live video track, or a `DeviceError`.
 * @param {MediaDevices | undefined} [devices]
 * @param {string} [id]
 * @returns {Promise<MediaStreamTrack>}
 */
export async function openCamera(devices = navigator.mediaDevices, id = wanted().camera) {
  return opened(devices, { video: { ...FACE, ...preferring(id) } }, "camera");
}

/**
 * A camera for somebody who signs, or for a face again. False: this camera cannot do what signing needs.
 * @param {MediaStreamTrack} track
 * @param {boolean} signing
 */
export async function shapeCamera(track, signing) {
  track.contentHint = signing ? "motion" : "";
  try {
    await track.applyConstraints(signing ? SIGNING : FACE);
    return true;
  } catch {
    return false;
  }
}

/**
 * The devices of a kind that have a name; before the first permission browsers tell none.
 * @param {Kind} kind
 * @param {MediaDevices | undefined} [devices]
 */
export async function named(kind, devices = navigator.mediaDevices) {
  const all = (await devices?.enumerateDevices()) ?? [];
  const input = kind === "camera" ? "videoinput" : "audioinput";
  return all.filter((device) => device.kind === input && device.label !== "" && device.deviceId !== "");
}

/** @returns {Wanted} */
export function wanted() {
  /** @type {Record<string, unknown>} */
  let kept = {};
  try {
    kept = JSON.parse(read(KEY) ?? "{}") ?? {};
  } catch {
    // Written by another version, or by anybody.
  }
  const { microphone, camera, picture } = kept;
  return {
    microphone: typeof microphone === "string" ? microphone : "",
    camera: typeof camera === "string" ? camera : "",
    picture: picture === true,
  };
}

/** @param {Partial<Wanted>} change */
export function want(change) {
  write(KEY, JSON.stringify({ ...wanted(), ...change }));
}

/**
 * @param {MediaDevices | undefined} devices
 * @param {MediaStreamConstraints} constraints
 * @param {"mic" | "camera"} what
 */
async function opened(devices, constraints, what) {
  if (devices === undefined) throw new DeviceError(`${what}.insecure`, "insecure");
  try {
    const [track] = (await devices.getUserMedia(constraints)).getTracks();
    if (track === undefined) throw new DOMException("", "NotFoundError");
    return track;
  } catch (error) {
    const code = error instanceof DOMException || isOverconstrained(error) ? error.name : "unknown";
    throw new DeviceError(`${what}.${REASONS[code] ?? "other"}`, code);
  }
}

/**
 * Not a `DOMException` in every browser.
 * @param {unknown} error
 * @returns {error is Error}
 */
function isOverconstrained(error) {
  return error instanceof Error && error.name === "OverconstrainedError";
}

/** @param {string} id */
function preferring(id) {
  return id === "" ? {} : { deviceId: { ideal: id } };
}
