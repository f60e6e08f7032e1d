import assert from "node:assert/strict";
import { test } from "node:test";

import { offered } from "../../gateway/web/acts.js";
import { SILENT, allRead, opened, said, unread } from "../../gateway/web/chat.js";
import { newlyRaised, queue } from "../../gateway/web/hands.js";
import { HOLD_MS, NOBODY, lit } from "../../gateway/web/spotlight.js";
import { anyPicture, initials, tiles, withSpeaker } from "../../gateway/web/tiles.js";
import { person, written } from "./events.js";

const ids = (people) => people.map(({ id }) => id);

test("hands stand in one queue, in the order in which the server counts them", () => {
  const people = [person("a", { hand: 3 }), person("b"), person("c", { hand: 1 }), person("d", { hand: 2 })];
  assert.deepEqual(ids(queue(people)), ["c", "d", "a"]);
  assert.deepEqual(ids(people), ["a", "b", "c", "d"]);
});

test("a hand is news when it is raised, not when it moves up", () => {
  const before = [person("a", { hand: 1 }), person("b", { hand: 2 }), person("c")];
  const after = [person("a"), person("b", { hand: 1 }), person("c", { hand: 2 })];
  assert.deepEqual(ids(newlyRaised(before, after)), ["c"]);
});

test("messages count as unread until the panel is looked at, one's own never", () => {
  let chat = opened(SILENT, [written("1"), written("2")], true);
  assert.equal(unread(chat, "me"), 0);
  chat = said(said(chat, written("3")), written("4", { person: "me" }));
  assert.equal(unread(chat, "me"), 1);
  assert.equal(unread(allRead(chat), "me"), 0);
  assert.equal(said(chat, written("4")), chat);
});

test("what was written during a cut is unread when the line is back, and nothing is there twice", () => {
  const before = said(opened(SILENT, [written("1")], true), written("2"));
  const after = opened(before, [written("1"), written("2"), written("3")], false);
  assert.deepEqual(ids(after.messages), ["1", "2", "3"]);
  assert.equal(unread(after, "me"), 2);
  assert.equal(unread(opened(allRead(before), [], false), "me"), 0);
});

test("the speaker keeps the place while speaking, and for a moment after", () => {
  const [anne, paul] = [person("a", { speaking: true }), person("b", { speaking: true })];
  let spot = lit(NOBODY, [anne, person("b")], 0);
  assert.equal(spot.id, "a");
  spot = lit(spot, [anne, paul], 5000);
  assert.equal(spot.id, "a");
  const quick = { id: "a", since: 5000 };
  assert.equal(lit(quick, [person("a"), paul], 5000 + HOLD_MS - 1).id, "a");
  assert.equal(lit(quick, [person("a"), paul], 5000 + HOLD_MS).id, "b");
  assert.equal(lit(quick, [paul], 5001).id, "b");
  assert.equal(lit(quick, [person("a"), person("b")], 99_000).id, "a");
  assert.equal(lit(quick, [], 99_000).id, null);
});

test("a signer and a screen are large for everybody else, and faces keep their order", () => {
  const people = [person("me", { signer: true }), person("a"), person("b", { signer: true }), person("c", { screen: true })];
  const shown = tiles(people, "me", null);
  assert.deepEqual(shown.map((tile) => tile.key), ["b/face", "c/screen", "a/face", "c/face", "me/face"]);
  assert.deepEqual(shown.map((tile) => tile.large), [true, true, false, false, false]);
});

test("a viewer may have anybody large, and one's own screen has no tile", () => {
  const people = [person("a"), person("b"), person("me", { screen: true })];
  const large = tiles(people, "me", "b").filter((tile) => tile.large);
  assert.deepEqual(large.map((tile) => tile.key), ["b/face"]);
});

test("there are pictures only where somebody shows one", () => {
  assert.equal(anyPicture([person("a"), person("b", { signer: true })]), false);
  assert.equal(anyPicture([person("a", { camera: true })]), true);
  assert.equal(anyPicture([person("a", { screen: true })]), true);
});

test("whoever speaks is among the small tiles, however little room there is", () => {
  const small = tiles([..."abcdef"].map((id) => person(id)), null, null);
  assert.deepEqual(withSpeaker(small, 3, "e").map((tile) => tile.person.id), ["a", "b", "e"]);
  assert.deepEqual(withSpeaker(small, 3, "b").map((tile) => tile.person.id), ["a", "b", "c"]);
  assert.deepEqual(withSpeaker(small, 0, "b"), []);
});

test("initials are made of any name", () => {
  const names = ["Anne Le Goff, maire", "Sofia", "jean-paul", "  ", "Élodie", "📞 06", "明"];
  assert.deepEqual(names.map(initials), ["AL", "S", "JP", "?", "É", "0", "明"]);
});

const VIEWER = { role: "participant", self: "me", pinned: null, video: true };

test("participants act on their own view and on themselves only", () => {
  assert.deepEqual(offered(person("a", { hand: 1 }), VIEWER), ["pin"]);
  assert.deepEqual(offered(person("me"), VIEWER), ["sign"]);
  assert.deepEqual(offered(person("a"), { ...VIEWER, video: false }), []);
  assert.deepEqual(offered(person("a"), { ...VIEWER, role: "reader", self: null, pinned: "a" }), ["unpin"]);
});

test("hosts get what moderation needs, and no way to remove themselves", () => {
  const host = { ...VIEWER, role: "host" };
  const all = ["pin", "sign", "mute_person", "lower_hand", "share_mic", "hand_over", "remove"];
  assert.deepEqual(offered(person("a", { hand: 1 }), host), all);
  assert.deepEqual(offered(person("me", { role: "host" }), host), ["sign"]);
  const other = person("a", { muted: true, role: "host", signer: true, shared: true });
  assert.deepEqual(offered(other, host), ["pin", "unsign", "unshare_mic", "remove"]);
});
