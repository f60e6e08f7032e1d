"""The demo played once and measured: captions as a reader of the room received them, beside the offline yardstick."""

import asyncio
import sys
from contextlib import ExitStack, suppress
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from captions.events import CaptionEvent
from captions.ids import TrackId
from captions.quality import Observed
from gateway.compose import Engine
from gateway.demo.meeting import Meeting
from gateway.demo.performance import performance
from gateway.demo.report import Report, captions_against, offline_error_rate
from gateway.media.file import AudioFileSource
from gateway.service import running
from gateway.settings import Settings
from models.audio import AudioFrame, Pcm, to_samples

_ROOM = "room/conseil-de-clairval"
_QUIET_S = 3.0
_BEFORE_MS, _AFTER_MS = 200, 300


async def play_once(settings: Settings, meeting: Meeting) -> Report:
    """Takes as long as the meeting, and some seconds more for the yardstick."""
    arrivals = _Arrivals()
    async with running(replace(settings, port=0)) as service:
        async with performance(meeting, service.address + _ROOM, loop=False, on_event=arrivals.note) as cast:
            progress = asyncio.create_task(_show_progress(meeting), name="progress")
            await asyncio.gather(*(participant.finished() for participant in cast))
            await arrivals.until_quiet()
            progress.cancel()
            zero = cast[0].started_at or 0.0
        engine = service.engine
        observed = arrivals.since(zero)
        offline = await asyncio.to_thread(_offline, engine, meeting)
    return Report(
        model=engine.installed.name,
        quality=captions_against(meeting, observed),
        wer_offline=offline_error_rate(meeting, offline),
        events=len(observed),
    )


class _Arrivals:
    """What a reader of the room received, and when on the event loop's clock."""

    def __init__(self) -> None:
        self._events: list[tuple[float, CaptionEvent]] = []
        self._news = asyncio.Event()

    def note(self, event: CaptionEvent) -> None:
        self._events.append((asyncio.get_running_loop().time(), event))
        self._news.set()

    def since(self, zero: float) -> list[Observed]:
        return [Observed(event=event, at_ms=round((at - zero) * 1000)) for at, event in self._events]

    async def until_quiet(self) -> None:
        """Returns when the last captions are in: nothing new for a while."""
        with suppress(TimeoutError):
            while True:
                self._news.clear()
                async with asyncio.timeout(_QUIET_S):
                    await self._news.wait()


async def _show_progress(meeting: Meeting) -> None:
    """A counter on a terminal: nearly three minutes without a sign look like a failure."""
    if not sys.stderr.isatty():
        return
    total = meeting.duration_ms // 1000
    for second in range(total + 1):
        sys.stderr.write(
            f"\rRéunion en cours : {second // 60}:{second % 60:02} / {total // 60}:{total % 60:02} "
        )
        sys.stderr.flush()
        await asyncio.sleep(1)
    sys.stderr.write("\n")


def _offline(engine: Engine, meeting: Meeting) -> dict[int, str]:
    """Each utterance by itself, padded, beam 5: what the same weights give without any hurry."""
    texts: dict[int, str] = {}
    with ExitStack() as stack:
        folder = Path(str(stack.enter_context(as_file(files("gateway.demo").joinpath("data")))))
        sounds = {person.id: _sound(folder / person.file) for person in meeting.participants}
    for index, said in enumerate(meeting.utterances):
        start, end = to_samples(max(0, said.start_ms - _BEFORE_MS)), to_samples(said.end_ms + _AFTER_MS)
        texts[index] = engine.recogniser.offline(sounds[said.speaker][start:end])
    return texts


def _sound(path: Path) -> Pcm:
    with AudioFileSource(str(path), track=TrackId("offline")) as source:
        return np.concatenate([item.pcm for item in source.sound() if isinstance(item, AudioFrame)])
