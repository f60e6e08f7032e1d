import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../gateway/web/reader.css", import.meta.url), "utf8");

/** The custom properties of the first block with that selector. */
function block(selector) {
  const body = css.split(`${selector} {`)[1].split("}")[0];
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1], match[2]]));
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

function luminance(hex) {
  const [r, g, b] = rgb(hex).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const usual = block(":root");
const themes = {
  dark: usual,
  light: { ...usual, ...block(':root[data-theme="light"]') },
  yellow: { ...usual, ...block(':root[data-theme="yellow"]') },
};

test("captions, guesses, times and names reach 7:1 in every theme", () => {
  for (const [theme, colours] of Object.entries(themes)) {
    const named = theme === "yellow" ? [] : [0, 1, 2, 3, 4, 5, 6, 7].map((place) => `s${place}`);
    for (const name of ["c-text", "c-soft", "c-tail", "c-alert", ...named]) {
      const ratio = contrast(colours[name], colours["c-box"]);
      assert.ok(ratio >= 7, `${theme} ${name} ${ratio.toFixed(2)}`);
    }
  }
});

test("edges of controls on the captions reach 3:1", () => {
  for (const [theme, colours] of Object.entries(themes)) {
    assert.ok(contrast(colours["c-edge"], colours["c-box"]) >= 3, theme);
  }
});

test("no speaker has a colour that French subtitling reserves", () => {
  const reserved = ["#ffffff", "#ffff00", "#ff0000", "#ff00ff", "#00ffff", "#00ff00"];
  for (const colours of [themes.dark, themes.light]) {
    for (let place = 0; place < 8; place += 1) {
      for (const hex of reserved) {
        const away = Math.hypot(...rgb(hex).map((value, i) => value - rgb(colours[`s${place}`])[i]));
        assert.ok(away > 90, `s${place} is near ${hex}`);
      }
    }
  }
});
