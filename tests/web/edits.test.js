import assert from "node:assert/strict";
import { test } from "node:test";

import { DeskSpan, KEPT, MOST } from "../../gateway/web/desk-span.js";
import { applied, least, tokens } from "../../gateway/web/edits.js";
import { Outbox } from "../../gateway/web/outbox.js";
import { amended } from "./events.js";

const words = (text) => text.split(" ").map((word, i) => ({ text: word, start_ms: i, end_ms: i + 1, p: 0.9 }));
const LINE = words("la rue des taneurs est barrée");

test("an edit touches the words that differ and no others", () => {
  const whole = (text) => least(LINE, { first: 0, last: LINE.length, text });
  assert.deepEqual(whole("la rue des Tanneurs est barrée"), { first: 3, last: 4, text: "Tanneurs" });
  assert.deepEqual(whole("la rue des vieux Tanneurs est barrée"), { first: 3, last: 4, text: "vieux Tanneurs" });
  assert.deepEqual(whole("la rue est barrée"), { first: 2, last: 4, text: "" });
  assert.deepEqual(whole("la rue des taneurs est donc barrée"), { first: 5, last: 5, text: "donc" });
  assert.deepEqual(whole("  la  rue des taneurs est barrée "), null);
  assert.deepEqual(whole(""), { first: 0, last: 6, text: "" });
  assert.deepEqual(least(LINE, { first: 3, last: 3, text: "" }), null);
  assert.deepEqual(least(words("non non"), { first: 0, last: 2, text: "non" }), { first: 1, last: 2, text: "" });
});

test("the least change makes of the words what was written, whatever it is", () => {
  const alphabet = ["a", "b", "c"];
  const list = (n, seed) => Array.from({ length: n }, (_, i) => alphabet[(seed >> (2 * i)) % 3]);
  for (let seed = 0; seed < 400; seed += 1) {
    const before = words(list(1 + (seed % 5), seed * 7 + 1).join(" "));
    const after = list(seed % 6, seed * 13 + 5).join(" ");
    const change = least(before, { first: 0, last: before.length, text: after });
    const made = change === null ? before.map(({ text }) => text).join(" ") : applied(before, change);
    assert.equal(made, after);
  }
});

test("what is under way stands where it will stand", () => {
  const edit = { type: "amend", id: "e1", segment: 1, base: 0, first: 3, last: 4, text: "Tanneurs" };
  const insert = { ...edit, id: "e2", first: 6, last: 6, text: "demain" };
  const shown = tokens(LINE, [insert, edit]);
  assert.deepEqual(shown.map(({ text }) => text), ["la", "rue", "des", "Tanneurs", "est", "barrée", "demain"]);
  assert.deepEqual(shown.map(({ pending }) => pending), [null, null, null, "e1", null, null, "e2"]);
  assert.deepEqual([shown[4].first, shown[4].last], [4, 5]);
});

/** An outbox on a line that can be cut. */
function box() {
  const made = { sent: [], up: true, settled: [] };
  const send = (edit) => made.up && made.sent.push(edit.id) > 0;
  const settled = (entry) => made.settled.push(entry.edit.id);
  return { ...made, state: made, outbox: new Outbox({ send, settled, changed: () => undefined }) };
}
const YOU = { id: "me", name: "Marie", key: "k" };
const edit = (id, fields = {}) => ({ type: "amend", id, segment: 1, base: 0, first: 3, last: 4, text: "Tanneurs", ...fields });
const TOLD = { wanted: "", before: "" };
const stages = (outbox) => outbox.entries.map((entry) => `${entry.edit.id} ${entry.stage}`);

test("an edit is kept until the server says that it stands", () => {
  const { state, outbox } = box();
  outbox.welcomed("s1", YOU);
  outbox.put(edit("e1"), TOLD);
  assert.deepEqual(stages(outbox), ["e1 sent"]);
  outbox.done("e1");
  outbox.done("unknown");
  assert.deepEqual([stages(outbox), state.settled], [[], ["e1"]]);
});

