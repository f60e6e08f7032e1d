import assert from "node:assert/strict";
import { test } from "node:test";

import { begun, lastBefore, placeOf, wordAt } from "../../gateway/web/replay-time.js";
import { dayStart, lengthOf } from "../../gateway/web/record-words.js";
import { facetsOf, fragmentOf, snippet, wantedIn } from "../../gateway/web/record-search.js";

const FILES = [{ start: 1_000, length_ms: 500 }, { start: 2_000, length_ms: 500 }];
const words = (...starts) => starts.map((start_ms) => ({ text: "x", start_ms, end_ms: start_ms + 1, probability: null }));

test("a moment is found in the files of the sound, and what follows a hole in the hole", () => {
  assert.deepEqual(placeOf(FILES, 1_200), { file: 0, offset_ms: 200 });
  assert.deepEqual(placeOf(FILES, 0), { file: 0, offset_ms: 0 });
  assert.deepEqual(placeOf(FILES, 1_500), { file: 1, offset_ms: 0 });
  assert.deepEqual(placeOf(FILES, 2_499), { file: 1, offset_ms: 499 });
  assert.equal(placeOf(FILES, 2_500), null);
  assert.equal(placeOf([], 5), null);
});

test("the last that began is found", () => {
  for (const [moment, place] of [[9, -1], [10, 0], [19, 0], [20, 2], [99, 2]]) assert.equal(lastBefore([10, 20, 20], moment), place);
  assert.equal(wordAt([], 5), -1);
  assert.deepEqual([0, 10, 15, 30].map((ms) => wordAt(words(10, 20), ms)), [0, 0, 0, 1]);
});

test("each line counts from the session that it is of", () => {
  const record = { started: 1, sessions: [{ session: "a", started: 5 }, { session: "b", started: 9 }] };
  assert.deepEqual(["a", "b", "c"].map((session) => begun(record, { session })), [5, 9, 1]);
});

test("what is looked for survives the address, whatever it is", () => {
  const wanted = { q: '«\u202fa&b#c\u202f» -d', speaker: "Émile", space: "", since: "2026-03-01", until: "" };
  assert.deepEqual(wantedIn(fragmentOf(wanted)), wanted);
  assert.equal(fragmentOf(wantedIn("#nothing=1")), "");
  const { since, until } = facetsOf({ ...wanted, until: "2026-03-01" });
  assert.equal(until - since, 86_400_000);
  assert.equal(dayStart("hier"), null);
});

test("a snippet holds what was found, and is cut around it", () => {
  const long = Array.from({ length: 100 }, (_, place) => `m${place}`);
  const pieces = snippet(long, [50], 3);
  assert.equal(pieces.map(({ text }) => text).join(""), "… m47 m48 m49 m50 m51 m52 m53 …");
  assert.deepEqual(pieces.filter(({ found }) => found), [{ text: "m50", found: true }]);
  assert.equal(snippet(["un", "mot"], []).map(({ text }) => text).join(""), "un mot");
});

test("lengths are written as players write them", () => {
  assert.deepEqual([0, 65_000, 3_723_000].map(lengthOf), ["0:00", "1:05", "1:02:03"]);
});
