import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { EVERY_MS, Fresh, LATEST_MS } from "../../gateway/web/replay-fresh.js";
import { Pages } from "../../gateway/web/replay-pages.js";
import { Refusal } from "../../gateway/web/archive-wire.js";
import { apart, together, versionsOf } from "../../gateway/web/replay-mend.js";
import { difference, nameOf, orderOf } from "../../gateway/web/replay-merge.js";
import { spanOf, within, wordsOf } from "../../gateway/web/replay-span.js";

const order = orderOf([{ session: "a" }, { session: "b" }]);
const entry = (segment, more = {}) => ({
  session: "a", segment, revision: 0, start_ms: segment * 1000, text: `ligne ${segment}`,
  speaker: { id: "1", name: "Anne" }, words: [], ...more,
});

/** A record whose entries are told in pages of three, as the API does: a cursor is the last place told. */
class Told {
  asked = [];

  constructor(...entries) {
    this.entries = entries;
  }

  ask = async (cursor, tag) => {
    this.asked.push(cursor);
    const from = cursor === null ? this.entries : this.entries.filter((one) => one.start_ms > cursor);
    const items = from.slice(0, 3);
    const next = from.length > 3 ? items.at(-1).start_ms : null;
    const now = JSON.stringify([items, next]);
    return tag === now ? { tag, told: null } : { tag: now, told: { items, next } };
  };
}

/** What a page does with what it is told: the lines it shows. */
function shows() {
  const lines = [];
  const take = (stretch) => {
    const known = new Map(lines.map((line) => [nameOf(line.entry), line]));
    const { gone, changed, added } = difference(lines, known, stretch, order);
    for (const line of gone) lines.splice(lines.indexOf(line), 1);
    for (const { line, entry: now } of changed) line.entry = now;
    lines.push(...added.map((now) => ({ entry: now })));
    lines.sort((one, other) => order(one.entry, other.entry));
  };
  return { lines, take, told: () => lines.map((line) => line.entry.text) };
}

async function settled(pages, most = 20) {
  pages.stale();
  for (let turn = 0; pages.owing; turn++) {
    assert.ok(turn < most, "it comes to an end");
    await pages.readOn();
  }
}

test("new lines come at once, and nothing else is asked for but a little of what was before", async () => {
  const told = new Told(...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((one) => entry(one)));
  const page = shows();
  const pages = new Pages(told.ask, page.take);
  await pages.readAll();
  assert.equal(page.lines.length, 10);
  told.asked.length = 0;
  told.entries.push(entry(11), entry(12), entry(13));
  pages.stale();
  await pages.readOn();
  assert.equal(page.told().at(-1), "ligne 13");
  assert.ok(told.asked.length <= 4, `${told.asked}`);
  await settled(pages);
  told.asked.length = 0;
  await pages.readOn();
  assert.deepEqual(told.asked, [], "nothing changed: nothing is asked");
});

test("whatever changes, wherever, the page shows it in the end", async () => {
  let seed = 3;
  const chance = (many) => (seed = (seed * 48271) % 2147483647) % many;
  const told = new Told(...Array.from({ length: 20 }, (_, one) => entry(one * 10)));
  const page = shows();
  const pages = new Pages(told.ask, page.take);
  await pages.readAll();
  let next = 1000;
  for (let turn = 0; turn < 200; turn++) {
    const at = chance(told.entries.length);
    const what = chance(4);
    if (what === 0) told.entries[at] = { ...told.entries[at], revision: turn + 1, text: `corrigée ${turn}` };
    else if (what === 1 && told.entries.length > 1) told.entries.splice(at, 1);
    else {
      // A line that began before others that are there already, or after all of them.
      const start_ms = what === 2 ? told.entries[at].start_ms + 1 + chance(9) : next * 1000;
      if (!told.entries.some((one) => one.start_ms === start_ms)) told.entries.push(entry(next, { start_ms }));
      next += 1;
    }
    told.entries.sort(order);
    if (chance(3) > 0) await settled(pages);
    else pages.stale();
  }
  await settled(pages);
  assert.deepEqual(page.told(), told.entries.map(({ text }) => text));
});

test("what is the same is no difference, and what is hidden is one", () => {
  const word = { text: "[occulté]", start_ms: 0, end_ms: 9 };
  const line = { entry: entry(1, { words: [word], text: "[occulté]" }) };
  const known = new Map([[nameOf(line.entry), line]]);
  const seen = (now) => difference([line], known, { items: [now], after: null, open: true }, order);
  assert.deepEqual(seen(structuredClone(line.entry)), { gone: [], changed: [], added: [] });
  assert.equal(seen({ ...line.entry, words: [{ ...word, redacted: true }] }).changed.length, 1);
  assert.equal(seen({ ...line.entry, speaker: { id: "1", name: "Zoé" } }).changed.length, 1);
  assert.deepEqual(seen({ ...line.entry, start_ms: 5 }).gone, [line], "it is elsewhere now");
});

