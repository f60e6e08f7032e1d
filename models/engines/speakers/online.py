"""Who speaks at one microphone, while they speak: numpy and onnxruntime, no torch.

Theory of operation. Every half second a network looks at the last 5 s and says where its (at most three) local voices
speak. Each stretch of a local voice in the last 2.5 s is then compared with the voices known so far, by what it sounds
like where nobody else speaks: older sound would mix people who were already told apart. Each look votes; a cell of
20 ms is decided when it is 1.5 s old, by the three or four looks that saw it.

| Sound | Then |
|---|---|
| half a second is full, and something undecided is speech | a look: segment, embed, assign, vote |
| the same, and one voice went on that was clear last time | every second look takes it to be the same, unheard |
| half a second is full, no speech is undecided | nothing is computed |
| a cell is 1.5 s old | it is decided, and told by the ``push`` that made it so |

After Coria et al., "Overlap-aware low-latency online speaker diarization" (2021); what differs was measured, see
``docs/decisions/0013-voices-without-torch.md``.
"""

from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.audio import Pcm, Samples
from models.engines.speakers.ballot import Ballot
from models.engines.speakers.powerset import CELL, Run, activities, runs
from models.engines.speakers.voices import Direction, Stretch, Voices, VoiceThresholds
from models.speakers import Heard, Relabelled, VoiceLabel, VoiceTurn

_CELLS_PER_S = 50
_WINDOW = 5 * _CELLS_PER_S
_HOP = _CELLS_PER_S // 2
_RECENT = 5 * _CELLS_PER_S // 2
_DELAY = 3 * _CELLS_PER_S // 2
_LEAST_SOLO = _CELLS_PER_S // 2
_EDGE = 2
_MOSTLY = 0.5
_LEAST_LOOK = _CELLS_PER_S
"""The network is not asked about less sound than this."""


class Ear(Protocol):
    """The two networks; see ``models.engines.voice_networks``."""

    def segment(self, pcm: Pcm) -> npt.NDArray[np.float32]: ...

    def direction(self, pcm: Pcm) -> Direction: ...


class OnlineDiariser:
    """Implements ``models.ports.Diariser``."""

    def __init__(self, networks: Ear, thresholds: VoiceThresholds | None = None) -> None:
        self._networks = networks
        self._thresholds = thresholds or VoiceThresholds()

    @property
    def latency(self) -> Samples:
        return Samples((_DELAY + _HOP) * CELL)

    def stream(self, *, most: int | None = None) -> "OnlineStream":
        limit = self._thresholds.most if most is None else min(most, self._thresholds.most)
        return OnlineStream(self._networks, replace(self._thresholds, most=limit))


