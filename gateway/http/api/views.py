"""Whether somebody who reads a record begins to, or goes on: a page that follows a meeting asks every few seconds."""

import threading
from collections import OrderedDict
from typing import Final

from captions.archive.records import Moment, RecordId

SITTING_MS: Final = 600_000
"""Who comes back after so long begins anew."""
_MOST: Final = 10_000


class Views:
    """Of one server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: OrderedDict[tuple[str, RecordId], Moment] = OrderedDict()

    def begins(self, actor: str, record: RecordId, now: Moment, *, again: bool) -> bool:
        """``again``: they say that they have read it before, which is true only if they did."""
        with self._lock:
            before = self._last.pop((actor, record), None)
            self._last[(actor, record)] = now
            if len(self._last) > _MOST:
                self._last.popitem(last=False)
        return not again or before is None or not 0 <= now - before < SITTING_MS
