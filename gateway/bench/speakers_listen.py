"""A shared microphone that hears a recording, and what was told of it: turns, labels of words, what the voices cost.

Time is that of the sound: the next tenth of a second comes when all that was computed for the last one has ended, so
delays hold on a machine that keeps up, however busy this one is. What telling voices apart costs is the processor
time of its thread; the voice detector, which runs in any case, and recognition are not in it.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from captions.events import CaptionEvent, Final, Interim, Speaker
from captions.ids import SegmentId, SessionId, SpeakerId, TrackId
from gateway.bench.speakers_rest import Rest, RestfulDiarisation, RestfulInference
from gateway.bench.speakers_truth import Turn
from gateway.bench.usage import resident_mb
from hardware.voices import VoicesDevice
from models.audio import SAMPLE_RATE, AudioFrame, Pcm, Samples
from models.ports import Diariser, SpeakerStream
from models.speakers import Heard, Relabelled, VoiceLabel
from pipeline.policy import FAST
from pipeline.ports import Inference
from pipeline.repairs import Repair
from pipeline.session import CaptionSession

TRACK = TrackId("bench")
_FRAME = 1600
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Told:
    """What a microphone that several people share was heard to say."""

    first: list[Turn] = field(default_factory=list)
    """As decided while it went on."""
    turns: list[Turn] = field(default_factory=list)
    """With what later looks changed."""
    shown: list[tuple[int, Interim | Final]] = field(default_factory=list)
    """With the millisecond of the sound at which it was shown."""
    repairs: dict[SegmentId, SpeakerId] = field(default_factory=dict)
    """By segment, whose it turned out to be."""
    heard_s: float = 0.0
    cpu_s: float = 0.0
    slowest_s: float = 0.0
    speech_s: float = 0.0
    """Sound that the voice detector let pass."""
    memory_mb: list[float] = field(default_factory=list)
    """At each minute."""

    def note(self, event: CaptionEvent) -> None:
        if isinstance(event, Interim | Final):
            self.shown.append((round(self.heard_s * 1000), event))

    def repaired(self, repair: Repair) -> None:
        self.repairs |= dict.fromkeys(repair.segments, repair.speaker.id)


class Metered:
    """A diariser that notes what it says and what it takes, for one stream."""

    def __init__(self, diariser: Diariser, told: Told) -> None:
        self._diariser = diariser
        self._told = told

    @property
    def latency(self) -> Samples | None:
        return self._diariser.latency

    def stream(self, *, most: int | None = None) -> "MeteredStream":
        return MeteredStream(self._diariser.stream(most=most), self._told)


class MeteredStream:
    """Implements ``models.ports.SpeakerStream``."""

    def __init__(self, stream: SpeakerStream, told: Told) -> None:
        self._stream = stream
        self._told = told

    def push(self, pcm: Pcm, *, speech: bool = True) -> Heard:
        self._told.speech_s += len(pcm) / SAMPLE_RATE if speech else 0
        return self._note(self._timed(lambda: self._stream.push(pcm, speech=speech)))

    def finish(self) -> Heard:
        return self._note(self._timed(self._stream.finish))

    def review(self) -> tuple[Relabelled, ...]:
        changes = self._timed(self._stream.review)
        for change in changes:
            start, end = change.start / SAMPLE_RATE, change.end / SAMPLE_RATE
            self._told.turns = [
                replace(turn, who=str(change.now))
                if turn.who == str(change.was) and start <= turn.start < end
                else turn
                for turn in self._told.turns
            ]
        return changes

    def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        self._stream.merge(was, into)

    def forget(self) -> None:
        self._stream.forget()

    def _note(self, heard: Heard) -> Heard:
        turns = [
            Turn(who=str(turn.label), start=turn.start / SAMPLE_RATE, end=turn.end / SAMPLE_RATE)
            for turn in heard.turns
        ]
        self._told.first += turns
        self._told.turns += turns
        return heard

    def _timed(self, call: Callable[[], T]) -> T:
        begun = time.thread_time()
        try:
            return call()
        finally:
            took = time.thread_time() - begun
            self._told.cpu_s += took
            self._told.slowest_s = max(self._told.slowest_s, took)


async def listen(
    sound: Iterable[Pcm],
    inference: Inference,
    diariser: Diariser,
    *,
    live: bool = True,
    most: int | None = None,
    progress: Callable[[Told], None] = lambda told: None,
) -> Told:
    """The whole of ``sound``. Not ``live``: a recording, at whose end there is a last look.

    ``progress`` is told at each minute.
    """
    told, rest = Told(), Rest()
    async with VoicesDevice(lambda: Metered(diariser, told)) as voices:
        await voices.prepare()
        session = CaptionSession(
            session=SessionId("bench"),
            inference=RestfulInference(inference, rest),
            policy=FAST,
            publish=told.note,
            live=live,
            clock=lambda: told.heard_s,
            diarisation=RestfulDiarisation(voices, rest),
        )
        session.repaired = told.repaired
        async with session:
            track = session.open_track(TRACK, Speaker(id=SpeakerId("bench"), name="Micro"))
            track.share(True, most=most)
            for frame in frames(sound):
                track.push(frame)
                told.heard_s = frame.end / SAMPLE_RATE
                await rest.reached()
                if told.heard_s // 60 > len(told.memory_mb):
                    told.memory_mb.append(resident_mb())
                    progress(told)
            await track.close()
    return told


def frames(sound: Iterable[Pcm]) -> Iterable[AudioFrame]:
    """In pieces of a tenth of a second; what is left at the end is shorter."""
    held, at = np.zeros(0, dtype=np.float32), 0
    for piece in sound:
        held = np.concatenate([held, piece])
        whole = len(held) // _FRAME * _FRAME
        for start in range(0, whole, _FRAME):
            yield AudioFrame(track=TRACK, start=Samples(at + start), pcm=held[start : start + _FRAME])
        held, at = held[whole:], at + whole
    if len(held):
        yield AudioFrame(track=TRACK, start=Samples(at), pcm=held)
