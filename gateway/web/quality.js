/**
 * How well sound and pictures pass, in three steps, from two looks at WebRTC's own counters. Pure. A step changes only
 * when two looks in a row agree, so that the word on the page does not flicker.
 */

/** @typedef {"good" | "fair" | "poor"} Level */
/** @typedef {{lost: number, received: number, rtt_ms: number}} Counters  of both directions, so far */
/** @typedef {{level: Level | null, hint: Level | null}} Quality  `hint`: what the last look alone said */

/** @type {Quality} */
export const UNKNOWN = Object.freeze({ level: null, hint: null });

const FAIR = { loss: 0.03, rtt_ms: 250 };
const POOR = { loss: 0.1, rtt_ms: 600 };

/**
 * Adds up what several connections report.
 * @param {Iterable<Record<string, unknown>>} reports  of `getStats`
 * @returns {Counters}
 */
export function counters(reports) {
  let [lost, received, rtt_ms] = [0, 0, 0];
  for (const report of reports) {
    if (report["type"] === "inbound-rtp") {
      lost += number(report["packetsLost"]);
      received += number(report["packetsReceived"]);
    } else if (report["type"] === "remote-inbound-rtp") {
      lost += number(report["packetsLost"]);
      received -= number(report["packetsLost"]);
      rtt_ms = Math.max(rtt_ms, 1000 * number(report["roundTripTime"]));
    } else if (report["type"] === "outbound-rtp") {
      // What of it arrived is known when the losses told above are taken off.
      received += number(report["packetsSent"]);
    } else if (report["type"] === "candidate-pair" && report["nominated"] === true) {
      rtt_ms = Math.max(rtt_ms, 1000 * number(report["currentRoundTripTime"]));
    }
  }
  return { lost, received, rtt_ms };
}

/**
 * @param {Counters} before
 * @param {Counters} after
 * @returns {Level}
 */
export function graded(before, after) {
  const lost = Math.max(0, after.lost - before.lost);
  const all = lost + Math.max(0, after.received - before.received);
  const loss = all === 0 ? 0 : lost / all;
  if (loss > POOR.loss || after.rtt_ms > POOR.rtt_ms) return "poor";
  return loss > FAIR.loss || after.rtt_ms > FAIR.rtt_ms ? "fair" : "good";
}

/**
 * @param {Quality} quality
 * @param {Level} hint
 * @returns {Quality}
 */
export function followed(quality, hint) {
  const settled = quality.level === null || hint === quality.hint;
  return { level: settled ? hint : quality.level, hint };
}

/** @param {unknown} value */
function number(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
