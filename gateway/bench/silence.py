"""Microphones that are open in quiet rooms: what people cost who have joined and say nothing.

All frames of a moment are pushed from one place, so that what is measured is the captions and not the microphones.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import numpy as np

from captions.events import CaptionEvent, Final, Interim, Speaker
from captions.ids import SessionId, SpeakerId, TrackId
from gateway.bench.usage import Usage, UsageMeter
from gateway.captioner import CaptionerFactory
from models.audio import SAMPLE_RATE, AudioFrame, Samples, to_samples

_TRACK = TrackId("bench")
_FRAME = to_samples(20)
_NOISE_LEVEL = 3e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceReport:
    """``captions`` should be 0: nobody said anything."""

    sessions: int
    seconds: float
    captions: int
    usage: Usage

    def as_json(self) -> dict[str, object]:
        usage = self.usage
        return {
            "sessions": self.sessions,
            "seconds": self.seconds,
            "captions": self.captions,
            "cores": round(usage.cores, 3),
            "cores_per_session": round(usage.cores / self.sessions, 5),
            "others_cores": None if usage.others_cores is None else round(usage.others_cores, 2),
            "memory_mb": round(usage.memory_mb),
            "memory_grown_mb": round(usage.memory_grown_mb),
        }


async def run_silence(factory: CaptionerFactory, *, sessions: int, seconds: float) -> SilenceReport:
    """Takes ``seconds``. Raises ``VoixlaError`` when a session is refused."""
    captions: list[CaptionEvent] = []
    meter = UsageMeter()
    async with AsyncExitStack() as stack:
        tracks = []
        for number in range(sessions):
            session = await stack.enter_async_context(
                factory(SessionId(f"bench-{number}"), _collector(captions))
            )
            tracks.append(session.open_track(_TRACK, Speaker(id=SpeakerId("bench"), name="")))
        loop = asyncio.get_running_loop()
        begin = loop.time()
        noise = np.random.default_rng(0).normal(0, _NOISE_LEVEL, 4 * SAMPLE_RATE).astype(np.float32)
        for at in range(0, int(seconds * SAMPLE_RATE), _FRAME):
            pcm = noise[at % len(noise) :][:_FRAME]
            await asyncio.sleep(begin + (at + _FRAME) / SAMPLE_RATE - loop.time())
            for track in tracks:
                track.push(AudioFrame(track=_TRACK, start=Samples(at), pcm=pcm))
        usage = meter.read()
    return SilenceReport(sessions=sessions, seconds=seconds, captions=len(captions), usage=usage)


def _collector(captions: list[CaptionEvent]) -> Callable[[CaptionEvent], None]:
    def note(event: CaptionEvent) -> None:
        if isinstance(event, Interim | Final):
            captions.append(event)

    return note
