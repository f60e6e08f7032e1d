import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection, pause } from "../../gateway/web/connection.js";
import { welcome } from "./events.js";

/** Time that moves only when told to, and sockets that never touch a network. */
class World {
  time = 1_000_000;
  timers = new Map();
  sockets = [];
  links = [];
  messages = [];
  garbage = 0;
  after = null;

  constructor() {
    const world = this;
    class FakeSocket {
      readyState = 0;
      sent = [];
      constructor(url, protocols) {
        Object.assign(this, { url, protocols });
        world.sockets.push(this);
      }
      send(text) {
        this.sent.push(JSON.parse(text));
      }
      close() {
        this.readyState = 3;
      }
      accept() {
        this.readyState = 1;
        this.onopen?.();
      }
      say(message) {
        this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
      }
      drop() {
        this.readyState = 3;
        this.onclose?.();
      }
    }
    let next = 0;
    this.env = {
      WebSocket: FakeSocket,
      setTimeout: (run, ms) => (this.timers.set((next += 1), { at: this.time + ms, run }), next),
      clearTimeout: (id) => this.timers.delete(id),
      now: () => this.time,
      random: () => 0.5,
    };
    const options = {
      url: "ws://host/live/r",
      hello: () => ({ type: "hello", v: 1, role: "reader", session: null, after: this.after, person: null }),
      onMessage: (message) => this.messages.push(message),
      onLink: (link) => this.links.push(link.kind),
      onGarbage: () => (this.garbage += 1),
    };
    this.connection = new Connection(options, this.env);
  }

  get socket() {
    return this.sockets.at(-1);
  }

  /** Runs what is due in the next `ms`, in order. */
  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].run();
    }
    this.time = end;
  }

  up() {
    this.connection.open();
    this.socket.accept();
    this.socket.say(welcome());
  }
}

test("hello is the first message, and the line is up from welcome on", () => {
  const world = new World();
  world.connection.open();
  assert.deepEqual(world.socket.protocols, ["voixla.v1"]);
  assert.equal(world.connection.send({ type: "mute", muted: true }), false);
  world.socket.accept();
  assert.equal(world.socket.sent[0].type, "hello");
  world.socket.say(welcome());
  assert.deepEqual(world.links, ["connecting", "up"]);
  assert.equal(world.connection.send({ type: "mute", muted: true }), true);
});

test("five seconds of silence are a dead line, whatever the socket says", () => {
  const world = new World();
  world.up();
  const began = world.time;
  world.pass(2000);
  world.socket.say({ type: "clock", now_ms: 2000 });
  world.pass(4900);
  assert.equal(world.connection.link.kind, "up");
  world.pass(200);
  assert.deepEqual(world.connection.link, { kind: "down", since: began + 2000 });
});

test("a closed socket is noticed at once and tried again, resuming", () => {
  const world = new World();
  world.up();
  world.after = 12;
  world.socket.drop();
  assert.equal(world.connection.link.kind, "down");
  assert.equal(world.sockets.length, 1);
  world.pass(1500);
  assert.equal(world.sockets.length, 2);
  world.socket.accept();
  assert.equal(world.socket.sent[0].after, 12);
  world.socket.say(welcome());
  assert.equal(world.connection.link.kind, "up");
});

test("pauses grow from half a second to eight seconds, with jitter", () => {
  for (const random of [0, 0.5, 1]) {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const ms = pause(attempt, random);
      assert.ok(ms >= 500 && ms <= 8000, `${attempt} ${random} ${ms}`);
    }
  }
  assert.equal(pause(0, 1), 1000);
  assert.equal(pause(9, 1), 8000);
  assert.notEqual(pause(3, 0.2), pause(3, 0.8));
});

test("the interruption began when the server was last heard, however many attempts fail", () => {
  const world = new World();
  world.up();
  const heard = world.time;
  world.pass(1000);
  for (let i = 0; i < 5; i += 1) {
    world.socket.drop();
    world.pass(9000);
  }
  assert.deepEqual(world.connection.link, { kind: "down", since: heard });
  assert.ok(world.sockets.length >= 4);
});

