import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, areOn, reduce, segmentOf } from "../../gateway/web/store.js";
import { amended, final, gap, interim, named, offRecord, status, welcome } from "./events.js";

const PAUL = { id: "p2", name: "Paul" };

/** What a reader would read, guesses in brackets. */
function readable(state) {
  return state.items.map((item) => {
    if (item.kind !== "line") return item.kind;
    const said = item.segments.map((segment) => segment.text).join(" ");
    const guessed = item.tails.map((tail) => `[${tail.text}]`).join("");
    return `${item.speaker.name}: ${[said, guessed].filter(Boolean).join(" ")}`;
  });
}

const play = (events, from = reduce(EMPTY, welcome())) => events.reduce(reduce, from);

test("finals of one line are appended to it, in order of arrival", () => {
  const state = play([
    final(1, { text: "La séance est ouverte.", segment: 1 }),
    final(2, { text: "Nous commençons.", segment: 2 }),
    final(3, { text: "Merci.", segment: 3, line: 2 }),
  ]);
  assert.deepEqual(readable(state), ["Anne: La séance est ouverte. Nous commençons.", "Anne: Merci."]);
});

test("a guess is replaced by its next revision and removed by its final", () => {
  let state = play([interim(1, { text: "la", revision: 1 }), interim(2, { text: "la séance", revision: 2 })]);
  assert.deepEqual(readable(state), ["Anne: [la séance]"]);
  state = play([final(3, { text: "La séance", revision: 3 }), interim(4, { text: "est", segment: 2 })], state);
  assert.deepEqual(readable(state), ["Anne: La séance [est]"]);
});

test("a guess without words withdraws what was shown, and an empty line goes with it", () => {
  const state = play([interim(1, { text: "euh" }), interim(2, { text: "", revision: 2 })]);
  assert.deepEqual(state.items, []);
  const kept = play([final(1), interim(2, { segment: 2, text: "euh" }), interim(3, { segment: 2, text: "", revision: 2 })]);
  assert.deepEqual(readable(kept), ["Anne: bonjour"]);
});

test("what is final is never rewritten: neither by a guess, nor by a second final", () => {
  const state = play([final(1), interim(2, { text: "autre", revision: 5 }), final(3, { text: "autre" })]);
  assert.deepEqual(readable(state), ["Anne: bonjour"]);
});

test("an older revision that comes late changes nothing", () => {
  const state = play([interim(1, { text: "deux mots", revision: 4 }), interim(2, { text: "un", revision: 3 })]);
  assert.deepEqual(readable(state), ["Anne: [deux mots]"]);
});

const MIC = { id: "m", name: "Table" };
const VOICE = { id: "m#1", name: "Intervenant 1" };
const OTHER = { id: "m#2", name: "Intervenant 2" };

test("a line at a shared microphone takes the name of its voice once it is known, and stays where it is", () => {
  const before = play([interim(1, { track: "m", speaker: MIC, text: "je crois" })]);
  const after = play([interim(2, { track: "m", speaker: VOICE, text: "je crois que", revision: 2 })], before);
  assert.deepEqual(readable(after), ["Intervenant 1: [je crois que]"]);
  assert.equal(after.items[0].key, before.items[0].key);
  const said = play([final(3, { track: "m", speaker: VOICE, text: "Je crois que oui.", revision: 3 })], after);
  assert.deepEqual(readable(said), ["Intervenant 1: Je crois que oui."]);
});

test("a line with finished words is never given to somebody else by a guess", () => {
  const state = play([
    final(1, { track: "m", speaker: VOICE, text: "Oui." }),
    interim(2, { track: "m", speaker: OTHER, segment: 2, text: "non" }),
  ]);
  assert.deepEqual(readable(state), ["Intervenant 1: Oui.", "Intervenant 2: [non]"]);
});

