"""A result that is written at the end, of what stands by then: a later look at the voices may change it. Pure."""

from operator import attrgetter

from captions.events import CaptionEvent, Interim
from captions.formats.export import Label, export
from captions.formats.on_record import told
from captions.formats.text import timed
from captions.phrases import phrases


class Revised:
    """Implements ``captions.formats.form.Form`` for ``lines`` and the formats of ``export``."""

    def __init__(self, name: str, *, language: str) -> None:
        self._name = name
        self._label = Label(language=language)
        self._events: list[CaptionEvent] = []

    def opening(self) -> str:
        return ""

    def push(self, event: CaptionEvent) -> str:
        if not isinstance(event, Interim):
            self._events.append(event)
        return ""

    def tick(self, now_ms: int) -> str:
        return ""

    def close(self) -> str | bytes:
        if self._name == "lines":
            return "".join(map(timed, sorted(phrases(told(self._events)), key=attrgetter("start_ms"))))
        return b"".join(export(self._name, self._events, self._label))
