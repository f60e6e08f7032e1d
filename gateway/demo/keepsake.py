"""The record that a performance leaves, from its first word to its end: which one it is, and when it is whole."""

import asyncio
from collections.abc import Sequence

from captions.archive.records import Moment, RecordId
from captions.errors import VoixlaError
from gateway.demo.kept import Kept, kept
from gateway.demo.meeting import Meeting
from gateway.demo.participant import Participant
from gateway.demo.venue import KeptVenue
from gateway.service import Service

_LOOKS = 300
_LOOK_EVERY_S = 0.1


class Keepsake:
    """``keepsake`` finds it."""

    def __init__(
        self, service: Service, venue: KeptVenue, cast: Sequence[Participant], record: RecordId
    ) -> None:
        self._service = service
        self._venue = venue
        self._cast = cast
        self.record = record

    @property
    def page(self) -> str:
        """The path of its page."""
        return f"comptes-rendus/{self.record}"

    async def end(self) -> None:
        """The host stops it, everybody is told, and all that was said until now is in it. Raises ``demo.unended``."""
        await self._cast[0].send(type="transcript", on=False)
        await asyncio.gather(*(participant.told(on=False) for participant in self._cast))
        # The end is written after the last word and the sound; nobody is told of it.
        for _ in range(_LOOKS):
            if await asyncio.to_thread(self._ended):
                return
            await asyncio.sleep(_LOOK_EVERY_S)
        raise VoixlaError("demo.unended", "La transcription de la réunion n’a pas pu être finie.")

    async def figures(self, meeting: Meeting, *, files: bool) -> Kept:
        """What is in it, against what was said; ``files``: and as which files it can be had."""
        loop, keeping = asyncio.get_running_loop(), self._service.keeping
        zero = self._cast[0].started_at
        assert zero is not None
        moment = Moment(keeping.clock() - round((loop.time() - zero) * 1000))
        reader = self._venue.reader
        return await asyncio.to_thread(kept, keeping, self.record, reader, meeting, moment, files=files)

    def _ended(self) -> bool:
        return self._service.keeping.archive.record(self.record, self._venue.reader).ended is not None


async def keepsake(service: Service, venue: KeptVenue, cast: Sequence[Participant]) -> Keepsake:
    """Of the meeting that is being kept in ``venue``."""

    def running() -> RecordId:
        archive = service.keeping.archive
        (found,) = [record for record in archive.running() if record.room == venue.room]
        return found.id

    return Keepsake(service, venue, cast, await asyncio.to_thread(running))
