"""A meeting as it comes from recognition: guesses that grow and are mended, finals behind them, two people at once.

Seeded, so that every run is the same. ``WATCH`` is the page's side: it looks at the log at every frame and keeps
account of which words that were before the eyes became others.
"""

import random
import time
from collections.abc import Iterator

from captions.events import CaptionEvent, Speaker
from tests.e2e.page.bench import PageBench
from tests.e2e.page.script import ANNE, MEETING, MINH, PAUL, Script

WATCH = """
window.seen = { words: 0, changed: 0, above: 0, rewritten: 0, swings: 0 };
addEventListener("DOMContentLoaded", () => {
  const before = new Map(), swings = new Map();
  const wordsOf = (line) => line.querySelector(".text").textContent.split(" ").filter(Boolean);
  const look = (now) => {
    const lines = [...document.querySelectorAll("#log .line")];
    const open = new Set();
    for (const line of lines.toReversed()) {
      const name = line.querySelector(".name").textContent;
      if (!open.has(name)) open.add(name), line.lastOf = true; else line.lastOf = false;
    }
    for (const line of lines.slice(-8)) {
      const words = wordsOf(line), known = before.get(line) ?? [];
      seen.words += Math.max(0, words.length - known.length);
      const changed = known.filter((word, index) => word !== words[index]).length;
      seen.changed += changed;
      if (changed > 0 && !line.lastOf) seen.above += changed;
      if (changed > 0) {
        const lately = [...(swings.get(line) ?? []), now].filter((at) => now - at < 1000);
        swings.set(line, lately);
        seen.swings = Math.max(seen.swings, lately.length);
      }
      before.set(line, words);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new MutationObserver((records) => {
    for (const { type, target, removedNodes } of records) {
      const final = (target.nodeType === 1 ? target : target.parentElement)?.closest(".final");
      if (final && (type === "characterData" || type === "childList")) seen.rewritten += 1;
      const gone = [...removedNodes].filter((node) => node.nodeType === 1);
      seen.rewritten += gone.filter((node) => node.matches(".final") || node.querySelector(".final")).length;
    }
  }).observe(document.getElementById("log"), { subtree: true, childList: true, characterData: true });
});
"""

_INTERVAL_S = 0.25
"""The pace: between guesses, three times as fast as the recogniser is, which is the harder case."""
_WORDS_A_GUESS = 3
_MISHEARD = 0.06
_MISPUNCTUATED = 0.3


def play(bench: PageBench, script: Script, seed: int = 7) -> None:
    """About fifteen seconds: each says their lines, and once two speak at once."""
    chance = random.Random(seed)
    for speaker, text in MEETING[:6]:
        for event in _said(script, chance, speaker, text):
            bench.tell(event)
            time.sleep(_INTERVAL_S)
    one = _said(script, chance, ANNE, MEETING[4][1])
    other = _said(script, chance, PAUL if chance.random() < 1 else MINH, MEETING[2][1])
    for first, second in zip(one, other, strict=False):
        bench.tell(first)
        bench.tell(second)
        time.sleep(_INTERVAL_S)


def _said(script: Script, chance: random.Random, speaker: Speaker, text: str) -> Iterator[CaptionEvent]:
    words, line = text.split(" "), script.next_line()
    for start in range(0, len(words), 9):
        segment, part = script.next_segment(), words[start : start + 9]
        for end in range(_WORDS_A_GUESS, len(part) + 1, _WORDS_A_GUESS):
            yield script.interim(speaker, " ".join(_guessed(chance, part[:end])), segment, line)
        yield script.final(speaker, " ".join(part), segment, line)


def _guessed(chance: random.Random, words: list[str]) -> list[str]:
    """The newest words may be misheard; capitals and commas come and go until the phrase is over."""
    settled, fresh = words[:-_WORDS_A_GUESS], words[-_WORDS_A_GUESS:]
    heard = [*settled, *(word + "s" if chance.random() < _MISHEARD else word for word in fresh)]
    return [word.rstrip(",.:?") or word if chance.random() < _MISPUNCTUATED else word for word in heard]
