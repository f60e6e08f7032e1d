"""Voices that need no weights: people who hum a tone each, an ear that tells tones apart, and a scripted diariser."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.audio import SAMPLE_RATE, Pcm, Samples, to_samples
from models.engines.speakers.voices import Direction, unit
from models.engines.speakers.whole import Found
from models.speakers import Heard, Relabelled, VoiceLabel, VoiceTurn

Said = tuple[int, int, int]
"""Who (from 0), from when, until when, in milliseconds."""

TONES = (300, 500, 700, 1100, 1500, 1900)
_AUDIBLE = 0.05
_STEP, _FIELD = 270, 991
_PAIRS = {(0, 1): 4, (0, 2): 5, (1, 2): 6}
_WAVES = (
    np.exp(-2j * np.pi * np.outer(np.arange(512) / SAMPLE_RATE, TONES)) * np.hanning(512)[:, None]
).astype(np.complex64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Sound, and who is heard in it."""

    pcm: Pcm
    said: tuple[Said, ...]


def hummed(said: Sequence[Said], length_ms: int) -> Scene:
    """Everybody hums the tone of their number."""
    pcm = np.zeros(to_samples(length_ms), dtype=np.float32)
    times = np.arange(len(pcm)) / SAMPLE_RATE
    for who, start, end in said:
        span = slice(to_samples(start), to_samples(end))
        pcm[span] += (0.2 * np.sin(2 * np.pi * TONES[who] * times[span])).astype(np.float32)
    pcm.flags.writeable = False
    return Scene(pcm=pcm, said=tuple(said))


def agreement(turns: Sequence[VoiceTurn], said: Sequence[Said], length: int) -> float:
    """Share of the time when one person speaks that has the right label alone, for the best meaning of labels."""
    cells = length // 160
    people = {who: np.zeros(cells, dtype=bool) for who, _, _ in said}
    for who, start, end in said:
        people[who][start // 10 : end // 10] = True
    labels = {turn.label: np.zeros(cells, dtype=bool) for turn in turns}
    for turn in turns:
        labels[turn.label][turn.start // 160 : turn.end // 160] = True
    one = sum(row.astype(int) for row in people.values()) == 1
    only = sum((row.astype(int) for row in labels.values()), np.zeros(cells, dtype=int)) == 1
    shared = sorted(
        (
            (int((row & heard).sum()), who, label)
            for who, row in people.items()
            for label, heard in labels.items()
        ),
        reverse=True,
    )
    right, used = 0, set[object]()
    for _, who, label in shared:
        if ("who", who) not in used and ("label", label) not in used:
            used |= {("who", who), ("label", label)}
            right += int((people[who] & labels[label] & one & only).sum())
    return right / max(1, int(one.sum()))


def tones_in(pcm: Pcm, most: int | None) -> Iterator[Found]:
    """Who hums when in a whole recording; a ``models.engines.speakers.whole.Search``."""
    frames = np.lib.stride_tricks.sliding_window_view(pcm, 512)[::160]
    heard = _loudness(frames) > _AUDIBLE
    for who, row in enumerate(heard.T):
        edges = np.flatnonzero(np.diff(row, prepend=False, append=False)) * 160 + 256
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            yield start, min(end, len(pcm)), str(who if most is None else min(who, most - 1))


class ToneEar:
    """Implements ``models.engines.speakers.online.Ear`` for people who hum. ``looks`` counts its calls."""

    def __init__(self) -> None:
        self.looks = 0

    def segment(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        self.looks += 1
        frames = np.lib.stride_tricks.sliding_window_view(pcm, _FIELD)[::_STEP]
        heard = _loudness(frames[:, 240:752]) > _AUDIBLE
        order = [who for who in np.argsort(heard.argmax(axis=0), kind="stable") if heard[:, who].any()][:3]
        classes = np.full((len(frames), 7), 0.001, dtype=np.float32)
        for frame, row in enumerate(heard[:, order]):
            speaking = tuple(np.flatnonzero(row).tolist())[:2]
            classes[frame, _PAIRS[speaking] if len(speaking) == 2 else sum(speaking, 0) + len(speaking)] = (
                0.994
            )
        return np.log(classes)

    def direction(self, pcm: Pcm) -> Direction:
        frames = np.lib.stride_tricks.sliding_window_view(pcm, 512)[::256]
        return unit(_loudness(frames).mean(axis=0).astype(np.float32))


def _loudness(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(n, 512) to (n, tones): how loud each tone is, 0 to 1."""
    whole = np.ascontiguousarray(frames)
    loudness: npt.NDArray[np.float32] = np.hypot(whole @ _WAVES.real, whole @ _WAVES.imag) / 128
    return loudness


class ScriptedDiariser:
    """Implements ``models.ports.Diariser``: finds who the script says, where there is sound and speech."""

    def __init__(
        self, script: Sequence[Said], *, latency_ms: int = 2000, later: Sequence[Relabelled] = ()
    ) -> None:
        self._script = tuple(script)
        self._latency = to_samples(latency_ms)
        self._later = tuple(later)

    @property
    def latency(self) -> Samples:
        return self._latency

    def stream(self, *, most: int | None = None) -> "ScriptedStream":
        return ScriptedStream(self._script, self._latency, self._later, most)


class ScriptedStream:
    def __init__(
        self, script: tuple[Said, ...], latency: Samples, later: tuple[Relabelled, ...], most: int | None
    ) -> None:
        self._script = script
        self._latency = latency
        self._later = list(later)
        self._most = most
        self._audible = np.zeros(0, dtype=bool)
        self._decided = 0
        self._into: dict[int, int] = {}
        self._forgotten = 0

    def push(self, pcm: Pcm, *, speech: bool = True) -> Heard:
        self._audible = np.concatenate([self._audible, (np.abs(pcm) > 0) & speech])
        return self._decide(len(self._audible) - self._latency)

    def finish(self) -> Heard:
        return self._decide(len(self._audible))

    def review(self) -> tuple[Relabelled, ...]:
        due = tuple(each for each in self._later if each.end <= self._decided)
        self._later = [each for each in self._later if each not in due]
        return due

    def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        self._into[was] = into

    def forget(self) -> None:
        self._forgotten += len(TONES)

    def _decide(self, until: int) -> Heard:
        until = max(until, self._decided)
        turns = []
        for who, start, end in self._script:
            begin, stop = max(to_samples(start), self._decided), min(to_samples(end), until)
            if begin < stop and self._audible[begin:stop].mean() > 0.5:
                label = (who if self._most is None else min(who, self._most - 1)) + 1 + self._forgotten
                turns.append(
                    VoiceTurn(
                        label=VoiceLabel(self._into.get(label, label)),
                        start=Samples(begin),
                        end=Samples(stop),
                        confidence=1.0,
                    )
                )
        self._decided = until
        return Heard(until=Samples(until), turns=tuple(sorted(turns, key=lambda turn: turn.start)))