test("an attempt that never answers is given up", () => {
  const world = new World();
  world.connection.open();
  world.pass(5100);
  assert.equal(world.connection.link.kind, "down");
  world.pass(1000);
  assert.equal(world.sockets.length, 2);
});

test("when the device is online again, the pause is over", () => {
  const world = new World();
  world.up();
  world.connection.retryNow();
  assert.equal(world.sockets.length, 1);
  world.socket.drop();
  world.connection.retryNow();
  assert.equal(world.sockets.length, 2);
});

test("a socket that was given up says nothing any more", () => {
  const world = new World();
  world.up();
  const old = world.socket;
  world.pass(5100);
  old.say({ type: "clock", now_ms: 1 });
  assert.deepEqual(world.messages.map((message) => message.type), ["welcome"]);
  assert.equal(world.connection.link.kind, "down");
});

test("what a newer server says is a sign of life and nothing else", () => {
  const world = new World();
  world.up();
  world.pass(4000);
  world.socket.say({ type: "of a newer server" });
  world.pass(4000);
  assert.equal(world.connection.link.kind, "up");
  assert.deepEqual([world.messages.length, world.sockets.length, world.garbage], [1, 1, 0]);
});

test("what cannot be read is told and asked for again on another line, but not again and again", () => {
  const world = new World();
  world.up();
  world.socket.say('{"type": "event", "event": {"seq": 1');
  assert.deepEqual([world.garbage, world.sockets.length], [1, 2]);
  world.socket.accept();
  world.socket.say(welcome());
  world.socket.say({ type: "event", event: { seq: "1" } });
  assert.deepEqual([world.garbage, world.sockets.length, world.connection.link.kind], [2, 2, "up"]);
  for (let second = 0; second < 30; second += 3) {
    world.pass(3000);
    world.socket.say({ type: "clock", now_ms: 0 });
  }
  world.socket.say("garbage");
  assert.deepEqual([world.garbage, world.sockets.length], [3, 3]);
});

test("closing on purpose tells the server and ends everything", () => {
  const world = new World();
  world.up();
  const socket = world.socket;
  world.connection.close();
  assert.equal(socket.sent.at(-1).type, "leave");
  world.pass(60_000);
  assert.equal(world.sockets.length, 1);
  assert.equal(world.connection.link.kind, "over");
  assert.equal(world.timers.size, 0);
});

test("a fatal error is passed on and not tried again", () => {
  const world = new World();
  world.up();
  world.socket.say({ type: "error", code: "x", fr: "Non.", en: "No.", fatal: true });
  world.pass(60_000);
  assert.equal(world.messages.at(-1).code, "x");
  assert.equal(world.sockets.length, 1);
});

test("whoever waits at the door keeps the place, however long nothing is said", () => {
  const world = new World();
  world.connection.open();
  world.socket.accept();
  world.socket.say({ type: "waiting", room: "r", name: "Anne" });
  world.pass(60_000);
  assert.equal(world.connection.link.kind, "waiting");
  assert.equal(world.sockets.length, 1);
  assert.equal(world.connection.send({ type: "mute", muted: true }), false);
  world.socket.say(welcome());
  assert.equal(world.connection.link.kind, "up");
  world.pass(5100);
  assert.equal(world.connection.link.kind, "down");
});

test("whoever gives up waiting says so", () => {
  const world = new World();
  world.connection.open();
  world.socket.accept();
  world.socket.say({ type: "waiting", room: "r", name: "Anne" });
  world.connection.close();
  assert.equal(world.socket.sent.at(-1).type, "leave");
});

test("a line is opened anew on demand, even after an end", () => {
  const world = new World();
  world.up();
  world.socket.say({ type: "error", code: "access.expired", fr: "Non.", en: "No.", fatal: true });
  world.connection.reopen();
  assert.equal(world.sockets.length, 2);
  world.socket.accept();
  world.socket.say(welcome());
  assert.equal(world.connection.link.kind, "up");
});
