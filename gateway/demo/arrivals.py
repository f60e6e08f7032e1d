"""What a reader of the demonstration received, and when."""

import asyncio
from contextlib import suppress

from captions.events import CaptionEvent
from captions.quality import Observed

_QUIET_S = 3.0


class Arrivals:
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
