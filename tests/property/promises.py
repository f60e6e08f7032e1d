"""What the events of a track promise, checked over all of them."""

from collections import defaultdict
from collections.abc import Sequence

from captions.events import CaptionEvent, Final, Interim


def check_order(events: Sequence[CaptionEvent]) -> None:
    """Revisions rise within a segment, nothing follows its final, a segment has one line, ids rise."""
    revision: dict[int, int] = defaultdict(int)
    lines: dict[int, int] = {}
    closed: set[int] = set()
    for event in events:
        if isinstance(event, Interim | Final):
            assert event.segment not in closed
            assert event.revision > revision[event.segment]
            assert lines.setdefault(event.segment, event.line) == event.line
            assert all(spoken.text for spoken in event.words)
            revision[event.segment] = event.revision
            if isinstance(event, Final):
                assert event.words
                closed.add(event.segment)
    finals = [event.segment for event in events if isinstance(event, Final)]
    assert finals == sorted(set(finals))
    assert list(lines.values()) == sorted(lines.values())


def standing(events: Sequence[CaptionEvent]) -> tuple[str, ...]:
    """What a reader still sees as a guess when everything is over."""
    shown: tuple[str, ...] = ()
    for event in events:
        if isinstance(event, Interim):
            shown = tuple(spoken.text for spoken in event.words)
        elif isinstance(event, Final):
            shown = ()
    return shown