test("a name holds for all that somebody said and says, and can be taken back", () => {
  const said = play([
    final(1, { speaker: VOICE, text: "Bonjour." }),
    final(2, { speaker: OTHER, text: "Merci.", segment: 2, line: 2 }),
    gap(3, { speaker: OTHER }),
  ]);
  const durand = play([named(4, "m#1", { id: "m#1", name: "Mme Durand" })], said);
  assert.deepEqual(readable(durand), ["Mme Durand: Bonjour.", "Intervenant 2: Merci.", "gap"]);
  assert.equal(durand.items[1], said.items[1]);
  const one = play([named(5, "m#2", { id: "m#1", name: "Mme Durand" })], durand);
  assert.deepEqual(readable(one), ["Mme Durand: Bonjour.", "Mme Durand: Merci.", "gap"]);
  assert.deepEqual(new Set(one.items.map((item) => item.place)), new Set([0]));
  const goesOn = play([final(6, { speaker: OTHER, text: "Voilà.", segment: 3, line: 2 })], one);
  assert.deepEqual(readable(goesOn), ["Mme Durand: Bonjour.", "Mme Durand: Merci. Voilà.", "gap"]);
  const apart = play([named(7, "m#2", OTHER)], goesOn);
  assert.deepEqual(readable(apart), ["Mme Durand: Bonjour.", "Intervenant 2: Merci. Voilà.", "gap"]);
  assert.equal(apart.items[1].place, 1);
});

test("two people at once have two open lines", () => {
  const paul = { speaker: PAUL, line: 2, segment: 2 };
  const state = play([
    interim(1, { text: "je propose" }),
    interim(2, { ...paul, text: "pardon mais" }),
    interim(3, { text: "je propose de voter", revision: 2 }),
    final(4, { ...paul, text: "Pardon, mais non." }),
    final(5, { text: "Je propose de voter." }),
  ]);
  assert.deepEqual(readable(state), ["Anne: Je propose de voter.", "Paul: Pardon, mais non."]);
  assert.deepEqual(state.speakers, ["p1", "p2"]);
});

test("events that come twice after a resumption count once", () => {
  const events = [final(1), interim(2, { segment: 2, text: "et" }), final(3, { segment: 2, text: "et voilà" }), gap(4)];
  const once = play(events);
  const twice = play(events, play([welcome({ after: 2 })], once));
  assert.deepEqual(readable(twice), readable(once));
  assert.equal(twice.seq, 4);
});

test("any cut and resumption of a session gives the same finals as no cut at all", () => {
  const events = [];
  for (let i = 1; i <= 30; i += 1) {
    const where = { segment: i, line: Math.ceil(i / 3), start_ms: i * 1000 };
    events.push(interim(3 * i - 2, { ...where, text: `mot${i}` }), final(3 * i - 1, { ...where, text: `Mot${i}.` }));
    if (i % 7 === 0) events.push(gap(3 * i));
  }
  const whole = play(events);
  for (let cut = 0; cut < events.length; cut += 1) {
    const before = play(events.slice(0, cut));
    // The server resumes a little earlier than it must.
    const after = play(events.slice(Math.max(0, cut - 3)), reduce(before, welcome({ after: Math.max(0, before.seq - 9) })));
    assert.deepEqual(readable(after), readable(whole));
  }
});

test("after a restart all that was read stays above a divider, unfinished words too, and nobody changes colour", () => {
  const paul = { speaker: PAUL, line: 2, segment: 3, text: "oui" };
  const before = play([final(1), interim(2, { segment: 2, text: "et" }), final(3, paul)]);
  assert.deepEqual(readable(reduce(before, welcome({ after: 3 }))), ["Anne: bonjour [et]", "Paul: oui"]);
  const other = reduce(before, welcome({ session: "s2" }));
  assert.deepEqual(readable(other), ["Anne: bonjour et", "Paul: oui", "restart"]);
  assert.deepEqual([other.seq, other.session, other.items[0].segments[1].cut], [0, "s2", true]);
  // The new session gives its numbers and ids anew.
  const back = { speaker: { id: "p1", name: "Paul" }, text: "Reprenons." };
  const after = play([final(1, back), final(2, { speaker: { id: "p9", name: "Anne" }, line: 2, segment: 2 })], other);
  assert.deepEqual(readable(after), ["Anne: bonjour et", "Paul: oui", "restart", "Paul: Reprenons.", "Anne: bonjour"]);
  assert.deepEqual(after.items.map((item) => item.place), [0, 1, undefined, 1, 0]);
  assert.deepEqual(after.speakers, ["p9", "p1"]);
  assert.equal(new Set(after.items.map((item) => item.key)).size, 5);
  assert.equal(segmentOf(after, 3), null);
  assert.equal(segmentOf(after, 1).line.speaker.name, "Paul");
  const nothing = reduce(reduce(EMPTY, welcome()), welcome({ session: "s2" }));
  assert.deepEqual(nothing.items, []);
});

