"""When a session was off the record, and what of a text was said outside of that. Pure.

A word is off the record by the time at which it was said, also within a segment that began before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from captions.events import Amended, CaptionEvent, Final, OffRecord

Hole = tuple[int, int | None]
"""From when until when nothing is written down; without an end as long as it lasts."""
_Text = TypeVar("_Text", bound=Final | Amended)


def holes(events: Iterable[CaptionEvent]) -> list[Hole]:
    """When the session was off the record."""
    spans: list[Hole] = []
    for event in events:
        if not isinstance(event, OffRecord):
            continue
        open_span = bool(spans) and spans[-1][1] is None
        if event.on and not open_span:
            spans.append((event.at_ms, None))
        elif not event.on and open_span:
            spans[-1] = (spans[-1][0], event.at_ms)
    return spans


def within(at_ms: int, spans: Iterable[Hole]) -> bool:
    return any(start <= at_ms and (end is None or at_ms < end) for start, end in spans)


def trimmed(event: _Text, spans: Sequence[Hole]) -> _Text | None:
    """Without what was said in ``spans``; None when nothing of what it said is left."""
    if within(event.start_ms, spans):
        return None
    words = tuple(word for word in event.words if not within(word.start_ms, spans))
    if len(words) == len(event.words):
        return event
    return replace(event, words=words) if words else None