test("what was written without a line goes when it is back, what was under way only if it did not arrive", () => {
  const { state, outbox } = box();
  outbox.welcomed("s1", YOU);
  for (const id of ["e1", "e2"]) outbox.put(edit(id, { segment: id === "e1" ? 1 : 2 }), TOLD);
  state.up = false;
  outbox.cut();
  outbox.put(edit("e3"), TOLD);
  assert.deepEqual(stages(outbox), ["e1 waiting", "e2 waiting", "e3 waiting"]);
  state.up = true;
  state.sent.length = 0;
  outbox.welcomed("s1", YOU);
  assert.deepEqual(state.sent, ["e3"]);
  const author = { kind: "person", id: "me", name: "Marie" };
  outbox.amended(amended(9, { segment: 1, revision: 1, text: "rue des Tanneurs", author: { ...author, id: "other" } }));
  assert.equal(outbox.entries.length, 3);
  outbox.amended(amended(9, { segment: 1, revision: 1, text: "rue des Tanneurs", author }));
  outbox.caughtUp();
  assert.deepEqual([state.sent, state.settled], [["e3", "e2"], ["e1"]]);
  outbox.caughtUp();
  assert.deepEqual(state.sent, ["e3", "e2"]);
});

test("a conflict keeps one's own text, and what can stand no more is told as lost", () => {
  const { state, outbox } = box();
  outbox.welcomed("s1", YOU);
  for (const id of ["e1", "e2", "e3"]) outbox.put(edit(id), { wanted: "rue des Tanneurs", before: "rue" });
  const error = { type: "error", fr: "", en: "", fatal: false, segment: 1 };
  assert.equal(outbox.refused({ ...error, code: "correct.conflict", id: "e1" }), true);
  assert.equal(outbox.refused({ ...error, code: "correct.gone", id: "e2" }), true);
  assert.equal(outbox.refused({ ...error, code: "live.not_host" }), false);
  assert.deepEqual(stages(outbox), ["e1 conflict", "e2 lost", "e3 sent"]);
  assert.equal(outbox.get("e1").wanted, "rue des Tanneurs");
  outbox.cut();
  outbox.welcomed("s2", YOU);
  outbox.caughtUp();
  assert.deepEqual(stages(outbox), ["e1 conflict", "e2 lost", "e3 lost"]);
  assert.deepEqual(state.sent, ["e1", "e2", "e3"]);
});

test("an undo that may have arrived is not sent twice: it could take back something else", () => {
  const { state, outbox } = box();
  outbox.welcomed("s1", YOU);
  outbox.put({ type: "undo", id: "u1" }, TOLD);
  outbox.cut();
  outbox.welcomed("s1", YOU);
  outbox.caughtUp();
  assert.deepEqual([stages(outbox), state.sent], [["u1 lost"], ["u1"]]);
});

test("only what has not left the page is taken back there", () => {
  const { state, outbox } = box();
  outbox.welcomed("s1", YOU);
  outbox.put(edit("e1"), TOLD);
  state.up = false;
  outbox.cut();
  assert.equal(outbox.unsent, null);
  outbox.put(edit("e2"), TOLD);
  assert.equal(outbox.unsent.edit.id, "e2");
  outbox.forget("e2");
  assert.deepEqual(stages(outbox), ["e1 waiting"]);
});

test("a long text stands at the desk in part; what one works on is never taken away", () => {
  const session = "s1";
  const line = (id) => ({ kind: "line", key: `l${id}`, session, line: id, segments: [{ segment: id }] });
  const of = (count) => ({ session, items: Array.from({ length: count }, (_, i) => line(i)) });
  const span = new DeskSpan();
  const shown = (count, idle) => span.of(of(count), idle).items.map((item) => item.line);
  assert.equal(shown(MOST, true).length, MOST);
  assert.equal(span.more, false);
  assert.equal(shown(MOST + 100, false).length, MOST + 100);
  assert.deepEqual(shown(MOST + 100, true)[0], MOST + 100 - KEPT);
  assert.equal(span.more, true);
  assert.equal(shown(MOST + 150, true).length, KEPT + 50);
  span.widen();
  assert.equal(shown(MOST + 150, false).length, 2 * KEPT + 50);
  span.reach(of(MOST + 150), 20);
  assert.equal(shown(MOST + 150, false)[0], 10);
  assert.deepEqual(shown(3, true), [0, 1, 2]);
});
