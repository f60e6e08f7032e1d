import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, reduce } from "../../gateway/web/store.js";
import { Outbox } from "../../gateway/web/outbox.js";
import { isUnsure, known, labelOf, naming, question } from "../../gateway/web/who.js";
import { final, named, person, welcome } from "./events.js";

const MIC = { id: "m", name: "Salle ?" };
const [ONE, TWO] = [1, 2].map((n) => ({ id: `m#${n}`, name: `Intervenant ${n}` }));
const PAUL = { id: "p2", name: "Paul" };
const PEOPLE = [person("m", { name: "Salle", shared: true }), person("p2", { name: "Paul" }), person("p9", { name: "Zoé" })];

function play(...events) {
  const said = [ONE, TWO, PAUL, MIC].map((speaker, i) => final(i + 1, { speaker, segment: i + 1, line: i + 1, text: "Oui." }));
  return [welcome(), ...said, ...events].reduce(reduce, EMPTY);
}
const lineOf = (state, id) => state.items.find((item) => item.by.id === id);
const may = { may: true, self: "me" };

test("a microphone that several share is nobody in particular, its voices are", () => {
  assert.deepEqual([MIC, ONE, PAUL, { id: "p1", name: "Salle" }].map(isUnsure), [true, false, false, false]);
});

test("those who were heard are offered first, then those who are here; a microphone without its question mark", () => {
  const reader = person("r1", { role: "reader" });
  assert.deepEqual(known(play(), [...PEOPLE, reader]).map(({ name, heard }) => `${name} ${heard}`), [
    "Intervenant 1 true", "Intervenant 2 true", "Paul true", "Salle true", "Zoé false",
  ]);
  const merged = play(named(9, "m#2", { id: "m#1", name: "Mme Durand" }), named(10, "m#1", { id: "m#1", name: "Mme Durand" }));
  assert.deepEqual(known(merged, []).map(({ name }) => name), ["Mme Durand", "Paul", "Salle"]);
});

test("a name is for the label that is shown; of somebody in the room, for the voice that was taken for them", () => {
  assert.equal(labelOf({}, ONE), "m#1");
  const shown = { "m#2": { id: "m#1", name: "Mme Durand" }, "m#1": { id: "m#1", name: "Mme Durand" } };
  assert.equal(labelOf(shown, TWO), "m#1");
  assert.equal(labelOf({ ...shown, "m#1": PAUL }, TWO), "m#1");
  assert.equal(labelOf({ "m#1": TWO, "m#2": ONE }, ONE), "m#2");
  assert.equal(labelOf({}, PAUL), "p2");
});

test("who may correct may say it of everybody, for all or for a line; of a microphone for a line only", () => {
  const state = play();
  const voice = question(state, lineOf(state, "m#1"), PEOPLE, may);
  assert.deepEqual([voice.label, voice.name, voice.voice, voice.scopes], ["m#1", "Intervenant 1", true, ["all", "line"]]);
  assert.deepEqual(voice.known.map(({ id }) => id), ["m#2", "p2", "m", "p9"]);
  const paul = question(state, lineOf(state, "p2"), PEOPLE, may);
  assert.deepEqual([paul.label, paul.voice, paul.scopes], ["p2", false, ["line", "all"]]);
  assert.deepEqual(question(state, lineOf(state, "m"), PEOPLE, may).scopes, ["line"]);
});

test("whose microphone it is may say it of their voices only, with nobody else's name", () => {
  const state = play();
  const own = { may: false, self: "m" };
  const voice = question(state, lineOf(state, "m#1"), PEOPLE, own);
  assert.deepEqual([voice.scopes, voice.known.map(({ id }) => id)], [["all"], ["m#2", "m"]]);
  const silent = [welcome(), final(1, { speaker: ONE })].reduce(reduce, EMPTY);
  const self = question(silent, lineOf(silent, "m#1"), PEOPLE, own);
  assert.deepEqual(naming("m#1", { id: "m" }, self.known), { speaker: "m#1", same_as: "m" });
  for (const id of ["p2", "m"]) assert.equal(question(state, lineOf(state, id), PEOPLE, own), null);
  for (const id of [null, "p2"]) assert.equal(question(state, lineOf(state, "m#1"), PEOPLE, { may: false, self: id }), null);
});

test("who was heard is the same person, who was not has a name", () => {
  const all = known(play(), PEOPLE);
  assert.deepEqual(naming("m#1", { id: "m#2" }, all), { speaker: "m#1", same_as: "m#2" });
  assert.deepEqual(naming("m#1", { id: "p9" }, all), { speaker: "m#1", name: "Zoé" });
  assert.deepEqual(naming("m#1", { name: "Mme Durand" }, all), { speaker: "m#1", name: "Mme Durand" });
});

test("a name that was sent before a cut is not sent again when it stands", () => {
  const sent = [];
  const settled = [];
  const outbox = new Outbox({ send: (edit) => sent.push(edit) > 0, changed: () => {}, settled: ({ edit }) => settled.push(edit.id) });
  outbox.welcomed("s1", { id: "c1", name: "Marie", key: "k" });
  outbox.caughtUp();
  for (const [id, answer] of [["a", { name: "Mme Durand" }], ["b", { same_as: "m#1" }], ["c", { name: "Léa" }]]) {
    outbox.put({ type: "name_speaker", id, speaker: "m#2", ...answer }, { wanted: "", before: "" });
  }
  outbox.cut();
  outbox.welcomed("s1", { id: "c1", name: "Marie", key: "k" });
  outbox.amended(named(9, "m#2", { id: "m#2", name: "Mme Durand" }));
  outbox.amended(named(10, "m#2", { id: "m#1", name: "Intervenant 1" }));
  outbox.amended(named(11, "m#9", { id: "m#9", name: "Léa" }));
  outbox.caughtUp();
  assert.deepEqual(settled, ["a", "b"]);
  assert.deepEqual(sent.map(({ id }) => id), ["a", "b", "c", "c"]);
});
