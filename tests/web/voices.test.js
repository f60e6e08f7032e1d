import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, reduce } from "../../gateway/web/store.js";
import { amended, final, interim, welcome } from "./events.js";

const MIC = { id: "m", name: "Table ?" };
const VOICE = { id: "m#1", name: "Intervenant 1" };
const OTHER = { id: "m#2", name: "Intervenant 2" };
const PAUL = { id: "p2", name: "Paul" };

const play = (events, before = reduce(EMPTY, welcome())) => events.reduce(reduce, before);

function readable(state) {
  return state.items.map((item) => {
    const guessed = item.tails.map(({ text }) => `[${text}]`);
    return `${item.speaker.name}: ${[...item.segments.map(({ text }) => text), ...guessed].join(" ")}`;
  });
}

test("words that turn out to be of another line leave the one where they were shown", () => {
  const alone = play([
    interim(1, { track: "m", speaker: MIC, text: "je crois" }),
    final(2, { speaker: PAUL, line: 3, segment: 3, text: "Oui." }),
    interim(3, { track: "m", speaker: VOICE, text: "je crois que", revision: 2, line: 2 }),
  ]);
  assert.deepEqual(readable(alone), ["Intervenant 1: [je crois que]", "Paul: Oui."]);
  const known = play([
    final(1, { track: "m", speaker: VOICE, text: "Bon." }),
    interim(2, { track: "m", speaker: MIC, text: "je crois", segment: 2, line: 2 }),
    interim(3, { track: "m", speaker: VOICE, text: "je crois que", segment: 2, revision: 2 }),
  ]);
  assert.deepEqual(readable(known), ["Intervenant 1: Bon. [je crois que]"]);
  const said = play([
    final(1, { track: "m", speaker: VOICE, text: "Bon." }),
    interim(2, { track: "m", speaker: MIC, text: "je crois", segment: 2, line: 2 }),
    final(3, { track: "m", speaker: VOICE, text: "Je crois.", segment: 2, revision: 2 }),
  ]);
  assert.deepEqual(readable(said), ["Intervenant 1: Bon. Je crois."]);
});

test("a later look at the voices gives a line another name, in place, and vouches for no word", () => {
  const before = play([
    final(1, { track: "m", speaker: VOICE, text: "Oui." }),
    final(2, { speaker: PAUL, line: 2, segment: 2, text: "Non.", start_ms: 3000 }),
  ]);
  const engine = { kind: "engine", id: "voices", name: "Voixlà" };
  const after = play([amended(3, { track: "m", speaker: OTHER, text: "Oui.", author: engine })], before);
  assert.deepEqual(readable(after), ["Intervenant 2: Oui.", "Paul: Non."]);
  assert.equal(after.items[0].key, before.items[0].key);
  assert.equal(after.items[0].segments[0].confirmed, false);
  assert.equal(after.items[1], before.items[1]);
  const goesOn = play([final(4, { track: "m", speaker: OTHER, text: "Si.", segment: 3, start_ms: 2000 })], after);
  const back = [["Oui.", 1, 1000], ["Si.", 3, 2000]].map(([text, segment, start_ms], i) => {
    return amended(5 + i, { track: "m", speaker: VOICE, text, segment, start_ms, revision: 2, author: engine });
  });
  const whole = play(back, goesOn);
  assert.deepEqual(readable(whole), ["Intervenant 1: Oui. Si.", "Paul: Non."]);
  assert.equal(whole.items[0].key, before.items[0].key);
});

test("a guess under the name of the microphone has its mark until the voice is known", () => {
  const state = [welcome(), interim(1, { speaker: MIC, track: "m" })].reduce(reduce, EMPTY);
  const told = reduce(state, interim(2, { speaker: VOICE, track: "m", revision: 2 }));
  assert.deepEqual([state, told].map(({ items }) => [items[0].speaker.name, items[0].place]), [["Table ?", 0], ["Intervenant 1", 1]]);
});

test("words that come after somebody else's at the same microphone stand below them, and move as one with their line", () => {
  const at = (start_ms, fields) => ({ track: "m", start_ms, end_ms: start_ms + 300, ...fields });
  const before = play([
    final(1, at(1000, { speaker: VOICE, text: "Je tombe avec" })),
    final(2, at(2000, { speaker: MIC, segment: 2, line: 2, text: "l’escabeau" })),
    final(3, { speaker: PAUL, segment: 3, line: 3, start_ms: 2100, text: "Oui." }),
    interim(4, at(3000, { speaker: VOICE, segment: 4, text: "si tu" })),
    interim(5, at(3000, { speaker: VOICE, segment: 4, text: "si tu vas", revision: 2 })),
  ]);
  const first = ["Intervenant 1: Je tombe avec", "Table ?: l’escabeau", "Paul: Oui."];
  assert.deepEqual(readable(before), [...first, "Intervenant 1: [si tu vas]"]);
  const said = play([
    final(6, at(3000, { speaker: VOICE, segment: 4, text: "Si tu vas" })),
    final(7, at(3500, { speaker: VOICE, segment: 5, text: "sur l’escabeau." })),
  ], before);
  assert.deepEqual(readable(said), [...first, "Intervenant 1: Si tu vas sur l’escabeau."]);
  assert.equal(new Set(said.items.map(({ key }) => key)).size, 4);
  const author = { kind: "engine", id: "", name: "" };
  const repaired = play([
    amended(8, at(1000, { speaker: OTHER, revision: 2, text: "Je tombe avec", author })),
    amended(9, at(3000, { speaker: OTHER, segment: 4, revision: 2, text: "Si tu vas", author })),
    amended(10, at(3500, { speaker: OTHER, segment: 5, revision: 2, text: "sur l’escabeau.", author })),
  ], said);
  const now = first.map((line) => line.replace(VOICE.name, OTHER.name));
  assert.deepEqual(readable(repaired), [...now, "Intervenant 2: Si tu vas sur l’escabeau."]);
});

test("two voices at once keep their lines while nothing of the later one began before", () => {
  const both = play([
    final(1, { track: "m", speaker: VOICE, start_ms: 1000, text: "Bon." }),
    final(2, { track: "m", speaker: OTHER, segment: 2, line: 2, start_ms: 2000, text: "Non." }),
    final(3, { track: "m", speaker: VOICE, segment: 3, start_ms: 1900, text: "Alors" }),
  ]);
  assert.deepEqual(readable(both), ["Intervenant 1: Bon. Alors", "Intervenant 2: Non."]);
});
