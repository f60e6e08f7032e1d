"""Which segments of a shared microphone change hands once all of its sound was heard again. Pure.

What people said stays: a segment that is settled, the words of a voice with a name unless the other voice has one, too
(as in the meeting), two names for one voice. Voices that go by the same name are one person.

| A voice that was heard | Is |
|---|---|
| that a label was paired with, so that all pairs share most time | that label |
| in which a label with a name has most of its time, too | that one, unless it is a small part of the other's |
| without a label | somebody new, if they speak for ``_NEW_MS``; else its segments stay |

Labels that no voice is left for are the voice in which they have most of their time.

A segment goes as a whole, to the strongest voice in it, and stays where that is not clearly stronger. What is too short
to be told goes with the rest of its line if all of that goes to one voice.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Final

from captions.archive.records import Entry, Moment
from captions.archive.redaction import HIDDEN
from captions.events import Speaker
from captions.ids import LineId, SpeakerId
from captions.words import Word
from gateway.archive.voices_heard import Span, Turn
from gateway.archive.voices_paired import paired
from gateway.archive.voices_said import Said
from models.speakers import VoiceLabel
from pipeline.voices import label_of, microphone_of

_CLEARLY: Final = 1.5
_PART: Final = 0.2
_NEW_MS: Final = 4_000
_LONGEST_WORD_MS: Final = 800
_UNNAMED: Final = re.compile(r"Intervenant \d+| *\?|.* \?")

Strengths = Mapping[VoiceLabel, float]
Known = str | None
"""The name by which a label is shown; None: it is not known who speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """``entry`` is to be ``speaker``'s, in ``line``."""

    entry: Entry
    speaker: Speaker
    line: LineId


def words_of(entry: Entry, began: Moment) -> Iterator[Span]:
    """When the words that may be read were said."""
    return ((began + word.start_ms, began + word.end_ms) for word in entry.words if word.text != HIDDEN)


def moved(
    said: Sequence[Said],
    turns: Sequence[Turn],
    began: Moment,
    newcomer: Callable[[], Speaker],
    new_line: Callable[[], LineId],
) -> tuple[Moved, ...]:
    """Of one microphone, whose run of captions ``began`` then; ``newcomer``: a voice that nobody was shown as yet."""
    timeline = _Timeline(turns)
    heard = [timeline.strengths(each.entry, began) for each in said]
    voices = _Voices(said, heard, newcomer)
    to = [
        None if each.settled else voices.target(each.entry, strengths)
        for each, strengths in zip(said, heard, strict=True)
    ]
    _complete(said, heard, to)
    return tuple(_in_lines(said, to, new_line))


