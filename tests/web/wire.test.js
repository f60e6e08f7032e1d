import assert from "node:assert/strict";
import { test } from "node:test";

import { asEvent, decode, encode } from "../../gateway/web/wire.js";
import { OPEN_DOOR } from "../../gateway/web/meeting-wire.js";
import { amended, final, gap, interim, named, offRecord, person, status, welcome, written } from "./events.js";

const event = (value) => JSON.stringify({ type: "event", event: value });

test("what the server may send is understood", () => {
  for (const value of [interim(1), final(2), gap(3), status(4, "late"), amended(5), offRecord(6, true), named(7, "p1", { id: "p1", name: "A" })]) {
    assert.deepEqual(decode(event(value)), { type: "event", event: value });
  }
  assert.deepEqual(decode(JSON.stringify(welcome())), welcome());
  assert.deepEqual(decode('{"type":"clock","now_ms":5}'), { type: "clock", now_ms: 5 });
  const heard = decode('{"type":"voices_heard","people":["p1",7,null,"p2"]}');
  assert.deepEqual(heard, { type: "voices_heard", people: ["p1", "p2"] });
});

test("garbage is nothing", () => {
  for (const text of ["", "null", "[]", "12", "{", '{"type":"nope"}', '{"type":"toString"}', '{"type":"clock"}', undefined, {}]) {
    assert.equal(decode(text), null);
  }
  const { track: _, ...trackless } = final(1);
  const { author: _who, ...authorless } = amended(1);
  const wordless = { ...final(1), words: [{ text: 3 }] };
  const nameless = { ...named(1, "p1", { id: "p1" }) };
  const broken = [nameless, authorless, wordless, { ...final(1), text: 3 }, { ...final(1), speaker: { id: 1 } }, { ...gap(1), seq: "1" }, trackless];
  for (const value of broken) assert.equal(decode(event(value)), null);
});

test("a kind of event, or a status, that came after this page was written is kept as seen", () => {
  assert.deepEqual(asEvent({ type: "translated", seq: 9, words: [] }), { type: "other", seq: 9 });
  assert.deepEqual(asEvent({ type: "constructor", seq: 9 }), { type: "other", seq: 9 });
  assert.deepEqual(asEvent(status(9, "paused")), { type: "other", seq: 9 });
});

test("messages to the server are one JSON object", () => {
  assert.equal(encode({ type: "captions", on: true }), '{"type":"captions","on":true}');
});

const told = (message) => decode(JSON.stringify(message));

test("a server without meetings tells enough for a meeting without pictures, chat or door", () => {
  const { type, v, room, session, you, now_ms, captions, after } = welcome();
  const people = [{ id: "p1", name: "Anne", muted: true, speaking: false, publishing: true }];
  const known = told({ type, v, room, session, you, now_ms, captions, after, people });
  assert.deepEqual(known, welcome({ people: [person("p1", { name: "Anne", muted: true })] }));
  assert.deepEqual(known.door, OPEN_DOOR);
});

test("people, chat, doors and streams that are malformed are left out, the others stay", () => {
  const anne = person("p1", { hand: 2, role: "host", camera: true });
  const strange = { ...person("p2"), role: "emperor", hand: "1", camera: "yes" };
  assert.deepEqual(told({ type: "people", people: [anne, null, { id: 3 }, "x", strange] }).people, [anne, person("p2")]);
  assert.deepEqual(told({ type: "chat", ...written(7) }).message, written("7"));
  assert.equal(told({ type: "chat", ...written("7"), at_ms: "now" }), null);
  const door = { locked: true, lobby: false, waiting: [{ id: "w1", name: "Paul" }] };
  assert.deepEqual(told({ type: "door", ...door, waiting: [...door.waiting, { id: 1 }] }).door, door);
  const streams = { 0: { person: "p1", kind: "audio" }, 1: { person: "p1", kind: "smell" }, 2: "p1" };
  assert.deepEqual(told({ type: "subscribe", id: 1, sdp: "v=0", streams }).streams, { 0: { person: "p1", kind: "audio" } });
});

test("only servers of connections that have an address are passed on to the browser", () => {
  const turn = { urls: ["turn:host:3478", 5], username: "u", credential: "c" };
  const ice = [turn, { urls: "stun:host", username: 1 }, { username: "u" }, null];
  const known = [{ urls: ["turn:host:3478"], username: "u", credential: "c" }, { urls: ["stun:host"] }];
  assert.deepEqual(told(welcome({ ice })).ice, known);
});

test("an answer says for which feed it is, and the microphone's needs no word for it", () => {
  assert.equal(told({ type: "published", sdp: "v=0" }).feed, "main");
  assert.equal(told({ type: "published", sdp: "v=0", feed: "screen" }).feed, "screen");
});

test("whether the meeting is kept is told, and malformed it is not", () => {
  const kept = { on: true, audio: true, since_ms: 5, space: "Conseil", trouble: { code: "c", fr: "f", en: "e" } };
  assert.deepEqual(told(welcome({ transcript: kept })).transcript, kept);
  assert.deepEqual(told({ type: "transcript", ...kept }), { type: "transcript", ...kept });
  assert.equal(told({ type: "transcript", ...kept, trouble: { code: "c" } }).trouble, null);
  assert.equal(told(welcome({ transcript: { on: "yes" } })).transcript.on, false);
  assert.deepEqual(told({ type: "objected", by: "Paul" }), { type: "objected", by: "Paul" });
  assert.equal(told({ type: "objected", by: 5 }).by, null);
});

test("what an older server does not say of corrections is what it cannot do", () => {
  const { correction: _c, terms: _t, off_record: _o, voice: _v, transcript: _r, ...older } = welcome();
  assert.deepEqual(told(older), welcome());
  const able = { correction: { open: true, may: true }, terms: ["Kerguelen", 5], off_record: true, voice: true };
  assert.deepEqual(told(welcome(able)).terms, ["Kerguelen"]);
  assert.equal(asEvent({ ...final(1), origin: undefined }).origin, "speech");
  assert.equal(asEvent({ ...final(1), origin: "typed" }).origin, "typed");
});

test("news of corrections are understood, malformed ones are nothing", () => {
  const asked = { type: "asked", id: "a1", segment: 3, first: 1, last: 2, text: "tannerie", by: null };
  const good = [
    { type: "done", id: "e1", segment: 3, revision: 1 },
    { type: "correction", open: true, may: false },
    { type: "terms", terms: ["Kerguelen"] },
    asked,
    { type: "answered", id: 4, how: "repeat", segment: 3 },
    { type: "pace", hint: "overlap" },
    { type: "duty_offered", from: "Marie" },
  ];
  for (const message of good) assert.deepEqual(told(message), message);
  assert.equal(told({ type: "pace", hint: "shout" }).hint, null);
  const { by: _by, first: _f, last: _l, ...bare } = asked;
  assert.deepEqual(told(bare), { ...asked, first: 0, last: 0 });
  for (const message of [{ type: "answered", id: "a", how: "laugh", segment: 1 }, { ...asked, id: null }, { type: "done" }]) {
    assert.equal(told(message), null);
  }
});
