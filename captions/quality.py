"""How good captions were, against a text with word times: errors, delays, changes, losses, inventions. Pure.

Definitions, the same in the demo, the benchmarks and the documents:

* *word error rate*: errors of the finals of each speaker, in order, over the words of the reference, both as
  ``captions.normalise`` scores them;
* *first*, *final*: from the end of a word in the reference to the arrival of the event that first showed it, and
  of the ``Final`` that holds it; only words of the finals that are right have such delays;
* *changed*: shown words that were later replaced or removed, per final word; "soixante-dix pour cent" that becomes
  "70 %" is three changed words, "18h30" that becomes "18 h 30" is none: spaces do not count;
* *uncaptioned*: speech that is further than 0.5 s from every final word of its speaker and in no ``Gap``;
* *invented*: final words further than 0.5 s from all speech of their speaker.

Events carry session time, the reference its own: the shift between them is the median over the right words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from statistics import median

from captions.events import CaptionEvent, Final, Gap, Interim
from captions.normalise import ScoreWord, score_sequence, word_errors
from captions.stabilise import letters
from captions.typeset import spoken
from captions.words import Word

_PARTS = re.compile(r"\d{1,3}(?=(?:\d{3})*(?!\d))|(?<=\d)\D+|(?<!\d)\D\w*")
"""Figures by threes, what sticks to them, and words."""
_SLACK_MS = 500
_BREATH_MS = 300
_NEAR_MS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A word of the reference, in milliseconds of the recording."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A caption event and when it arrived, in milliseconds of the recording."""

    event: CaptionEvent
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The measures above; delays in milliseconds, one value a right word, ascending."""

    words: int
    errors: int
    first_ms: tuple[int, ...]
    final_ms: tuple[int, ...]
    changed: int
    final_words: int
    uncaptioned_ms: int
    invented: int
    right_speaker: int
    wrong_speaker: int

    @property
    def wer(self) -> float:
        return self.errors / max(1, self.words)

    @property
    def changed_ratio(self) -> float:
        return self.changed / max(1, self.final_words)

    @property
    def speakers_correct_ratio(self) -> float:
        return self.right_speaker / max(1, self.right_speaker + self.wrong_speaker)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    word: Word
    first_at: int
    final_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    """One speaker: what was said, what was captioned, and which pairs are right."""

    spoken: Sequence[SpokenWord]
    shown: Sequence[_Shown]
    changed: int
    reference: Sequence[ScoreWord]
    scored: Sequence[ScoreWord]
    errors: int
    right: Sequence[tuple[int, int]]
    """Indices into ``spoken`` and ``shown``."""


def measure(spoken: Mapping[str, Sequence[SpokenWord]], observed: Sequence[Observed]) -> Quality:
    """``spoken`` maps speaker names, as events carry them, to their words in order."""
    voices = {name: _voice(words, _of(name, observed)) for name, words in spoken.items()}
    pairs = [(voice.spoken[r], voice.shown[s]) for voice in voices.values() for r, s in voice.right]
    shift = int(median([s.word.end_ms - r.end_ms for r, s in pairs])) if pairs else 0
    right, wrong = _attribution(voices, shift)
    gaps = {
        name: [(e.start_ms - shift, e.end_ms - shift) for e in _events(name, observed) if isinstance(e, Gap)]
        for name in voices
    }
    return Quality(
        words=sum(len(voice.reference) for voice in voices.values()),
        errors=sum(voice.errors for voice in voices.values()),
        first_ms=tuple(sorted(s.first_at - r.end_ms for r, s in pairs)),
        final_ms=tuple(sorted(s.final_at - r.end_ms for r, s in pairs)),
        changed=sum(voice.changed for voice in voices.values()),
        final_words=sum(len(voice.shown) for voice in voices.values()),
        uncaptioned_ms=sum(_uncaptioned(voice, gaps[name], shift) for name, voice in voices.items()),
        invented=sum(_invented(voice, shift) for voice in voices.values()),
        right_speaker=right,
        wrong_speaker=wrong,
    )


def percentile(ascending: Sequence[int], share: float) -> int:
    """Nearest rank; 0 for no values."""
    if not ascending:
        return 0
    return ascending[min(len(ascending) - 1, int(share * len(ascending)))]


def _of(name: str, observed: Sequence[Observed]) -> list[Observed]:
    return [o for o in observed if isinstance(o.event, Interim | Final) and o.event.speaker.name == name]


def _events(name: str, observed: Sequence[Observed]) -> list[CaptionEvent]:
    return [
        o.event
        for o in observed
        if isinstance(o.event, Interim | Final | Gap) and o.event.speaker.name == name
    ]


def _voice(spoken: Sequence[SpokenWord], observed: Sequence[Observed]) -> _Voice:
    shown, changed = _follow(observed)
    reference = score_sequence([word.text for word in spoken])
    scored = score_sequence([s.word.text for s in shown])
    result = word_errors([word.text for word in reference], [word.text for word in scored])
    right = [
        (reference[r].last, scored[h].last)
        for r, h in result.pairs
        if r is not None and h is not None and reference[r].text == scored[h].text
    ]
    return _Voice(
        spoken=spoken,
        shown=shown,
        changed=changed,
        reference=reference,
        scored=scored,
        errors=result.errors,
        right=right,
    )


def _follow(observed: Sequence[Observed]) -> tuple[list[_Shown], int]:
    """What a reader saw of one speaker: the final words with their times, and how many shown ones changed."""
    finals: list[_Shown] = []
    tail: list[tuple[str, int]] = []
    changed = 0
    for item in observed:
        event = item.event
        assert isinstance(event, Interim | Final)
        seen = [_seen(word.text) for word in event.words]
        now = [text for texts in seen for text in texts]
        replaced = len(tail)
        if isinstance(event, Final):
            replaced = sum(len(_seen(text)) for text in spoken(event.words))
        firsts, lost = _carry(tail[:replaced], now, item.at_ms)
        changed += lost
        if isinstance(event, Final):
            each = iter(firsts)
            finals += [
                _Shown(
                    word=word, first_at=max(islice(each, len(texts)), default=item.at_ms), final_at=item.at_ms
                )
                for word, texts in zip(event.words, seen, strict=True)
            ]
            tail = tail[replaced:]
        else:
            tail = list(zip(now, firsts, strict=True))
    return finals, changed + len(tail)


def _seen(word: str) -> list[str]:
    """What a reader sees of a word and may find changed; "18h30" is "18 h 30", "1200" is "1 200"."""
    return [part for text in word.split() for part in _PARTS.findall(letters(text))] or [letters(word)]


def _carry(before: list[tuple[str, int]], now: list[str], at_ms: int) -> tuple[list[int], int]:
    """Since when each word of ``now`` has been on display, and how many of ``before`` are gone."""
    firsts = [at_ms] * len(now)
    kept = 0
    for block in SequenceMatcher(
        None, [text for text, _ in before], now, autojunk=False
    ).get_matching_blocks():
        for offset in range(block.size):
            firsts[block.b + offset] = before[block.a + offset][1]
        kept += block.size
    return firsts, len(before) - kept


def _attribution(voices: dict[str, _Voice], shift: int) -> tuple[int, int]:
    """Final words that their own speaker said about then, and those that only somebody else did."""
    said = {
        name: [(letters(word.text), word.end_ms) for word in voice.spoken] for name, voice in voices.items()
    }
    right = wrong = 0
    for name, voice in voices.items():
        for shown in voice.shown:
            text, at = letters(shown.word.text), shown.word.end_ms - shift
            who = {
                other
                for other, words in said.items()
                if any(text == t and abs(at - e) < _NEAR_MS for t, e in words)
            }
            right += name in who
            wrong += bool(who) and name not in who
    return right, wrong


def _speech(words: Sequence[SpokenWord]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for word in words:
        if spans and word.start_ms - spans[-1][1] <= _BREATH_MS:
            spans[-1] = (spans[-1][0], max(spans[-1][1], word.end_ms))
        else:
            spans.append((word.start_ms, word.end_ms))
    return spans


def _uncaptioned(voice: _Voice, gaps: list[tuple[int, int]], shift: int) -> int:
    covered = gaps + [
        (s.word.start_ms - shift - _SLACK_MS, s.word.end_ms - shift + _SLACK_MS) for s in voice.shown
    ]
    covered.sort()
    missing = 0
    for start, end in _speech(voice.spoken):
        at = start
        for begin, finish in covered:
            if finish <= at or begin >= end:
                continue
            missing += max(0, begin - at)
            at = max(at, finish)
        missing += max(0, end - at)
    return missing


def _invented(voice: _Voice, shift: int) -> int:
    spans = [(start - _SLACK_MS, end + _SLACK_MS) for start, end in _speech(voice.spoken)]
    return sum(
        1
        for s in voice.shown
        if not any(s.word.start_ms - shift <= end and s.word.end_ms - shift >= start for start, end in spans)
    )
