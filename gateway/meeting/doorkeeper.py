"""Has the door of a room remembered as hosts leave it, beyond the meeting: the newest state only, in the background.

Where that fails, the door works all the same, and it is tried again for as long as the meeting lasts.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from captions.errors import VoixlaError
from gateway.access.grants import Latch
from gateway.meeting.door import Door
from gateway.tasks import Tasks

logger = logging.getLogger(__name__)

_AGAIN_S = 5.0


class Doorkeeper:
    """``keep`` returns when its latch is sure to be remembered; what ``door`` is at first is remembered already."""

    def __init__(
        self,
        door: Door,
        *,
        keep: Callable[[Latch], Awaitable[None]],
        tasks: Tasks,
        again_s: float = _AGAIN_S,
    ) -> None:
        self._door = door
        self._keep = keep
        self._tasks = tasks
        self._again_s = again_s
        self._kept = door.latch
        self._busy = False

    def look(self) -> None:
        """To be called whenever somebody may have switched something."""
        if not self._busy and self._door.latch != self._kept:
            self._busy = True
            self._tasks.start("door-keep", self._remember())

    async def _remember(self) -> None:
        try:
            while (latch := self._door.latch) != self._kept:
                try:
                    await self._keep(latch)
                    self._kept = latch
                except VoixlaError as error:
                    logger.warning("task=door-keep code=%s", error.code)
                    await asyncio.sleep(self._again_s)
        finally:
            self._busy = False
