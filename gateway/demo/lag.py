"""How far the sound that was kept is from what was said: both as loudness over time, laid on one another. Blocks."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from captions.archive.records import Moment
from captions.ids import TrackId
from gateway.archive.kept_sound import SoundFile
from gateway.demo.meeting import Meeting
from gateway.media.file import AudioFileSource
from models.audio import SAMPLE_RATE, AudioFrame, Pcm

_STEP_MS = 10
_STEP = SAMPLE_RATE * _STEP_MS // 1000
_FURTHEST = 1_000 // _STEP_MS


def recordings(meeting: Meeting) -> Mapping[str, Pcm]:
    """What each participant says, by their id."""
    with ExitStack() as stack:
        folder = Path(str(stack.enter_context(as_file(files("gateway.demo").joinpath("data")))))
        return {person.id: sound(folder / person.file) for person in meeting.participants}


def sound(path: Path) -> Pcm:
    with AudioFileSource(str(path), track=TrackId("demo")) as source:
        return np.concatenate([item.pcm for item in source.sound() if isinstance(item, AudioFrame)])


def lag_ms(kept: Sequence[SoundFile], zero: Moment, said: Mapping[str, Pcm]) -> int:
    """How much later than it was said what is kept is heard; ``zero``: when ``said`` began."""
    heard = [(file.start - zero, _loudness(sound(file.path))) for file in kept]
    steps = max(start // _STEP_MS + len(loud) for start, loud in heard)
    here = np.zeros(max(1, steps))
    for start, loud in heard:
        at = round(start / _STEP_MS)
        begin = max(0, -at)
        here[max(0, at) : at + len(loud)] = loud[begin : begin + len(here) - max(0, at)]
    there = np.zeros(len(here))
    for pcm in said.values():
        loud = _loudness(pcm)[: len(here)]
        there[: len(loud)] = np.maximum(there[: len(loud)], loud)
    likeness = {shift: _likeness(here, there, shift) for shift in range(-_FURTHEST, _FURTHEST + 1)}
    return max(likeness, key=lambda shift: likeness[shift]) * _STEP_MS


def _likeness(here: NDArray[np.float64], there: NDArray[np.float64], shift: int) -> float:
    late, early = (here[shift:], there) if shift >= 0 else (here, there[-shift:])
    both = min(len(late), len(early))
    return float(np.dot(late[:both] - late[:both].mean(), early[:both] - early[:both].mean()))


def _loudness(pcm: Pcm) -> NDArray[np.float64]:
    """In steps of 10 ms."""
    whole = len(pcm) // _STEP * _STEP
    loud: NDArray[np.float64] = np.sqrt(
        np.mean(np.square(pcm[:whole].reshape(-1, _STEP), dtype=np.float64), axis=1)
    )
    return loud
