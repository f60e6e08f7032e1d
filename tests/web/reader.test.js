import assert from "node:assert/strict";
import { test } from "node:test";

import { Delay } from "../../gateway/web/delay.js";
import { Flow } from "../../gateway/web/reader-flow.js";
import { Outage, covered } from "../../gateway/web/outage.js";
import { LEAST, contrast, enough, isLight, legible } from "../../gateway/web/reader-colours.js";
import { exported, imported } from "../../gateway/web/profiles.js";
import { rows, soundsLike, spanOf, spanText, wordAt, wordsOf } from "../../gateway/web/reader-words.js";
import { USUAL, checked } from "../../gateway/web/settings.js";
import { EMPTY, reduce } from "../../gateway/web/store.js";
import { final, gap, welcome } from "./events.js";

const listed = (text) => text.split(" ");
const spoken = (...words) => ({ text: words.join(" "), words: words.map((text) => ({ text, start_ms: 0, end_ms: 0, p: 1 })) });

/** Lets a flow run frame by frame; the times at which each word came. */
function played(flow, until, from = 0) {
  const came = flow.shown.map(() => from);
  for (let now = from; now <= until; now += 16) {
    flow.step(now);
    while (came.length < flow.shown.length) came.push(now);
  }
  return came;
}

test("the first word of what comes is there at once, the others follow at a pace that can be read", () => {
  const flow = new Flow();
  flow.aim(listed("je vous propose d’ouvrir"), 0, 0, false);
  assert.deepEqual(flow.shown, ["je"]);
  const came = played(flow, 700);
  assert.deepEqual(flow.shown, listed("je vous propose d’ouvrir"));
  for (let i = 1; i < came.length; i += 1) assert.ok(came[i] > came[i - 1], "one after the other");
  assert.ok(came.at(-1) >= 500, "not faster than 30 characters a second");
});

test("however much comes, it is all there after 0.6 s, and a flood at once", () => {
  for (const count of [2, 10, 40]) {
    const flow = new Flow();
    flow.aim(Array(count).fill("bonjour"), count, 0, false);
    played(flow, 640);
    assert.equal(flow.shown.length, count);
  }
  const flood = new Flow();
  flood.aim(Array(90).fill("bonjour"), 90, 0, false);
  assert.equal(flood.shown.length, 90);
});

test("words that come while others wait do not make these wait longer", () => {
  const flow = new Flow();
  flow.aim(listed("un deux trois quatre cinq six"), 0, 0, false);
  played(flow, 300);
  flow.aim(listed("un deux trois quatre cinq six sept huit neuf"), 0, 304, false);
  played(flow, 640, 304);
  assert.ok(flow.shown.length >= 6);
  played(flow, 920, 644);
  assert.equal(flow.shown.length, 9);
});

test("what is shown is not rewritten for a capital or a comma, until it is final", () => {
  const flow = new Flow();
  flow.aim(listed("la séance"), 0, 0, true);
  flow.aim(listed("La séance, est"), 0, 10, true);
  assert.deepEqual(flow.shown, listed("la séance est"));
  flow.aim(listed("La science est"), 0, 20, true);
  assert.deepEqual(flow.shown, listed("la science est"));
  flow.aim(listed("La séance, est ouverte"), 2, 30, true);
  assert.deepEqual(flow.shown, listed("La séance, est ouverte"));
  flow.finish(2);
  assert.deepEqual(flow.shown, listed("est ouverte"));
  flow.aim([], 0, 40, true);
  assert.deepEqual([flow.shown, flow.busy], [[], false]);
});

test("words are those of the server, whatever spaces they hold", () => {
  const said = spoken("soit", "2 397 000", "euros.");
  assert.deepEqual(wordsOf(said), ["soit", "2 397 000", "euros."]);
  assert.deepEqual(wordsOf({ text: "sans liste", words: [] }), ["sans", "liste"]);
  assert.deepEqual([0, 4, 5, 10, 13, 14, 15, 20, 99].map((at) => wordAt(said, at)), [0, 0, 1, 1, 1, 1, 2, 2, 2]);
  assert.deepEqual(spanOf(said, 1, 3), [5, 21]);
  assert.equal(said.text.slice(...spanOf(said, 1, 2)), spanText(said, 1, 2));
  assert.ok(soundsLike("l’État,", "L’état") && !soundsLike("séance", "science"));
});

