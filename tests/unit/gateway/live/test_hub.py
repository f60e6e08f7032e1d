import json

import pytest

from captions.events import CaptionEvent
from gateway.live.event_log import OPEN_SEGMENTS, EventLog
from gateway.live.hub import LATEST_LAG, OUTBOX, Hub, Reader
from tests.fakes.events import final, interim, state


def drain(reader: Reader) -> list[int]:
    """The ``seq`` of every event it is given now."""
    return [json.loads(message)["event"]["seq"] for message in iter(reader.take, None)]


def hub_with(*events: CaptionEvent) -> Hub:
    hub = Hub()
    for event in events:
        hub.publish(event)
    return hub


def test_a_newcomer_gets_the_history_without_what_was_overtaken() -> None:
    hub = hub_with(state(1), interim(2, 1), interim(3, 1), final(4, 1), interim(5, 2), interim(6, 2))
    assert drain(hub.join(after=0)) == [1, 4, 6]


def test_who_resumes_gets_exactly_what_is_missing() -> None:
    hub = hub_with(state(1), final(2, 1), interim(3, 2))
    reader = hub.join(after=0)
    assert drain(reader) == [1, 2, 3]
    hub.leave(reader)
    hub.publish(final(4, 2))
    hub.publish(interim(5, 3))
    assert drain(hub.join(after=reader.cursor)) == [4, 5]
    assert drain(hub.join(after=5)) == []


def test_interims_are_overtaken_and_finals_never_dropped_for_a_slow_reader() -> None:
    hub = Hub()
    reader = hub.join(after=0)
    seq = 0
    for segment in range(1, 11):
        for _ in range(20):
            seq += 1
            hub.publish(interim(seq, segment))
        seq += 1
        hub.publish(final(seq, segment))
    seq += 1
    hub.publish(interim(seq, 11))
    assert drain(reader) == [*range(21, 211, 21), 211]


def test_seq_must_rise() -> None:
    log = EventLog()
    log.append(state(5))
    with pytest.raises(ValueError, match="rise"):
        log.append(state(5))


def test_the_log_is_bounded() -> None:
    log = EventLog(history=10)
    for seq in range(1, 101):
        log.append(final(seq, seq))
    assert [entry.seq for entry in log.since(0)] == list(range(91, 101))
    for seq in range(101, 1001):
        log.append(interim(seq, seq))
    assert len(log.since(0, limit=10_000)) == 10 + OPEN_SEGMENTS


def test_a_reader_that_falls_behind_is_told_to_come_back() -> None:
    hub = Hub()
    reader = hub.join(after=0)
    assert reader.take() is None
    for seq in range(1, LATEST_LAG + 2):
        assert not reader.behind
        hub.publish(final(seq, seq))
    assert reader.behind


def test_a_newcomer_is_not_behind_for_the_length_of_the_history() -> None:
    hub = hub_with(*(final(seq, seq) for seq in range(1, LATEST_LAG * 3)))
    assert not hub.join(after=0).behind


def test_a_reader_that_takes_nothing_overflows() -> None:
    reader = Hub().join(after=0)
    for n in range(OUTBOX + 1):
        assert not reader.behind
        reader.post(str(n))
    assert reader.behind


def test_only_the_newest_message_of_a_kind_is_kept() -> None:
    reader = Hub().join(after=0)
    reader.post("welcome")
    for n in range(1000):
        reader.post_latest("people", f"people {n}")
        reader.post_latest("clock", f"clock {n}")
    assert list(iter(reader.take, None)) == ["welcome", "people 999", "clock 999"]
    assert not reader.behind


async def test_who_is_outside_gets_what_is_posted_and_no_events_until_they_join() -> None:
    hub = hub_with(state(1))
    reader = hub.outside()
    hub.publish(final(2, 1))
    reader.post("wait")
    assert list(iter(reader.take, None)) == ["wait"]
    assert not reader.behind
    await reader.wait()
    assert hub.join(after=1, reader=reader) is reader
    await reader.wait()
    assert drain(reader) == [2]


async def test_readers_are_woken() -> None:
    hub = Hub()
    reader = hub.join(after=0)
    hub.publish(final(1, 1))
    await reader.wait()
    assert drain(reader) == [1]
    reader.post_latest("people", "x")
    await reader.wait()
    reader.post("y")
    await reader.wait()
