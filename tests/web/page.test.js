import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { EN as MEETING_EN } from "../../gateway/web/messages-en.js";
import { FR as MEETING_FR } from "../../gateway/web/messages-fr.js";
import { RECORDS_EN } from "../../gateway/web/messages-records-en.js";
import { RECORDS_FR } from "../../gateway/web/messages-records-fr.js";
import { SPACES_EN } from "../../gateway/web/messages-spaces-en.js";
import { SPACES_FR } from "../../gateway/web/messages-spaces-fr.js";
import { DeviceError, openCamera, openMicrophone, shapeCamera } from "../../gateway/web/devices.js";
import { endingOf } from "../../gateway/web/endings.js";
import { iceUfrag } from "../../gateway/web/ice.js";
import { USUAL, checked } from "../../gateway/web/settings.js";
import { shortcutOf } from "../../gateway/web/shortcuts.js";
import { condition, isLive } from "../../gateway/web/status.js";
import { EMPTY, reduce } from "../../gateway/web/store.js";
import { status, welcome } from "./events.js";

const FR = { ...MEETING_FR, ...RECORDS_FR, ...SPACES_FR };
const EN = { ...MEETING_EN, ...RECORDS_EN, ...SPACES_EN };
const FOLDER = new URL("../../gateway/web/", import.meta.url);
const files = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isFile());
const sources = files.map(({ name }) => [name, readFileSync(new URL(name, FOLDER), "utf8")]);

test("both languages say the same things, with the same places for values", () => {
  assert.deepEqual(Object.keys(EN).sort(), Object.keys(FR).sort());
  // A key that two kinds of pages have would hide the words of one from this test.
  const kinds = [MEETING_FR, RECORDS_FR, SPACES_FR].flatMap((kind) => Object.keys(kind));
  assert.equal(new Set(kinds).size, kinds.length);
  const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(FR)) assert.deepEqual(places(EN[key]), places(FR[key]), key);
});

test("every text that the markup asks for exists, and the markup says it in French already", () => {
  for (const [name, text] of sources.filter(([file]) => file.endsWith(".html"))) {
    const asked = [...text.matchAll(/data-i18n(?:-label)?="([^"]+)"/g)].map((match) => match[1]);
    assert.ok(asked.length > 5);
    for (const key of asked) assert.ok(key in FR, `${name}: ${key}`);
    for (const [, key, words] of text.matchAll(/data-i18n="([^"]+)"[^>]*>([^<]*)</g)) assert.equal(words, FR[key], key);
  }
});

test("nothing in the page turns text into markup", () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser/;
  for (const [name, text] of sources.filter(([file]) => file.endsWith(".js"))) assert.doesNotMatch(text, forbidden, name);
});

