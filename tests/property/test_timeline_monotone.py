"""Whatever the network does, time on a track only goes forward and nothing overlaps."""

from hypothesis import given
from hypothesis import strategies as st

from models.audio import Samples, to_samples
from pipeline.reorder import ReorderBuffer, RtpPacket
from pipeline.timeline import Placed, Slot, TrackTimeline

FRAME = 960


@st.composite
def journeys(draw: st.DrawFn) -> list[tuple[int, RtpPacket]]:
    """(arrival ms, packet) of a stream that is delayed, shuffled, duplicated and thinned out."""
    count = draw(st.integers(1, 60))
    first = draw(st.integers(0, 0xFFFF))
    origin = draw(st.integers(0, 0xFFFFFFFF))
    arrivals = []
    for n in range(count):
        if draw(st.integers(0, 9)) == 0:
            continue
        delay = draw(st.integers(0, 70))
        sent = RtpPacket(
            sequence=(first + n) & 0xFFFF, timestamp=(origin + n * FRAME) & 0xFFFFFFFF, payload=bytes([n])
        )
        arrivals.append((1000 + n * 20 + delay, sent))
        if draw(st.integers(0, 9)) == 0:
            arrivals.append((1000 + n * 20 + delay + 5, sent))
    return sorted(arrivals, key=lambda arrival: arrival[0])


def run(arrivals: list[tuple[int, RtpPacket]]) -> list[Slot]:
    buffer, timeline, slots = ReorderBuffer(), TrackTimeline(), []
    for at_ms, packet in arrivals:
        for ordered in buffer.push(packet, to_samples(at_ms)):
            slots += timeline.place(ordered, FRAME, to_samples(at_ms))
    return slots


@given(journeys())
def test_slots_are_contiguous_and_in_order(arrivals: list[tuple[int, RtpPacket]]) -> None:
    slots = run(arrivals)
    for before, after in zip(slots, slots[1:], strict=False):
        assert before.start < before.end == after.start


@given(journeys())
def test_every_packet_is_placed_at_most_once_and_where_its_number_says(
    arrivals: list[tuple[int, RtpPacket]],
) -> None:
    placed = [(slot.payload[0], slot.start) for slot in run(arrivals) if isinstance(slot, Placed)]
    numbers = [number for number, _ in placed]
    assert numbers == sorted(set(numbers))
    for number, start in placed:
        assert start - placed[0][1] == (number - placed[0][0]) * FRAME // 3


@given(
    st.lists(
        st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.integers(0, 2000)),
        max_size=60,
    )
)
def test_nonsense_is_survived(stream: list[tuple[int, int, int]]) -> None:
    buffer, timeline, now = ReorderBuffer(), TrackTimeline(), 0
    end = Samples(0)
    for sequence, timestamp, step in stream:
        now += step
        packet = RtpPacket(sequence=sequence, timestamp=timestamp, payload=b"")
        for ordered in buffer.push(packet, to_samples(now)):
            for slot in timeline.place(ordered, FRAME, to_samples(now)):
                assert slot.start >= end
                end = slot.end
            assert end <= to_samples(now + 1000 + 20 * len(stream))