test("events that the server no longer has are a visible hole, and what was read stays", () => {
  const before = play([final(1), interim(2, { segment: 2, text: "et" })]);
  const state = play([welcome({ after: 40 }), final(41, { line: 9, segment: 9 })], before);
  assert.deepEqual(readable(state), ["Anne: bonjour et", "missing", "Anne: bonjour"]);
});

test("an amendment replaces its segment, wherever it stands, and says who and when", () => {
  const said = [final(1, { text: "La séance" }), final(2, { segment: 2, text: "est ouvertes." }), final(3, { line: 2, segment: 3 })];
  const before = play(said);
  const state = play([amended(4, { segment: 2, text: "est ouverte.", at_ms: 9000 })], before);
  assert.deepEqual(readable(state), ["Anne: La séance est ouverte.", "Anne: bonjour"]);
  const { segment, line } = segmentOf(state, 2);
  assert.deepEqual([segment.revision, segment.author.name, segment.at_ms, segment.confirmed], [1, "Marie", 9000, false]);
  assert.equal(segment.words.length, 2);
  assert.deepEqual([line.segments[0], state.items[1]], [before.items[0].segments[0], before.items[1]]);
  const vouched = play([amended(5, { segment: 2, text: "est ouverte.", revision: 2 })], state);
  assert.equal(segmentOf(vouched, 2).segment.confirmed, true);
  assert.equal(play([amended(6, { segment: 2, text: "vieux", revision: 2 })], vouched).items, vouched.items);
});

test("what is amended away goes, with its line, and comes back where it was", () => {
  const before = play([final(1, { start_ms: 0 }), final(2, { line: 2, segment: 2, start_ms: 5000 }), final(3, { line: 3, segment: 3, start_ms: 9000 })]);
  const gone = play([amended(4, { line: 2, segment: 2, text: "", start_ms: 5000 })], before);
  assert.deepEqual(gone.items, [before.items[0], before.items[2]]);
  const back = play([amended(5, { line: 2, segment: 2, revision: 2, text: "si", start_ms: 5000 })], gone);
  assert.deepEqual(readable(back), ["Anne: bonjour", "Anne: si", "Anne: bonjour"]);
});

test("what was missed is put in by its time: in its line, or as a line of its own", () => {
  const lines = [final(1, { start_ms: 1000 }), final(2, { segment: 2, start_ms: 4000, text: "fin" }), final(3, { line: 2, segment: 3, start_ms: 8000 })];
  const inside = play([amended(4, { segment: 9, start_ms: 2500, text: "milieu" })], play(lines));
  assert.deepEqual(readable(inside), ["Anne: bonjour milieu fin", "Anne: bonjour"]);
  const rires = { segment: 9, line: 9, start_ms: 5000, text: "[rires]", speaker: { id: "x", name: "Salle" } };
  assert.deepEqual(readable(play([amended(4, rires)], play(lines))), ["Anne: bonjour fin", "Salle: [rires]", "Anne: bonjour"]);
});

test("a line that is somebody else's moves segment by segment, each under the right name all the time", () => {
  const before = play([final(1, { text: "un" }), final(2, { segment: 2, text: "deux", start_ms: 2000 }), final(3, { line: 2, segment: 3, start_ms: 9000 })]);
  const half = play([amended(4, { segment: 1, text: "un", speaker: PAUL })], before);
  assert.deepEqual(readable(half), ["Anne: deux", "Paul: un", "Anne: bonjour"]);
  const whole = play([amended(5, { segment: 2, text: "deux", speaker: PAUL, start_ms: 2000 })], half);
  assert.deepEqual(readable(whole), ["Paul: un deux", "Anne: bonjour"]);
  const part = play([amended(6, { segment: 2, line: 7, revision: 2, text: "deux", start_ms: 2000 })], whole);
  assert.deepEqual(readable(part), ["Paul: un", "Anne: deux", "Anne: bonjour"]);
});

test("what is off the record is said where it begins and ends", () => {
  const state = play([offRecord(1, true), final(2), offRecord(3, true), offRecord(4, false)]);
  assert.deepEqual(readable(state), ["record", "Anne: bonjour", "record"]);
  assert.deepEqual([state.off_record, state.items[0].on, state.items[2].on], [false, true, false]);
  assert.equal(reduce(EMPTY, welcome({ off_record: true })).off_record, true);
});

