import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Pass } from "../../gateway/web/pass.js";

const kept = new Map();
const asked = [];
let answer = { ok: false };

globalThis.sessionStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, value),
  removeItem: (key) => kept.delete(key),
};

const fetched = (address) => (asked.push(address), Promise.resolve(answer));
const signedIn = (pass) => ({ ok: true, json: () => Promise.resolve({ pass, role: "host" }) });

beforeEach(() => {
  kept.clear();
  asked.length = 0;
  answer = { ok: false };
});

test("the pass of a link is kept for this tab and leaves the address bar", async () => {
  const shown = [];
  const history = { replaceState: (_state, _title, address) => shown.push(address) };
  const pass = new Pass("conseil", fetched);
  pass.takeFrom({ hash: "#pass=v1.abc-_%3D", pathname: "/room/conseil", search: "?role=reader" }, history);
  assert.deepEqual(shown, ["/room/conseil?role=reader"]);
  assert.equal(await pass.get(), "v1.abc-_=");
  assert.equal(await new Pass("conseil", fetched).get(), "v1.abc-_=");
  assert.deepEqual(asked, []);
  assert.equal(pass.issued, false);
});

test("an address without a pass stays as it is", () => {
  const history = { replaceState: () => assert.fail("the address was changed") };
  new Pass("conseil", fetched).takeFrom({ hash: "#content", pathname: "/room/conseil", search: "" }, history);
});

test("another room's pass is not shown", async () => {
  kept.set("voixla.pass.conseil", "abc");
  assert.equal(await new Pass("bureau", fetched).get(), null);
});

test("whoever is signed in gets a pass from the server, which is no link for others", async () => {
  answer = signedIn("host-pass");
  const pass = new Pass("conseil", fetched);
  assert.equal(await pass.get(), "host-pass");
  assert.deepEqual(asked, ["../room/conseil/pass"]);
  assert.deepEqual([pass.issued, pass.link, kept.size], [true, "", 0]);
});

test("whoever came by a link may pass the link on", () => {
  kept.set("voixla.pass.conseil", "abc");
  assert.equal(new Pass("conseil", fetched).link, "#pass=abc");
});

test("a pass that is no longer good is forgotten before another is asked for", async () => {
  kept.set("voixla.pass.conseil", "old");
  assert.equal(await new Pass("conseil", fetched).renewed(), null);
  assert.equal(kept.size, 0);
});

test("no network and strange answers are no pass", async () => {
  for (const strange of [{ ok: true, json: () => Promise.reject(new Error("html")) }, signedIn(7)]) {
    answer = strange;
    assert.equal(await new Pass("conseil", fetched).get(), null);
  }
  assert.equal(await new Pass("conseil", () => Promise.reject(new TypeError("offline"))).get(), null);
});
