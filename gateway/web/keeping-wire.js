/**
 * What travels about whether a meeting is kept. A server that says nothing of it, or malformed things, keeps nothing as
 * far as the page knows. No I/O.
 */

import { isObject } from "./shapes.js";

/** @typedef {{code: string, fr: string, en: string}} Trouble */
/**
 * @typedef {object} Transcript
 * @property {boolean} on  what is said is written down
 * @property {boolean} audio  the sound is kept, too
 * @property {number | null} since_ms  session time
 * @property {string} space  where the record belongs
 * @property {Trouble | null} trouble  why nothing can be saved just now
 */
/** @typedef {{type: "transcript"} & Transcript} TranscriptMessage */
/** @typedef {{type: "objected", by: string | null}} Objected */

/** @type {Transcript} */
export const NOT_KEPT = Object.freeze({ on: false, audio: false, since_ms: null, space: "", trouble: null });

/**
 * @param {unknown} value
 * @returns {Transcript}
 */
export function asTranscript(value) {
  if (!isObject(value) || value["on"] !== true) return NOT_KEPT;
  const { audio, since_ms, space } = value;
  const since = typeof since_ms === "number" && Number.isFinite(since_ms) ? since_ms : null;
  const named = typeof space === "string" ? space : "";
  return { on: true, audio: audio === true, since_ms: since, space: named, trouble: asTrouble(value["trouble"]) };
}

/**
 * @param {unknown} value
 * @returns {Trouble | null}
 */
function asTrouble(value) {
  if (!isObject(value)) return null;
  const { code, fr, en } = value;
  return typeof code === "string" && typeof fr === "string" && typeof en === "string" ? { code, fr, en } : null;
}