test("what was typed is told from what was said", () => {
  const state = play([final(1, { origin: "typed" })]);
  assert.equal(segmentOf(play([amended(2, { text: "bonsoir" })], state), 1).segment.origin, "typed");
});

test("a gap stands in the flow and removes the guess that it covers, of that track only", () => {
  const paul = { speaker: PAUL, line: 2, segment: 2, text: "oui", start_ms: 1000 };
  const state = play([interim(1, { start_ms: 1000 }), interim(2, paul), gap(3, { start_ms: 500, end_ms: 2500 })]);
  assert.deepEqual(readable(state), ["Paul: [oui]", "gap"]);
});

test("a loss that lasts is one gap that grows where it began", () => {
  const lost = (seq, start_ms, end_ms, more = {}) => gap(seq, { start_ms, end_ms, ...more });
  const first = play([lost(1, 0, 2500), final(2, { speaker: PAUL, line: 2, segment: 2, text: "oui" })]);
  const state = play([lost(3, 2500, 3500), lost(4, 3500, 4500)], first);
  assert.deepEqual(readable(state), ["gap", "Paul: oui"]);
  assert.deepEqual([state.items[0].key, state.items[0].start_ms, state.items[0].end_ms], ["gap-s1-1", 0, 4500]);
  assert.deepEqual([first.items[0].end_ms, first.items[1] === state.items[1]], [2500, true]);
  for (const other of [lost(5, 5000, 6000), lost(5, 4500, 5000, { cause: "engine" }), lost(5, 4500, 5000, { speaker: PAUL })])
    assert.deepEqual(readable(play([other], state)), ["gap", "Paul: oui", "gap"]);
});

test("the two parts of one loss are one gap in whichever order they are told", () => {
  const parts = [
    { start_ms: 800, end_ms: 1000 },
    { start_ms: 1000, end_ms: 2500 },
  ];
  for (const [first, second] of [parts, parts.toReversed()]) {
    const state = play([gap(1, first), gap(2, second), final(3, { start_ms: 2500 })]);
    assert.deepEqual(readable(state).slice(0, -1), ["gap"]);
    assert.deepEqual([state.items[0].key, state.items[0].start_ms, state.items[0].end_ms], ["gap-s1-1", 800, 2500]);
  }
});

test("the status is what was told last, and since when", () => {
  let state = play([status(1, "interrupted", { cause: "engine", at_ms: 100 }), status(2, "interrupted", { at_ms: 900 })]);
  assert.deepEqual([state.status, state.status_ms], ["interrupted", 100]);
  state = play([status(3, "late", { lag_ms: 6200 })], state);
  assert.deepEqual([state.status, state.lag_ms], ["late", 6200]);
});

test("captions switched off leave no guess behind", () => {
  const state = play([final(1), interim(2, { segment: 2, text: "et" }), status(3, "off")]);
  assert.deepEqual(readable(state), ["Anne: bonjour"]);
  assert.equal(areOn(state), false);
  assert.equal(areOn(play([welcome({ captions: true, after: 3 })], state)), true);
});

test("unknown events are passed over but count as seen", () => {
  const state = play([{ type: "other", seq: 7 }]);
  assert.deepEqual([state.seq, state.items], [7, []]);
});

test("states are never changed in place, and untouched items keep their identity", () => {
  const before = play([final(1), final(2, { line: 2, segment: 2 })]);
  const frozen = structuredClone(before);
  const after = reduce(before, final(3, { line: 2, segment: 3, text: "suite" }));
  assert.deepEqual(before, frozen);
  assert.equal(after.items[0], before.items[0]);
  assert.notEqual(after.items[1], before.items[1]);
});

test("three hours of captions are reduced in less time than they last, by far", () => {
  const began = performance.now();
  let state = reduce(EMPTY, welcome());
  for (let i = 1; i <= 6000; i += 1) {
    state = reduce(state, interim(2 * i - 1, { line: i, segment: i }));
    state = reduce(state, final(2 * i, { line: i, segment: i }));
  }
  assert.equal(state.items.length, 6000);
  assert.ok(performance.now() - began < 10_000);
});