function watched(look) {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
  const seen = { news: [], looks: 0, hidden: false };
  const fresh = new Fresh({
    look: async () => {
      seen.looks += 1;
      return await look(seen);
    },
    told: (news) => seen.news.push(news),
    hidden: () => seen.hidden,
  });
  fresh.start();
  const pass = async (ms) => {
    mock.timers.tick(ms);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { seen, fresh, pass };
}

test("it looks while it is seen, and as long as there may be more", async (context) => {
  context.after(() => mock.timers.reset());
  const { seen, fresh, pass } = watched(async ({ looks }) => looks < 4);
  await pass(EVERY_MS);
  assert.deepEqual([seen.looks, seen.news.at(-1)], [1, { kind: "fresh", at: 1000 + EVERY_MS }]);
  seen.hidden = true;
  fresh.seen();
  await pass(10 * EVERY_MS);
  assert.equal(seen.looks, 1, "nobody sees it");
  seen.hidden = false;
  fresh.seen();
  await pass(0);
  assert.equal(seen.looks, 2, "at once when it is seen again");
  await pass(EVERY_MS);
  await pass(EVERY_MS);
  assert.equal(seen.news.at(-1).kind, "over");
  fresh.seen();
  await pass(10 * EVERY_MS);
  assert.equal(seen.looks, 4);
});

test("it says when the server cannot be reached, asks less often, and says no more than it knows", async (context) => {
  context.after(() => mock.timers.reset());
  let fault = new Refusal("network", "");
  const { seen, pass } = watched(async () => {
    if (fault !== null) throw fault;
    return true;
  });
  await pass(EVERY_MS);
  assert.deepEqual(seen.news.at(-1), { kind: "lost", at: 1000, wait_ms: 2 * EVERY_MS });
  await pass(2 * EVERY_MS);
  assert.equal(seen.news.at(-1).wait_ms, 4 * EVERY_MS);
  for (let turn = 0; turn < 5; turn++) await pass(LATEST_MS);
  assert.equal(seen.news.at(-1).wait_ms, LATEST_MS);
  assert.equal(seen.news.at(-1).at, 1000);
  fault = null;
  await pass(LATEST_MS);
  assert.equal(seen.news.at(-1).kind, "fresh");
  fault = new Refusal("archive.unknown", "Cela n'existe pas.");
  await pass(EVERY_MS);
  assert.equal(seen.news.at(-1).kind, "refused");
  const { looks } = seen;
  await pass(10 * LATEST_MS);
  assert.equal(seen.looks, looks, "what is refused is not asked for again");
});

test("a span takes every word that it touches, whoever said it", () => {
  const said = (begun, ...words) => ({ begun, entry: { words: words.map(([start_ms, end_ms]) => ({ start_ms, end_ms })) } });
  const anne = said(1000, [0, 100], [100, 200], [200, 300]);
  const paul = said(1000, [150, 160], [290, 400], [300, 300]);
  const words = wordsOf([anne, paul]);
  const span = spanOf(words.slice(1, 2));
  assert.deepEqual(span, { start: 1100, end: 1200 });
  assert.deepEqual(within(words, span).map(({ start }) => start), [1100, 1150]);
  assert.deepEqual(within(words, { start: 1300, end: 1301 }).map(({ start }) => start), [1290, 1300], "a word without length is there, too");
});

test("a row that was corrected goes back into its segments", () => {
  const before = ["le quorum est", "atteint nous", "pouvons commencer"];
  const told = (text) => apart(before, text);
  assert.deepEqual(told("le quorum est atteint nous pouvons commencer"), before);
  assert.deepEqual(told("le  quorum est\natteint nous pouvons commencer"), before, "spaces are nothing");
  assert.deepEqual(told("le quorum est atteint, nous pouvons commencer"), ["le quorum est", "atteint, nous", "pouvons commencer"]);
  assert.deepEqual(told("le quorum est atteint nous tous pouvons commencer"), ["le quorum est", "atteint nous tous", "pouvons commencer"]);
  assert.deepEqual(told("enfin le quorum est atteint nous pouvons commencer"), ["enfin le quorum est", "atteint nous", "pouvons commencer"]);
  assert.deepEqual(told("le quorum est pouvons commencer"), ["le quorum est", "", "pouvons commencer"]);
  assert.deepEqual(told("le quorum sera constaté ce soir commencer"), ["le quorum sera", "constaté ce", "soir commencer"]);
  assert.deepEqual(told(""), ["", "", ""]);
  assert.deepEqual(apart(["", "un"], "un deux"), ["", "un deux"]);
});

test("however a row is corrected, its segments say what was written, in order", () => {
  let seed = 5;
  const chance = (many) => (seed = (seed * 48271) % 2147483647) % many;
  for (let turn = 0; turn < 300; turn++) {
    const some = (most) => Array.from({ length: chance(most) }, () => "abcd"[chance(4)]).join(" ");
    const before = Array.from({ length: 1 + chance(5) }, () => some(5));
    const text = some(14);
    assert.equal(together(apart(before, text)), text, `${JSON.stringify(before)} → ${text}`);
  }
});

test("how a row read: what one person saved at once is one version", () => {
  const of = (text, at, name = "") => ({ text, at, revision: name === "" ? 0 : 1, author: { kind: name === "" ? "engine" : "person", name } });
  const histories = [
    [of("le quorum", 10), of("le corum", 100_000, "Anne"), of("le quorum", 900_000, "Paul")],
    [of("est atteint", 20)],
    [of("ce soir", 30), of("ce matin", 100_200, "Anne")],
  ];
  const told = versionsOf(histories).map(({ author, at, texts }) => [author.name, at, together(texts)]);
  assert.deepEqual(told, [
    ["Paul", 900_000, "le quorum est atteint ce matin"],
    ["Anne", 100_200, "le corum est atteint ce matin"],
    ["", 30, "le quorum est atteint ce soir"],
  ]);
});
