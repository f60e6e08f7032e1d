/** Fetches a file of the record whole, or not at all, and tells how far it is. Knows no page. */

import { Refusal, addressOf, freshName, get, refusalIn, sent } from "./archive-wire.js";

/** @typedef {{done: number | null, octets: number}} Reached  `done`: from 0 to 1, null when nobody can say */
/** @typedef {{done: number | null, trouble: {code: string, fr: string} | null}} MakingTold */
/** @typedef {{record: string, kind: string, signal: AbortSignal, told: (reached: Reached) => void}} Wanted */

const EVERY_MS = 500;

/**
 * Throws a `Refusal`, whose code is `cancelled` when `signal` asked for that.
 * @param {Wanted} wanted
 * @returns {Promise<{blob: Blob, name: string}>}
 */
export async function download({ record, kind, signal, told }) {
  const making = freshName();
  const parts = ["records", record, "files", kind];
  /** @type {Reached} */
  const reached = { done: null, octets: 0 };
  const watching = setInterval(() => void watch([...parts, "making", making], reached, told), EVERY_MS);
  try {
    const answer = await sent(addressOf(parts, { making }), { signal });
    if (!answer.ok || answer.body === null) throw refusalIn(answer.status, await answer.json().catch(() => null));
    const counted = answer.body.pipeThrough(counting(reached, told));
    // Whole, or an error: what breaks off is no file.
    const blob = await new Response(counted).blob();
    return { blob: new Blob([blob], { type: answer.headers.get("content-type") ?? "" }), name: nameIn(answer.headers, kind) };
  } catch (error) {
    if (signal.aborted) throw new Refusal("cancelled", "");
    if (error instanceof Refusal) throw error;
    throw await why([...parts, "making", making]);
  } finally {
    clearInterval(watching);
  }
}

/**
 * @param {Reached} reached
 * @param {(reached: Reached) => void} told
 * @returns {TransformStream<Uint8Array, Uint8Array>}
 */
function counting(reached, told) {
  return new TransformStream({
    transform: (piece, out) => {
      reached.octets += piece.byteLength;
      told(reached);
      out.enqueue(piece);
    },
  });
}

/**
 * @param {readonly string[]} path
 * @param {Reached} reached
 * @param {(reached: Reached) => void} told
 */
async function watch(path, reached, told) {
  try {
    /** @type {MakingTold} */
    const { done } = await get(path);
    reached.done = done;
    told(reached);
  } catch {
    // The request for the file itself says what is wrong.
  }
}

/** @param {readonly string[]} path */
async function why(path) {
  try {
    /** @type {MakingTold} */
    const { trouble } = await get(path);
    return new Refusal(trouble?.code ?? "export.broken", trouble?.fr ?? "");
  } catch {
    return new Refusal("export.broken", "");
  }
}

/**
 * @param {Headers} headers
 * @param {string} kind
 */
function nameIn(headers, kind) {
  return /filename="([\w.-]+)"/.exec(headers.get("content-disposition") ?? "")?.[1] ?? `voixla.${kind}`;
}
