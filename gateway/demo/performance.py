"""Plays the scripted meeting into a room: three people without browsers, as real as those with one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import as_file, files
from pathlib import Path

from captions.events import CaptionEvent
from gateway.demo.meeting import Meeting
from gateway.demo.participant import Participant

_BREATH_S = 0.5
"""Between the last one's coming and the first word."""


@asynccontextmanager
async def performance(
    meeting: Meeting, room_url: str, *, loop: bool, on_event: Callable[[CaptionEvent], None] | None = None
) -> AsyncIterator[list[Participant]]:
    """The cast is in the room, captions are on, and everybody's time 0 is the same moment."""
    async with AsyncExitStack() as stack:
        folder = Path(str(stack.enter_context(as_file(files("gateway.demo").joinpath("data")))))
        cast = [
            await stack.enter_async_context(
                Participant(
                    room_url,
                    person.name,
                    recording=folder / person.file,
                    loop=loop,
                    on_event=on_event if index == 0 else None,
                )
            )
            for index, person in enumerate(meeting.participants)
        ]
        await cast[0].switch_captions(True)
        await cast[0].send(type="open_correction", on=True)  # who came first leads: visitors may correct
        start = asyncio.get_running_loop().time() + _BREATH_S
        for participant in cast:
            participant.play(start)
        yield cast
