"""The demo played once and measured: captions as a reader of the room received them, beside the offline yardstick."""

import asyncio
from dataclasses import replace

from gateway.compose import Engine
from gateway.demo.arrivals import Arrivals
from gateway.demo.keepsake import Keepsake, keepsake
from gateway.demo.lag import recordings
from gateway.demo.meeting import Meeting
from gateway.demo.performance import performance, played
from gateway.demo.report import Report, captions_against, offline_error_rate
from gateway.demo.venue import KeptVenue, Venue, kept_venue, open_venue
from gateway.service import Service, running
from gateway.settings import Settings
from models.audio import to_samples

_BEFORE_MS, _AFTER_MS = 200, 300


async def play_once(settings: Settings, meeting: Meeting, *, keep: bool = False) -> Report:
    """Takes as long as the meeting, and some seconds more for the yardstick.

    ``keep``: and for its record, which is in ``settings.data``, a folder of the demonstration's own.
    """
    arrivals = Arrivals()
    async with running(replace(settings, port=0)) as service:
        venue = await _venue(service, meeting, keep=keep)
        async with performance(meeting, venue, loop=False, keep=keep, on_event=arrivals.note) as cast:
            record: Keepsake | None = None
            if isinstance(venue, KeptVenue):
                record = await keepsake(service, venue, cast)
            await played(meeting, cast)
            await arrivals.until_quiet()
            zero = cast[0].started_at or 0.0
            if record is not None:
                await record.end()
        engine = service.engine
        observed = arrivals.since(zero)
        offline = await asyncio.to_thread(_offline, engine, meeting)
        kept = None if record is None else await record.figures(meeting, files=True)
    return Report(
        model=engine.installed.name,
        quality=captions_against(meeting, observed),
        wer_offline=offline_error_rate(meeting, offline),
        events=len(observed),
        kept=kept,
    )


async def _venue(service: Service, meeting: Meeting, *, keep: bool) -> Venue:
    if keep:
        return await asyncio.to_thread(kept_venue, service, meeting.title)
    return open_venue(service.address)


def _offline(engine: Engine, meeting: Meeting) -> dict[int, str]:
    """Each utterance by itself, padded, beam 5: what the same weights give without any hurry."""
    texts: dict[int, str] = {}
    sounds = recordings(meeting)
    for index, said in enumerate(meeting.utterances):
        start, end = to_samples(max(0, said.start_ms - _BEFORE_MS)), to_samples(said.end_ms + _AFTER_MS)
        texts[index] = engine.recogniser.offline(sounds[said.speaker][start:end])
    return texts
