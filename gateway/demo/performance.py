"""Plays the scripted meeting into a room: three people without browsers, as real as those with one."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import as_file, files
from pathlib import Path

from captions.events import CaptionEvent
from gateway.demo.meeting import Meeting
from gateway.demo.participant import Participant
from gateway.demo.venue import Venue

_BREATH_S = 0.5
"""Between the last one's coming and the first word."""
_LATE_S = 0.5
"""How late the end of a recording may be sent."""


@asynccontextmanager
async def performance(
    meeting: Meeting,
    venue: Venue,
    *,
    loop: bool,
    keep: bool = False,
    on_event: Callable[[CaptionEvent], None] | None = None,
) -> AsyncIterator[list[Participant]]:
    """The cast is in the room, captions are on, and everybody's time 0 is the same moment.

    ``keep``: a transcript with its sound is begun, and all of the cast were told, before anything is said.
    """
    async with AsyncExitStack() as stack:
        folder = Path(str(stack.enter_context(as_file(files("gateway.demo").joinpath("data")))))
        cast = [
            await stack.enter_async_context(
                Participant(
                    venue.take_part if index else venue.lead,
                    person.name,
                    recording=folder / person.file,
                    loop=loop,
                    on_event=None if index else on_event,
                )
            )
            for index, person in enumerate(meeting.participants)
        ]
        await cast[0].switch_captions(True)
        await cast[0].send(type="open_correction", on=True)  # who came first leads: visitors may correct
        if keep:
            await cast[0].send(type="transcript", on=True)
            await cast[0].send(type="keep_audio", on=True)
            await asyncio.gather(*(participant.told(on=True, audio=True) for participant in cast))
        start = asyncio.get_running_loop().time() + _BREATH_S
        for participant in cast:
            participant.play(start)
        yield cast


async def played(meeting: Meeting, cast: Sequence[Participant]) -> None:
    """Returns when it has been played once; everybody is muted then. Raises what ended a connection."""
    zero = cast[0].started_at
    assert zero is not None
    progress = asyncio.create_task(_show_progress(meeting), name="progress")
    try:
        async with asyncio.timeout_at(zero + meeting.duration_ms / 1000 + _LATE_S):
            await asyncio.gather(*(participant.finished() for participant in cast))
    except TimeoutError:  # its recordings are longer than the meeting
        await asyncio.gather(*(participant.send(type="mute", muted=True) for participant in cast))
    finally:
        progress.cancel()


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
