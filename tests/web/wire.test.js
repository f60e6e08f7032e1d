import assert from "node:assert/strict";
import { test } from "node:test";

import { asEvent, decode, encode } from "../../gateway/web/wire.js";
import { final, gap, interim, status, welcome } from "./events.js";

const event = (value) => JSON.stringify({ type: "event", event: value });

test("what the server may send is understood", () => {
  for (const value of [interim(1), final(2), gap(3), status(4, "late")]) {
    assert.deepEqual(decode(event(value)), { type: "event", event: value });
  }
  assert.deepEqual(decode(JSON.stringify(welcome())), welcome());
  assert.deepEqual(decode('{"type":"clock","now_ms":5}'), { type: "clock", now_ms: 5 });
});

test("garbage is nothing", () => {
  for (const text of ["", "null", "[]", "12", "{", '{"type":"nope"}', '{"type":"toString"}', '{"type":"clock"}', undefined, {}]) {
    assert.equal(decode(text), null);
  }
  const { track: _, ...trackless } = final(1);
  const broken = [{ ...final(1), text: 3 }, { ...final(1), speaker: { id: 1 } }, { ...gap(1), seq: "1" }, trackless];
  for (const value of broken) assert.equal(decode(event(value)), null);
});

test("a kind of event, or a status, that came after this page was written is kept as seen", () => {
  assert.deepEqual(asEvent({ type: "amended", seq: 9, words: [] }), { type: "other", seq: 9 });
  assert.deepEqual(asEvent({ type: "constructor", seq: 9 }), { type: "other", seq: 9 });
  assert.deepEqual(asEvent(status(9, "paused")), { type: "other", seq: 9 });
});

test("messages to the server are one JSON object", () => {
  assert.equal(encode({ type: "captions", on: true }), '{"type":"captions","on":true}');
});
