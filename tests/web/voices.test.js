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
