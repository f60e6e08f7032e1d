import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ALL, folded, fragmentOf, lookedIn, matching } from "../../gateway/web/spaces-found.js";
import { SPACES_FR } from "../../gateway/web/messages-spaces-fr.js";
import { dayIn } from "../../gateway/web/space-people.js";
import { dayStart } from "../../gateway/web/record-words.js";
import { textOf } from "../../gateway/web/space-words.js";

const space = (name, more = {}) => ({ id: `id-${name}`, name, type: "team", role: "reader", closed: null, ...more });
const names = (found) => found.map(({ name }) => name);

test("spaces are found by every word of their name, in any spelling", () => {
  const spaces = ["Voirie", "Éducation nord", "Éducation sud", "Cœur de ville", "Zones"].map((name) => space(name));
  const by = (name) => names(matching(spaces, { ...ALL, name }));
  assert.deepEqual(by("EDUCATION"), ["Éducation nord", "Éducation sud"]);
  assert.deepEqual(by("  sud éduc "), ["Éducation sud"]);
  assert.deepEqual(by("coeur"), ["Cœur de ville"]);
  assert.deepEqual(by("a.*b"), []);
  assert.equal(folded("ÉÇŒæ"), "ecoeae");
});

test("they stand as French sorts them, closed ones apart", () => {
  const spaces = [space("Zones"), space("École 10"), space("École 9"), space("Eau", { closed: 5 }), space("eau 2")];
  assert.deepEqual(names(matching(spaces, ALL)), ["eau 2", "École 9", "École 10", "Zones"]);
  assert.deepEqual(names(matching(spaces, { ...ALL, closed: true }))[0], "Eau");
  assert.deepEqual(spaces[0].name, "Zones", "what was given stays as it was");
});

test("type and role must both hold", () => {
  const spaces = [space("a", { type: "council", role: "owner" }), space("b", { type: "council" }), space("c", { role: "owner" })];
  assert.deepEqual(names(matching(spaces, { ...ALL, type: "council" })), ["a", "b"]);
  assert.deepEqual(names(matching(spaces, { ...ALL, type: "council", role: "owner" })), ["a"]);
});

test("what is looked for survives the address, and nothing else comes from it", () => {
  const looked = { name: "été & #1", type: "project", role: "partner", closed: true };
  assert.deepEqual(lookedIn(fragmentOf(looked)), looked);
  assert.equal(fragmentOf(ALL), "");
  assert.deepEqual(lookedIn("#type=x&role=constructor&closed=yes"), ALL);
});

test("the last day of a member counts whole, there and back", () => {
  for (const day of ["2026-03-29", "2026-10-25", "2028-02-29"]) assert.equal(dayIn(dayStart(day, 1) - 1), day);
});

test("one person's words are told record by record", () => {
  const i18n = { language: "fr" };
  const entry = (start_ms, text) => ({ start_ms, text });
  const said = [{ record: { title: "Séance", started: Date.UTC(2026, 2, 12, 12) }, entries: [entry(65_000, "Bonjour."), entry(70_000, "Merci.")] }];
  assert.equal(textOf("Émile", said, i18n), "Émile\n\nSéance (12 mars 2026)\n[1:05] Bonjour.\n[1:10] Merci.\n");
});

test("each deed of the log has its words", () => {
  const source = readFileSync(new URL("../../captions/archive/audit.py", import.meta.url), "utf8");
  const deeds = [...source.matchAll(/^    [A-Z_]+ = "([a-z_]+)"$/gm)].map((match) => match[1]);
  assert.ok(deeds.length > 20);
  for (const deed of deeds) assert.ok(`deed.${deed}` in SPACES_FR, deed);
});
