"""How far the files are that are being made right now, for the pages that wait for them: figures, in memory.

A file is streamed while it is made, and is on no disk of ours: nothing is left over of it when somebody gives up. How
much of it there will be is not known before its end. So the page that asks for it gives the request a name of its own
choice, and asks under that name how much of the work is done.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from captions.archive.records import RecordId
from captions.errors import VoixlaError

MOST = 200
"""At a time; of those before, the oldest is forgotten."""


@dataclass(slots=True, kw_only=True)
class Making:
    """One file. Written by the thread that makes it, read by others."""

    done: float | None = None
    """From 0 to 1; None as long as nobody can say."""
    trouble: VoixlaError | None = None

    def reached(self, done: float) -> None:
        self.done = done

    def watch(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """``pieces``; why they ended early can be asked for afterwards."""
        try:
            yield from pieces
        except VoixlaError as error:
            self.trouble = error
            raise


class Makings:
    """Of one server. A name is only good for whoever gave it, and for the record that it was given for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, RecordId, str], Making] = OrderedDict()

    def begin(self, actor: str, record: RecordId, name: str | None) -> Making:
        making = Making()
        if name is not None:
            with self._lock:
                self._known[(actor, record, name)] = making
                self._known.move_to_end((actor, record, name))
                while len(self._known) > MOST:
                    self._known.popitem(last=False)
        return making

    def find(self, actor: str, record: RecordId, name: str) -> Making | None:
        with self._lock:
            return self._known.get((actor, record, name))
