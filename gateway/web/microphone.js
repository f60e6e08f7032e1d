/** Asking for the microphone, and saying in plain words why there is none. */

/** @import {Key} from "./i18n.js" */

/** Why there is no microphone: `key` is the sentence to show, `code` the browser's own name for the reason. */
export class MicrophoneError extends Error {
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

/** @type {Record<string, Key>} */
const REASONS = {
  NotAllowedError: "mic.denied",
  SecurityError: "mic.denied",
  NotFoundError: "mic.missing",
  OverconstrainedError: "mic.missing",
  NotReadableError: "mic.busy",
  AbortError: "mic.busy",
};

/**
 * One live audio track, or a `MicrophoneError`.
 * @param {MediaDevices | undefined} [devices]  absent in pages that are not secure
 * @returns {Promise<MediaStreamTrack>}
 */
export async function openMicrophone(devices = navigator.mediaDevices) {
  if (devices === undefined) throw new MicrophoneError("mic.insecure", "insecure");
  try {
    const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const stream = await devices.getUserMedia({ audio });
    const track = stream.getAudioTracks()[0];
    if (track === undefined) throw new DOMException("", "NotFoundError");
    return track;
  } catch (error) {
    const code = error instanceof DOMException ? error.name : "unknown";
    throw new MicrophoneError(REASONS[code] ?? "mic.other", code);
  }
}
