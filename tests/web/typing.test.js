import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERY_MS, Typing } from "../../gateway/web/typing.js";
import { final } from "./events.js";

/** A field whose clock stands still until it is moved. */
function field() {
  const state = { now: 0, up: true, sent: [], timers: [] };
  const env = {
    send: (message) => state.up && state.sent.push([state.now, message.text, message.done]) > 0,
    changed: () => undefined,
    now: () => state.now,
    setTimeout: (run, ms) => state.timers.push({ run, at: state.now + ms }),
    clearTimeout: () => undefined,
  };
  const typing = new Typing(env);
  const pass = (ms) => {
    const until = state.now + ms;
    while (state.timers[0]?.at <= until) {
      const { run, at } = state.timers.shift();
      state.now = at;
      run();
    }
    state.now = until;
  };
  return { state, typing, pass, texts: () => state.sent.map(([, text, done]) => (done ? `${text}⏎` : text)) };
}
const typed = (text) => final(1, { text, origin: "typed" });

test("every key is on its way within 300 ms, and messages are at least that far apart", () => {
  const { state, typing, pass } = field();
  typing.welcomed(true);
  let text = "";
  for (const letter of "Bonjour à toutes et à tous, je suis sourde.") {
    typing.write((text += letter));
    pass(70);
  }
  pass(1000);
  assert.equal(state.sent.at(-1)[1], text);
  const times = state.sent.map(([at]) => at);
  for (const [i, at] of times.entries()) if (i > 0) assert.ok(at - times[i - 1] >= EVERY_MS);
  for (let typedAt = 0; typedAt < 70 * text.length; typedAt += 70) {
    const length = typedAt / 70 + 1;
    assert.ok(state.sent.some(([at, said]) => said.length >= length && at <= typedAt + EVERY_MS), `key at ${typedAt}`);
  }
});

test("what is taken back is taken back for everybody, down to nothing", () => {
  const { typing, pass, texts } = field();
  typing.welcomed(true);
  for (const text of ["Oui", "Ou", ""]) {
    typing.write(text);
    pass(400);
  }
  assert.deepEqual(texts(), ["Oui", "Ou", ""]);
});

test("Enter ends a line at once; an empty one is none", () => {
  const { typing, texts } = field();
  typing.welcomed(true);
  typing.end(false);
  typing.write("Bonjour");
  typing.write("Bonjour à tous");
  typing.end(true);
  assert.deepEqual(texts(), ["Bonjour", "Bonjour à tous⏎"]);
});

test("what is written without a line is there when it is back, in its order", () => {
  const { state, typing, pass, texts } = field();
  typing.welcomed(true);
  state.up = false;
  typing.write("Un");
  assert.equal(typing.stuck, true);
  typing.end(false);
  typing.write("Deux");
  typing.end(false);
  typing.write("Tro");
  pass(1000);
  state.up = true;
  typing.welcomed(false);
  assert.deepEqual(texts(), ["Un⏎", "Deux⏎", "Tro"]);
  assert.equal(typing.stuck, false);
});

test("lines that were on their way when it was cut are sent again, unless they arrived", () => {
  const { typing, texts, state } = field();
  typing.welcomed(true);
  for (const text of ["Un", "Deux 70 %", "Trois"]) {
    typing.write(text);
    typing.end(false);
  }
  typing.settled(typed("Un"));
  state.sent.length = 0;
  typing.welcomed(false);
  typing.write("Quatre");
  assert.deepEqual(texts(), []);
  typing.settled(typed("Deux 70\u202f%"));
  typing.settled(typed("Tr"));
  typing.caughtUp();
  assert.deepEqual(texts(), ["Trois⏎", "Quatre"]);
});

test("another session has no use for what was shown in the former one, but gets what is being written", () => {
  const { state, typing, texts } = field();
  typing.welcomed(true);
  typing.write("Un");
  typing.end(false);
  typing.write("Deu");
  state.sent.length = 0;
  typing.welcomed(true);
  assert.deepEqual(texts(), ["Deu"]);
});