test("the page needs nothing from anywhere else, and its files stay small", () => {
  for (const [name, text] of sources) {
    assert.doesNotMatch(text.replaceAll("http://www.w3.org/2000/svg", ""), /https?:\/\//, name);
    assert.ok(text.split("\n").length <= 301, name);
  }
});

test("French punctuation has its narrow space", () => {
  for (const [key, text] of Object.entries(FR)) assert.doesNotMatch(text, /[^\u202f:/][:;?!](\s|$)/u, key);
});

test("a silent line outweighs what the server said last", () => {
  const live = reduce(EMPTY, welcome());
  const clock = (ms) => 10_000 + ms;
  assert.equal(condition(live, { kind: "up", since: 0 }, clock).kind, "live");
  assert.equal(condition(live, { kind: "connecting", since: 0 }, clock).kind, "connecting");
  const down = condition(live, { kind: "down", since: 77 }, clock);
  assert.deepEqual([down.kind, down.since, down.retrying], ["interrupted", 77, true]);
  const told = reduce(live, status(1, "interrupted", { at_ms: 500 }));
  assert.deepEqual(condition(told, { kind: "up", since: 0 }, clock).since, 10_500);
  const late = condition(reduce(live, status(1, "late", { lag_ms: 6000 })), { kind: "up", since: 0 }, clock);
  assert.deepEqual([late.kind, late.lag_ms], ["late", 6000]);
  const mixed = reduce(live, status(1, "live", { cause: "overload" }));
  const up = { kind: "up", since: 0 };
  assert.equal(condition(mixed, up, clock).kind, "voices");
  assert.equal(condition(mixed, up, clock, { slow_ms: 9000, garbled: false }).kind, "slow");
  assert.equal(condition(reduce(mixed, status(2, "live")), up, clock).kind, "live");
  assert.deepEqual(["voices", "live", "late", "off"].map(isLive), [true, true, false, false]);
});

test("settings from storage are believed only as far as they make sense", () => {
  assert.deepEqual(checked(null), USUAL);
  assert.deepEqual(checked({ size: 9999, leading: "x", theme: "<b>", listen: 1, announce: true }), { ...USUAL, announce: true });
  assert.equal(checked({ size: 150, theme: "yellow" }).size, 150);
});

test("each way of having no microphone or camera has its own sentence", async () => {
  const refusing = (name) => ({ getUserMedia: () => Promise.reject(new DOMException("", name)) });
  const reasons = { NotAllowedError: "denied", NotFoundError: "missing", NotReadableError: "busy", Weird: "other" };
  for (const [open, what] of [[openMicrophone, "mic"], [openCamera, "camera"]]) {
    for (const [name, key] of Object.entries(reasons)) {
      await assert.rejects(open(refusing(name)), (error) => {
        return error instanceof DeviceError && error.key === `${what}.${key}` && error.key in FR && error.code === name;
      });
    }
    await assert.rejects(open({ getUserMedia: () => Promise.reject(new Error("x")) }), DeviceError);
    await assert.rejects(open({ getUserMedia: () => Promise.resolve({ getTracks: () => [] }) }), DeviceError);
  }
});

test("whoever signs is filmed at VGA and 20 images a second at least, or is told that the camera cannot", async () => {
  const asked = [];
  const track = { contentHint: "", applyConstraints: async (constraints) => void asked.push(constraints) };
  assert.equal(await shapeCamera(track, true), true);
  const { width, height, frameRate } = asked[0];
  assert.ok(width.min >= 640 && height.min >= 480 && frameRate.min >= 20);
  assert.equal(track.contentHint, "motion");
  await shapeCamera(track, false);
  assert.equal(asked[1].width.min, undefined);
  assert.equal(track.contentHint, "");
  const weak = { ...track, applyConstraints: () => Promise.reject(new Error("OverconstrainedError")) };
  assert.equal(await shapeCamera(weak, true), false);
});

test("single keys are shortcuts only alone", () => {
  const alone = { ctrlKey: false, metaKey: false, altKey: false, repeat: false };
  assert.equal(shortcutOf({ ...alone, key: "M" }), "mute");
  assert.equal(shortcutOf({ ...alone, key: "End" }), "live");
  assert.equal(shortcutOf({ ...alone, key: "constructor" }), null);
  for (const held of ["ctrlKey", "metaKey", "altKey", "repeat"]) {
    assert.equal(shortcutOf({ ...alone, key: "m", [held]: true }), null);
  }
});

test("ends for good have a screen that says whether to ask again", () => {
  assert.equal(endingOf("room.locked")?.again, true);
  assert.equal(endingOf("room.removed")?.again, false);
  assert.equal(endingOf("access.needed")?.signIn, true);
  for (const code of ["room.closed", "toString", ""]) assert.equal(endingOf(code), null);
  for (const code of ["room.refused", "room.unknown", "access.bad"]) assert.ok(endingOf(code).title in FR);
});

test("offers of one connection of the server are recognised", () => {
  assert.equal(iceUfrag("v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:x\r\n"), "abcd");
  assert.equal(iceUfrag("v=0"), "");
});

for (const [page, main] of [["room.html", "main.js"], ["read.html", "read.js"], ["correct.html", "desk-main.js"]]) {
  test(`${page} asks for all its modules at once, not one after the other as they are found`, () => {
    const text = Object.fromEntries(sources);
    const needed = new Set();
    const follow = (name) => {
      for (const [, next] of text[name].matchAll(/^import .*? from "\.\/([\w-]+\.js)"/gm)) {
        if (!needed.has(next)) follow((needed.add(next), next));
      }
    };
    follow(main);
    const asked = [...text[page].matchAll(/modulepreload" href="\.\.\/web\/([^"]+)"/g)].map((match) => match[1]);
    assert.deepEqual(asked.sort(), [...needed].sort());
  });
}

test("the reader is the same in the meeting and alone", () => {
  const text = Object.fromEntries(sources);
  const reader = (page) => {
    const [found] = /<section id="captions"[^]*?<\/section>/.exec(text[page]);
    return [...found.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  };
  const alone = new Set(reader("read.html"));
  const missing = [...alone].filter((id) => !reader("room.html").includes(id));
  assert.deepEqual(missing, []);
  assert.ok(alone.size > 20);
});