class _Timeline:
    """Who was heard when."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(turns, key=lambda turn: turn.start)
        self._starts = [turn.start for turn in self._turns]
        self._ends = list(accumulate((turn.end for turn in self._turns), max))
        """Of each and all before it, the last one."""

    def strengths(self, entry: Entry, began: Moment) -> Strengths:
        """How long each voice is heard in the words of ``entry``, in milliseconds."""
        found: dict[VoiceLabel, float] = {}
        for word in entry.words:
            if word.text != HIDDEN:
                start, end = began + word.start_ms, began + _end(word)
                for turn in self._between(start, end):
                    overlap = (min(turn.end, end) - max(turn.start, start)) * turn.confidence
                    found[turn.voice] = found.get(turn.voice, 0.0) + overlap
        return found

    def _between(self, start: int, end: int) -> Iterator[Turn]:
        place = bisect_left(self._starts, end) - 1
        while place >= 0 and self._ends[place] > start:
            if self._turns[place].end > start:
                yield self._turns[place]
            place -= 1


class _Voices:
    """The voices that were heard, and as whom each is shown."""

    def __init__(
        self, said: Sequence[Said], heard: Sequence[Strengths], newcomer: Callable[[], Speaker]
    ) -> None:
        self._newcomer = newcomer
        self._new: dict[VoiceLabel, Speaker | None] = {}
        self._lengths: dict[VoiceLabel, float] = {}
        self._shares: dict[str, dict[VoiceLabel, float]] = {}
        self._labels: dict[str, dict[SpeakerId, float]] = {}
        for each, strengths in zip(said, heard, strict=True):
            self._count(each.entry, strengths)
        self._pairs = self._paired()
        self._homes = {name: max(shares, key=shares.__getitem__) for name, shares in self._shares.items()} | {
            name: voice for voice, name in self._pairs.items()
        }

    def target(self, entry: Entry, strengths: Strengths) -> Speaker | None:
        """Whose ``entry`` is; None: it stays."""
        if not strengths:
            return None
        name = known(entry)
        voice = max(strengths, key=lambda voice: strengths[voice])
        home = None if name is None else self._homes.get(name)
        if home is not None and strengths.get(home, 0.0) * _CLEARLY >= strengths[voice]:
            voice = home
        speaker = self._speaker(voice)
        if speaker is None or speaker.name == name:
            return None
        if name is not None and is_named(name) and (home == voice or not is_named(speaker.name)):
            return None
        return speaker

    def _count(self, entry: Entry, strengths: Strengths) -> None:
        name = known(entry)
        for voice, strength in strengths.items():
            self._lengths[voice] = self._lengths.get(voice, 0.0) + strength
            if name is not None and label_of(entry.speaker.id) is not None:
                shares = self._shares.setdefault(name, {})
                shares[voice] = shares.get(voice, 0.0) + strength
                labels = self._labels.setdefault(name, {})
                labels[entry.speaker.id] = labels.get(entry.speaker.id, 0.0) + strength

    def _speaker(self, voice: VoiceLabel) -> Speaker | None:
        shares = {name: self._shares[name][voice] for name, home in self._homes.items() if home == voice}
        if not shares:
            if voice not in self._new:
                self._new[voice] = self._newcomer() if self._lengths[voice] >= _NEW_MS else None
            return self._new[voice]
        label = self._pairs.get(voice) or max(shares, key=shares.__getitem__)
        least = _PART * shares[label]
        named = [name for name, share in shares.items() if is_named(name) and share >= least]
        name = label if is_named(label) else max(named, key=shares.__getitem__, default=label)
        labels = self._labels[name]
        return Speaker(id=max(labels, key=labels.__getitem__), name=name)

    def _paired(self) -> dict[VoiceLabel, str]:
        names, voices = list(self._shares), list(self._lengths)
        table = [[self._shares[name].get(voice, 0.0) for voice in voices] for name in names]
        return {
            voices[column]: names[row]
            for row, column in paired(table)
            if table[row][column] >= _PART * sum(table[row])
        }


def known(entry: Entry) -> Known:
    """As whom it is shown; None: as nobody in particular."""
    told = label_of(entry.speaker.id) is not None or is_named(entry.speaker.name)
    return entry.speaker.name if told else None


def is_named(name: str) -> bool:
    """Whether a name is one that people gave."""
    return _UNNAMED.fullmatch(name) is None


def newcomers(entries: Iterable[Entry], microphone: SpeakerId) -> Callable[[], Speaker]:
    """Gives voices at ``microphone`` that are none of those of a record, of which these are all entries."""
    everybody = {entry.speaker.id: entry.speaker.name for entry in entries if label_of(entry.speaker.id)}
    numbers = [int(name.rpartition(" ")[2]) for name in everybody.values() if not is_named(name)]
    labels = [label_of(voice) or 0 for voice in everybody if microphone_of(voice) == microphone]
    number, label = max([len(everybody), *numbers]), max([0, *labels])

    def newcomer() -> Speaker:
        nonlocal number, label
        number, label = number + 1, label + 1
        return Speaker(id=SpeakerId(f"{microphone}#{label}"), name=f"Intervenant {number}")

    return newcomer


def _end(word: Word) -> int:
    """Recognisers let a last word last until somebody speaks again."""
    return min(max(word.end_ms, word.start_ms + 1), word.start_ms + _LONGEST_WORD_MS)


def _complete(said: Sequence[Said], heard: Sequence[Strengths], to: list[Speaker | None]) -> None:
    """Segments in which nobody was told follow the rest of their line."""
    for places in _lines(said):
        told = {to[place] for place in places if heard[place] and not said[place].settled}
        if len(told) == 1:
            (speaker,) = told
            for place in places:
                if not heard[place] and not said[place].settled:
                    to[place] = speaker


def _in_lines(
    said: Sequence[Said], to: Sequence[Speaker | None], new_line: Callable[[], LineId]
) -> Iterator[Moved]:
    """A line that goes as a whole stays where it is; parts of one get lines of their own."""
    for places in _lines(said):
        whole = len({to[place] for place in places}) == 1
        for speaker, run in groupby(places, key=lambda place: to[place]):
            if speaker is not None:
                line = said[places[0]].entry.line if whole else new_line()
                for place in run:
                    yield Moved(entry=said[place].entry, speaker=speaker, line=line)


def _lines(said: Sequence[Said]) -> Iterator[list[int]]:
    """The places of the segments of each line of one speaker."""
    lines: dict[tuple[LineId, SpeakerId], list[int]] = {}
    for place, each in enumerate(said):
        lines.setdefault((each.entry.line, each.entry.speaker.id), []).append(place)
    yield from lines.values()
