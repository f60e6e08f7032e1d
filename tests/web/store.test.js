import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, areOn, reduce } from "../../gateway/web/store.js";
import { final, gap, interim, status, welcome } from "./events.js";

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

test("another session forgets everything, the same one nothing", () => {
  const state = play([final(1), interim(2, { segment: 2, text: "et" })]);
  assert.deepEqual(readable(reduce(state, welcome({ after: 2 }))), ["Anne: bonjour [et]"]);
  const other = reduce(state, welcome({ session: "s2" }));
  assert.deepEqual([other.items, other.seq, other.speakers, other.session], [[], 0, [], "s2"]);
});

test("events that the server no longer has are a visible hole", () => {
  const before = play([final(1), interim(2, { segment: 2, text: "et" })]);
  const state = play([welcome({ after: 40 }), final(41, { line: 9, segment: 9 })], before);
  assert.deepEqual(readable(state), ["Anne: bonjour", "missing", "Anne: bonjour"]);
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
  assert.deepEqual([state.items[0].key, state.items[0].start_ms, state.items[0].end_ms], ["gap-1", 0, 4500]);
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
    assert.deepEqual([state.items[0].key, state.items[0].start_ms, state.items[0].end_ms], ["gap-1", 800, 2500]);
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
