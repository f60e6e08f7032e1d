"""Whatever is cut and whenever, a reader that resumes by ``seq`` ends up with exactly the log."""

import json

from hypothesis import given
from hypothesis import strategies as st

from captions.events import CaptionEvent
from gateway.live.hub import Hub
from tests.fakes.events import final, gap, interim, state


class FlakyReader:
    """Remembers what a page would: events, the highest ``seq``, and the newest interim of each segment."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.seen: list[int] = []
        self.lasting: list[int] = []
        self.open: dict[int, int] = {}
        self.reader = hub.join(after=0)

    def take(self, count: int) -> None:
        for _ in range(count):
            message = self.reader.take()
            if message is None:
                return
            event = json.loads(message)["event"]
            self.seen.append(event["seq"])
            if event["type"] == "interim":
                self.open[event["segment"]] = event["seq"]
            else:
                self.lasting.append(event["seq"])
                self.open.pop(event.get("segment"), None)

    def cut(self) -> None:
        self.hub.leave(self.reader)
        self.reader = self.hub.join(after=self.seen[-1] if self.seen else 0)


@st.composite
def meetings(draw: st.DrawFn) -> list[CaptionEvent]:
    """Up to three people who talk at once, with gaps and states in between."""
    events: list[CaptionEvent] = []
    fresh = 1
    open_segments: list[int] = []
    for seq in range(1, draw(st.integers(1, 60)) + 1):
        kind = draw(st.sampled_from(["interim", "interim", "final", "gap", "state"]))
        if kind in ("interim", "final") and (
            not open_segments or (len(open_segments) < 3 and draw(st.booleans()))
        ):
            open_segments.append(fresh)
            fresh += 1
        if kind == "interim":
            events.append(interim(seq, draw(st.sampled_from(open_segments))))
        elif kind == "final":
            segment = draw(st.sampled_from(open_segments))
            open_segments.remove(segment)
            events.append(final(seq, segment))
        else:
            events.append(gap(seq) if kind == "gap" else state(seq))
    return events


@given(meetings(), st.data())
def test_nothing_is_missing_and_nothing_comes_twice(events: list[CaptionEvent], data: st.DataObject) -> None:
    hub = Hub()
    readers = [FlakyReader(hub) for _ in range(3)]
    for event in events:
        hub.publish(event)
        for reader in readers:
            reader.take(data.draw(st.integers(0, 3)))
            if data.draw(st.integers(0, 4)) == 0:
                reader.cut()
    for reader in readers:
        reader.cut()
        reader.take(1000)
    lasting = [event.seq for event in events if event.__class__.__name__ != "Interim"]
    newest = FlakyReader(hub)
    newest.take(1000)
    for reader in [*readers, newest]:
        assert reader.lasting == lasting
        assert reader.seen == sorted(set(reader.seen))
        assert reader.open == newest.open