class OnlineStream:
    """The last seconds of one track, and its voices."""

    def __init__(self, networks: Ear, thresholds: VoiceThresholds) -> None:
        self._networks = networks
        self._voices = Voices(thresholds)
        self._waiting: list[tuple[Pcm, bool]] = []
        self._waiting_length = 0
        self._heard = 0
        self._decided = 0
        """Cells of the sound, from its beginning: looked at or passed over; and decided."""
        self._empty()

    def push(self, pcm: Pcm, *, speech: bool = True) -> Heard:
        turns = []
        at = 0
        while at < len(pcm):
            take = min(len(pcm) - at, _HOP * CELL - self._waiting_length)
            self._waiting.append((pcm[at : at + take].copy(), speech))
            self._waiting_length += take
            at += take
            if self._waiting_length == _HOP * CELL:
                self._hop()
                turns += self._decide(self._heard - _DELAY)
        return Heard(until=Samples(self._decided * CELL), turns=tuple(turns))

    def finish(self) -> Heard:
        end = self._heard * CELL + self._waiting_length
        if self._waiting_length:
            rest = np.zeros(_HOP * CELL - self._waiting_length, dtype=np.float32)
            self._waiting.append((rest, False))
            self._hop()
        turns = self._decide(-(-end // CELL))
        return Heard(until=Samples(end), turns=tuple(replace(t, end=Samples(min(t.end, end))) for t in turns))

    def review(self) -> tuple[Relabelled, ...]:
        merged, moved = self._voices.review()
        for was, now in merged:
            self._ballot.rename(was, now)
        found = [(was, now, 0, self._heard) for was, now in merged] + moved
        return tuple(
            Relabelled(
                was=VoiceLabel(was), now=VoiceLabel(now), start=Samples(start * CELL), end=Samples(end * CELL)
            )
            for was, now, start, end in found
        )

    def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        self._voices.merge(was, into)
        self._ballot.rename(was, into)

    def forget(self) -> None:
        self._voices.forget()
        self._empty()

    def _empty(self) -> None:
        self._sound = np.zeros(0, dtype=np.float32)
        self._speech = np.zeros(_WINDOW, dtype=bool)
        self._ballot = Ballot(_WINDOW)
        self._steady: int | None = None
        """Who spoke alone and clearly at the last look: the next one need not compare that voice again."""
        self._is_clear = False

    def _hop(self) -> None:
        """Half a second is full: take it in, and look unless nobody speaks."""
        pcm = np.concatenate([part for part, _ in self._waiting])
        spoken = np.concatenate([np.full(len(part), speech) for part, speech in self._waiting])
        self._waiting.clear()
        self._waiting_length = 0
        self._heard += _HOP
        self._sound = np.concatenate([self._sound, pcm])[-_WINDOW * CELL :]
        self._speech = np.concatenate([self._speech[_HOP:], spoken.reshape(_HOP, CELL).any(axis=1)])
        self._ballot.advance(_HOP)
        undecided = min(self._heard - self._decided, _RECENT)
        if self._speech[-undecided:].any() and len(self._sound) >= _LEAST_LOOK * CELL:
            self._look()

    def _look(self) -> None:
        """One look at the window; see above. Its cells are those of the ballot, the last ones of the sound."""
        cells = len(self._sound) // CELL
        active = np.zeros((3, _WINDOW), dtype=bool)
        active[:, -cells:] = activities(self._networks.segment(self._sound), cells)
        active &= self._speech
        first = max(_WINDOW - _RECENT, _WINDOW - cells)
        found = runs(active, first)
        alone = len(found) == 1 and found[0].start == first and found[0].end >= _WINDOW - _EDGE
        if alone and self._steady in self._voices.labels:
            told: list[tuple[Run, int | None]] = [(found[0], self._steady)]
            self._steady = None
        else:
            told = self._recognised(found, active)
            self._steady = told[0][1] if alone and self._is_clear else None
        self._ballot.vote([(run, label or self._inherited(run, told)) for run, label in told], first)

    def _recognised(self, found: list[Run], active: npt.NDArray[np.bool_]) -> list[tuple[Run, int | None]]:
        """The runs with whose they are, by what they sound like; None: too short to tell, or too unlike."""
        directions = [self._direction(run, active) for run in found]
        begin = self._heard - _WINDOW
        known = [
            Stretch(
                start=begin + run.start,
                end=begin + run.end,
                direction=direction,
                seconds=solo / _CELLS_PER_S,
                before={
                    label: self._ballot.share(label, run.start, run.end) for label in self._ballot.labels()
                },
            )
            for run, (direction, solo) in zip(found, directions, strict=True)
            if direction is not None
        ]
        labels = self._voices.assign(known)
        self._is_clear = all(map(self._voices.is_clear, known, labels))
        answers = iter(labels)
        return [
            (run, next(answers) if direction is not None else None)
            for run, (direction, _) in zip(found, directions, strict=True)
        ]

    def _direction(self, run: Run, active: npt.NDArray[np.bool_]) -> tuple[Direction | None, int]:
        """What the run sounds like where its voice is alone, and of how many cells; None when too few."""
        alone = active[run.voice, run.start : run.end] & (active[:, run.start : run.end].sum(axis=0) == 1)
        count = int(alone.sum())
        if count < _LEAST_SOLO:
            return None, count
        begin = len(self._sound) - (_WINDOW - run.start) * CELL
        pcm = self._sound[begin : begin + (run.end - run.start) * CELL]
        return self._networks.direction(pcm.reshape(-1, CELL)[alone].reshape(-1)), count

    def _inherited(self, run: Run, told: list[tuple[Run, int | None]]) -> int | None:
        """For a run that cannot be recognised: the label of its local voice nearby, else what earlier looks found."""
        labels = {label for other, label in told if other.voice == run.voice and label is not None}
        beside = {label for other, label in told if other.start < run.end and run.start < other.end}
        if len(labels) == 1:
            return labels.pop() if not labels & beside else None
        shares = {label: self._ballot.share(label, run.start, run.end) for label in self._ballot.labels()}
        best = max(shares, key=shares.__getitem__, default=None)
        return best if best is not None and shares[best] >= _MOSTLY and best not in beside else None

    def _decide(self, until: int) -> list[VoiceTurn]:
        until = max(until, self._decided)
        start = self._decided - self._heard + _WINDOW
        speech = self._speech[start : start + until - self._decided]
        turns = self._ballot.turns(start, speech, self._decided)
        self._decided = until
        return [turn for turn in turns if self._voices.is_sure(turn.label)]
