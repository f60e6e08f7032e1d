import assert from "node:assert/strict";
import { test } from "node:test";

import { UNKNOWN, counters, followed, graded } from "../../gateway/web/quality.js";

const at = (received, lost = 0, rtt_ms = 40) => ({ received, lost, rtt_ms });

test("losses and round trips of both directions are added up", () => {
  const reports = [
    { type: "inbound-rtp", packetsReceived: 100, packetsLost: 2 },
    { type: "outbound-rtp", packetsSent: 50 },
    { type: "remote-inbound-rtp", packetsLost: 5, roundTripTime: 0.08 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.3 },
    { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
    { type: "codec" },
  ];
  assert.deepEqual(counters(reports), { lost: 7, received: 145, rtt_ms: 300 });
  assert.deepEqual(counters([]), { lost: 0, received: 0, rtt_ms: 0 });
});

test("three grades, by loss or by round trip", () => {
  assert.equal(graded(at(0), at(300)), "good");
  assert.equal(graded(at(0), at(285, 15)), "fair");
  assert.equal(graded(at(0), at(240, 60)), "poor");
  assert.equal(graded(at(0), at(300, 0, 400)), "fair");
  assert.equal(graded(at(0), at(300, 0, 900)), "poor");
});

test("counters that begin again, or do not move, are no loss", () => {
  assert.equal(graded(at(5000, 100), at(10, 0)), "good");
  assert.equal(graded(at(10, 3), at(10, 3)), "good");
});

test("one bad look changes nothing, two do", () => {
  let quality = followed(UNKNOWN, "good");
  assert.equal(quality.level, "good");
  quality = followed(quality, "poor");
  assert.equal(quality.level, "good");
  assert.equal(followed(quality, "good").level, "good");
  assert.equal(followed(quality, "poor").level, "poor");
});
