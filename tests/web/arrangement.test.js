import assert from "node:assert/strict";
import { test } from "node:test";

import { arrange } from "../../gateway/web/arrangement.js";

const ROOMS = {
  desktop: { width: 1080, height: 430 },
  "without panel": { width: 1400, height: 430 },
  beside: { width: 640, height: 760 },
  phone: { width: 374, height: 330 },
  "phone, panel open": { width: 374, height: 144 },
  "small phone": { width: 304, height: 200 },
  "phone on its side": { width: 700, height: 160 },
};

function check(room, large, small, name) {
  const { large: some, small: others, rest } = arrange(room, large, small);
  const boxes = [...some, ...others, ...(rest === null ? [] : [rest])];
  assert.equal(some.length, large, name);
  assert.ok(rest === null ? others.length === small : others.length < small, name);
  for (const { x, y, width, height } of boxes) {
    assert.ok(width > 0 && height > 0, `${name}: nothing to see`);
    assert.ok(x >= -0.5 && y >= -0.5 && x + width <= room.width + 0.5 && y + height <= room.height + 0.5, `${name}: out`);
  }
  boxes.forEach((one, i) => {
    for (const other of boxes.slice(i + 1)) {
      const apart = one.x + one.width <= other.x + 0.5 || other.x + other.width <= one.x + 0.5;
      const above = one.y + one.height <= other.y + 0.5 || other.y + other.height <= one.y + 0.5;
      assert.ok(apart || above, `${name}: tiles cover each other`);
    }
  });
  return { some, others, rest };
}

test("no tile covers another or leaves the window, from one person to twelve, with and without large tiles", () => {
  for (const [where, room] of Object.entries(ROOMS)) {
    for (let small = 0; small <= 12; small += 1) {
      for (let large = 0; large <= 3; large += 1) {
        if (large + small > 0) check(room, large, small, `${where}, ${large} large, ${small} small`);
      }
    }
  }
});

test("twelve people are all there on a desk and on a phone", () => {
  for (const where of ["desktop", "without panel", "beside", "phone"]) {
    const { others, rest } = check(ROOMS[where], 0, 12, where);
    assert.equal(rest, null, where);
    for (const { width, height } of others) {
      assert.ok(width >= 80 && height >= 70 && width / height < 2 && width / height > 0.7, `${where} ${width}×${height}`);
    }
  }
});

test("a signer has most of the pictures' room, whoever else is there", () => {
  for (const [where, room] of Object.entries(ROOMS)) {
    const [signer] = arrange(room, 1, 11).large;
    const least = where.includes("panel open") || where.includes("side") ? 0.25 : 0.55;
    assert.ok(signer.width * signer.height >= least * room.width * room.height, where);
  }
});

test("a signer beside a screen is never squeezed away, however little room a panel leaves", () => {
  for (const room of [...Object.values(ROOMS), { width: 374, height: 80 }, { width: 304, height: 80 }]) {
    for (const { width, height } of arrange(room, 2, 10).large) assert.ok(width >= 60 && height >= 60, `${width}×${height}`);
  }
});

test("those who find no room are counted, and counting takes one place only", () => {
  const { small, rest } = arrange(ROOMS["phone, panel open"], 0, 12);
  assert.notEqual(rest, null);
  assert.ok(small.length >= 1);
});

test("two people share a wide room side by side, and a high one above each other", () => {
  const [left, right] = arrange(ROOMS.desktop, 0, 2).small;
  assert.equal(left.y, right.y);
  const [above, below] = arrange({ width: 300, height: 500 }, 0, 2).small;
  assert.equal(above.x, below.x);
  assert.ok(below.y > above.y);
});
