"""One face for all formats: caption events in, text to append out. Pure; knows no file and no clock.

| Name | Text comes | Unit |
|---|---|---|
| ``lines`` | when a phrase is complete | ``[00:01:23] Nom : texte`` |
| ``json`` | at once | a wire event a line, interims included |
| ``txt`` | when a phrase is complete | ``Nom : texte`` |
| ``vtt``, ``srt`` | when no earlier cue can come | a cue |
| ``ttml``, ``stl`` | at the end | the file |
"""

from collections.abc import Callable
from typing import Protocol

from captions import wire
from captions.cues import Cue, CueGrouping
from captions.events import CaptionEvent, Interim
from captions.formats import text
from captions.formats.export import Label, export
from captions.formats.srt import SubRip
from captions.formats.webvtt import WebVtt
from captions.phrases import Phrase, PhraseGrouping

NAMES = ("lines", "json", "vtt", "srt", "ttml", "stl", "txt")


class Form(Protocol):
    """Call ``opening`` first, then ``push`` and ``tick`` as things happen, then ``close``; append what they give."""

    def opening(self) -> str: ...

    def push(self, event: CaptionEvent) -> str: ...

    def tick(self, now_ms: int) -> str:
        """Text that silence until ``now_ms`` completes; only live readers need it."""
        ...

    def close(self) -> str | bytes: ...


def form(name: str, *, language: str) -> Form:
    """The form called ``name``, one of ``NAMES``; anything else raises ``KeyError``."""
    makers: dict[str, Callable[[], Form]] = {
        "lines": lambda: _Phrases(text.timed),
        "txt": lambda: _Phrases(text.untimed),
        "json": _Json,
        "vtt": lambda: _Cues(WebVtt(language=language)),
        "srt": lambda: _Cues(SubRip()),
        "ttml": lambda: _Whole("ttml", Label(language=language)),
        "stl": lambda: _Whole("stl", Label(language=language)),
    }
    return makers[name]()


class _CueWriter(Protocol):
    def opening(self) -> str: ...

    def block(self, cue: Cue) -> str: ...


class _Json:
    def opening(self) -> str:
        return ""

    def push(self, event: CaptionEvent) -> str:
        return wire.to_json(event) + "\n"

    def tick(self, now_ms: int) -> str:
        return ""

    def close(self) -> str:
        return ""


class _Phrases:
    def __init__(self, written: Callable[[Phrase], str]) -> None:
        self._grouping = PhraseGrouping()
        self._written = written

    def opening(self) -> str:
        return ""

    def push(self, event: CaptionEvent) -> str:
        return "".join(map(self._written, self._grouping.push(event)))

    def tick(self, now_ms: int) -> str:
        return "".join(map(self._written, self._grouping.tick(now_ms)))

    def close(self) -> str:
        return "".join(map(self._written, self._grouping.close()))


class _Cues:
    def __init__(self, writer: _CueWriter) -> None:
        self._grouping = CueGrouping()
        self._writer = writer

    def opening(self) -> str:
        return self._writer.opening()

    def push(self, event: CaptionEvent) -> str:
        return "".join(map(self._writer.block, self._grouping.push(event)))

    def tick(self, now_ms: int) -> str:
        return ""

    def close(self) -> str:
        return "".join(map(self._writer.block, self._grouping.close()))


class _Whole:
    """A format whose first octets depend on all that follows."""

    def __init__(self, name: str, label: Label) -> None:
        self._name = name
        self._label = label
        self._events: list[CaptionEvent] = []

    def opening(self) -> str:
        return ""

    def push(self, event: CaptionEvent) -> str:
        if not isinstance(event, Interim):
            self._events.append(event)
        return ""

    def tick(self, now_ms: int) -> str:
        return ""

    def close(self) -> bytes:
        return b"".join(export(self._name, self._events, self._label))
