import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const FOLDER = new URL("../../gateway/web/", import.meta.url);
const SOURCE = readFileSync(new URL("starting.js", FOLDER), "utf8");
const HOSTS = new URL("../../gateway/http/templates/page.html", import.meta.url);

class Element {
  dataset = {};
  setAttribute() {}
  remove() {
    this.removed = true;
  }
}
class HTMLScriptElement extends Element {
  type = "module";
  src = "http://voixla.example/web/main.js";
  replaceWith(again) {
    this.again = again;
  }
}
class HTMLLinkElement extends Element {
  rel = "stylesheet";
  cloneNode() {
    return new HTMLLinkElement();
  }
  replaceWith(again) {
    this.again = again;
  }
}

/** A page and its clock, which a test moves; `kept` is what the tab remembers from page to page. */
class Page {
  listeners = {};
  timers = [];
  now = 0;
  reloads = 0;
  said = [];
  answers = true;
  elements = 9;

  constructor({ kept = new Map(), live = true, readyState = "interactive", whole = true, storage = true } = {}) {
    const listen = (name, listener) => (this.listeners[name] ??= []).push(listener);
    this.document = {
      currentScript: { dataset: live ? { live: "" } : {} },
      documentElement: { lang: "fr" },
      readyState,
      addEventListener: listen,
      getElementsByTagName: () => ({ length: this.elements }),
      getElementById: () => (whole ? {} : null),
      querySelector: () => ({ before: (notice) => this.said.push(notice) }),
      createElement: (tag) => (tag === "script" ? new HTMLScriptElement() : new Element()),
    };
    const refuse = () => {
      throw new Error("refused");
    };
    const sessionStorage = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
    };
    vm.runInNewContext(SOURCE, {
      HTMLScriptElement,
      HTMLLinkElement,
      document: this.document,
      addEventListener: listen,
      location: { href: "http://voixla.example/room/essai#pass=v1.x", reload: () => (this.reloads += 1) },
      localStorage: { getItem: () => null },
      get sessionStorage() {
        return storage ? sessionStorage : refuse();
      },
      AbortSignal,
      fetch: async () => (this.answers ? { ok: true, text: async () => "<!doctype html>" } : refuse()),
      // The middle of what chance gives.
      Math: Object.assign(Object.create(Math), { random: () => 0.5, min: Math.min }),
      setTimeout: (run, ms) => this.later({ run, at: this.now + ms }),
      clearTimeout: (timer) => (this.timers = this.timers.filter((other) => other !== timer)),
    });
  }

  later(timer) {
    this.timers.push(timer);
    this.timers.sort((one, other) => one.at - other.at);
    return timer;
  }

  tell(name, target) {
    for (const listener of this.listeners[name] ?? []) listener({ target });
  }

  /** To the next try; what it asks for instead of `file` fails again, or comes. */
  async next(file, came = false) {
    const before = last(file);
    const [{ run, at }] = this.timers.splice(0, 1);
    this.now = at;
    run();
    await new Promise((done) => setImmediate(done));
    if (last(file) !== before) this.tell(came ? "load" : "error", last(file));
  }

  /** `file` fails until the page is loaded again, or many times; returns when that is. */
  async fails(file = new HTMLScriptElement()) {
    this.tell("error", file);
    for (let i = 0; this.reloads === 0 && i < 40; i += 1) await this.next(file);
    return this.now;
  }
}

function last(file) {
  return file.again === undefined ? file : last(file.again);
}

test("a module that did not come is asked for again in its place, and all is well", async () => {
  const page = new Page();
  const file = new HTMLScriptElement();
  page.tell("error", file);
  assert.equal(page.said.length, 1);
  for (let i = 0; file.again === undefined && i < 9; i += 1) await page.next(file, true);
  assert.equal(page.now, 500);
  assert.equal(file.again.src, file.src);
  assert.equal(page.said[0].removed, true);
  assert.deepEqual(page.timers, []);
  assert.equal(page.reloads, 0);
});