test("rows of braille end between words and never pass the display", () => {
  const text = "Mesdames et messieurs, je vous propose d’ouvrir la séance.";
  for (const cells of [12, 20, 40, 80]) {
    const cut = rows(text, cells);
    assert.equal(cut.join(" "), text);
    assert.ok(cut.every((row) => [...row].length <= cells));
  }
  assert.deepEqual(rows(text, 0), [text]);
  assert.deepEqual(rows("anticonstitutionnellement 😀😀", 12), ["anticonstitu", "tionnellemen", "t 😀😀"]);
});

test("a pair of colours that cannot be read is mended, whatever was asked", () => {
  assert.equal(contrast("#ffffff", "#000000").toFixed(0), "21");
  assert.ok(contrast("#0000ff", "#000000") < LEAST);
  const steps = ["00", "33", "66", "80", "99", "cc", "ff"];
  const colours = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));
  for (const paper of colours) {
    for (const ink of ["#0000ff", "#808080", "#ffe94a", paper]) {
      const seen = legible(ink, paper);
      assert.ok(contrast(seen, paper) >= LEAST, `${ink} on ${paper}`);
      if (contrast(ink, paper) >= LEAST) assert.equal(seen, ink);
    }
  }
  assert.ok(isLight("#ffffff") && !isLight("#0c0f13"));
  assert.equal(enough(["#f4f6f8"], [], "#0c0f13", "#12161b", 0), 0);
  const needed = enough(["#f4f6f8"], [], "#0c0f13", "#f1f4f7", 0);
  assert.ok(needed > 50 && needed < 100);
});

test("profiles come back from their file as they were, and from no other file", () => {
  const profiles = { Projecteur: checked({ size: 200, theme: "own", ink: "#ffcc00" }), "mon téléphone": { ...USUAL } };
  assert.deepEqual(imported(exported(profiles)), profiles);
  const meant = imported('{"kind":"voixla-profiles","version":9,"profiles":{"a":{"size":9999,"paper":"url(x)","cells":40}}}');
  assert.deepEqual(meant, { a: { ...USUAL, cells: 40 } });
  for (const other of ["", "null", "[]", '{"size":100}', "x".repeat(50)]) assert.equal(imported(other), null);
});

test("the delay is that of the words that came lately, on the clock of the session", () => {
  const delay = new Delay();
  delay.words(1000, 50_000);
  assert.equal(delay.measured(50_000), null);
  delay.clock(10_000, 60_000);
  delay.clock(12_000, 62_040);
  for (const late of [900, 1200, 1300, 5000, 1100]) delay.words(20_000, 70_000 + late);
  assert.equal(delay.measured(72_000), 1200);
  assert.equal(delay.measured(99_000), null);
  assert.equal(delay.slow, 0);
  delay.clock(30_000, 82_500);
  assert.equal(delay.slow, 0);
  delay.clock(32_000, 84_700);
  assert.equal(delay.slow, 2500);
});

test("an interruption is accounted for: so much caught up, so much missing", () => {
  const outage = new Outage();
  const wallClock = (session, ms) => 100_000 + ms;
  let captions = reduce(reduce(EMPTY, welcome()), final(1));
  outage.told(true, 104_000, "s1", 105_000);
  outage.told(true, 104_000, "s1", 111_000);
  assert.equal(outage.account(captions, wallClock, 111_000), null);
  outage.told(false, null, "s1", 112_000);
  assert.deepEqual(outage.account(captions, wallClock, 112_000), { total: 8, missing: 0 });
  captions = [gap(2, { start_ms: 2000, end_ms: 6000 }), gap(3, { start_ms: 5000, end_ms: 7000, cause: "engine" })].reduce(reduce, captions);
  assert.deepEqual(outage.account(captions, wallClock, 113_000), { total: 8, missing: 3 });
  assert.equal(outage.account(captions, wallClock, 999_000), null);
  outage.told(true, null, "s1", 200_000);
  outage.told(false, null, "s1", 204_000);
  captions = reduce(captions, welcome({ session: "s2" }));
  assert.deepEqual(outage.account(captions, wallClock, 204_500), { total: 4, missing: 4 });
  outage.dismiss();
  assert.equal(outage.account(captions, wallClock, 204_600), null);
  assert.equal(covered([{ from: 5, to: 9 }, { from: 0, to: 6 }, { from: 20, to: 10 }]), 9);
});