test("a page that never comes is loaded again, later each time", async () => {
  const kept = new Map();
  const times = [];
  for (let i = 0; i < 12; i += 1) times.push(await new Page({ kept }).fails());
  assert.deepEqual(times.slice(0, 4), [3500, 7500, 15_500, 23_500]);
  assert.deepEqual(times.slice(-2), [63_500, 63_500]);
});

test("pages are not loaded again while the server does not answer", async () => {
  const page = new Page();
  page.answers = false;
  await page.fails();
  assert.equal(page.reloads, 0);
  assert.ok(page.now > 60_000);
});

test("a tab that keeps nothing loads nothing in a loop", async () => {
  assert.equal(await new Page({ storage: false }).fails(), 63_500);
});

test("what the tab remembers is forgotten when a page has started", async () => {
  const kept = new Map();
  await new Page({ kept }).fails();
  assert.equal(kept.size, 1);
  new Page({ kept }).tell("load", new HTMLScriptElement());
  assert.equal(kept.size, 0);
});

test("a page of which the end is missing is loaded again, though its script came", async () => {
  const kept = new Map();
  const page = new Page({ kept, whole: false });
  page.tell("load", new HTMLScriptElement());
  page.tell("DOMContentLoaded", page.document);
  for (let i = 0; page.reloads === 0 && i < 9; i += 1) await page.next(new HTMLScriptElement());
  assert.equal(page.now, 3500);
  assert.equal(kept.size, 1);
});

test("a page that comes no further is loaded again, one that comes slowly is not", async () => {
  for (const more of [0, 1]) {
    const page = new Page({ readyState: "loading", whole: false });
    for (let i = 0; i < 20 && page.reloads === 0; i += 1) {
      page.elements += more;
      await page.next(new HTMLScriptElement());
    }
    assert.equal(page.reloads, 1 - more);
    assert.equal(page.said.length, 1 - more);
    if (more === 0) assert.equal(page.now, 4000 + 3500);
  }
});

test("nothing is tried in a page that is still being read, and at once when the network is back", async () => {
  const page = new Page({ readyState: "loading" });
  page.tell("error", new HTMLScriptElement());
  assert.equal(page.timers.length, 1, "it looks on");
  page.document.readyState = "interactive";
  const file = new HTMLLinkElement();
  page.tell("error", file);
  assert.equal(file.again, undefined);
  page.tell("online");
  assert.ok(file.again instanceof HTMLLinkElement);
  assert.equal(page.now, 0);
});

test("a page that works is never loaded again: with a style sheet missing, or only what scripts add", async () => {
  for (const [live, file] of [[true, new HTMLLinkElement()], [false, new HTMLScriptElement()]]) {
    const page = new Page({ live });
    await page.fails(file);
    assert.equal(page.reloads, 0);
    assert.equal(page.said.length, live ? 1 : 0);
  }
});

test("pictures, other scripts and modules asked for early are not its business", () => {
  const page = new Page();
  page.tell("error", new Element());
  page.tell("error", Object.assign(new HTMLScriptElement(), { type: "" }));
  page.tell("error", Object.assign(new HTMLLinkElement(), { rel: "modulepreload" }));
  assert.deepEqual(page.timers, []);
});

test("every page has it before all its files; those that need their script have their end", () => {
  const pages = readdirSync(FOLDER).filter((name) => name.endsWith(".html"));
  assert.ok(pages.length > 8);
  for (const file of [...pages.map((name) => new URL(name, FOLDER)), HOSTS]) {
    const text = readFileSync(file, "utf8");
    const [first] = /<(?:script|link)\b[^>]*>/.exec(text);
    const lives = text.includes("<noscript>");
    assert.match(first, lives ? /web\/starting\.js" data-live>/ : /web\/starting\.js">/, file.pathname);
    assert.equal(/<div id="end" hidden><\/div>\s*<\/body>\s*<\/html>\s*$/.test(text), lives, file.pathname);
  }
});
