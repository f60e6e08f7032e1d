from models.audio import Samples, to_samples
from pipeline.reorder import DEPTH, Ordered, ReorderBuffer, RtpPacket, signed

T0 = Samples(0)


def packet(sequence: int) -> RtpPacket:
    return RtpPacket(sequence=sequence & 0xFFFF, timestamp=(sequence * 960) & 0xFFFFFFFF, payload=b"x")


def numbers(ordered: list[Ordered]) -> list[tuple[int, int]]:
    return [(item.packet.sequence, item.lost) for item in ordered]


def fed(*sequences: int) -> list[tuple[int, int]]:
    buffer = ReorderBuffer()
    return [pair for n in sequences for pair in numbers(buffer.push(packet(n), T0))]


def test_in_order_passes_at_once() -> None:
    assert fed(7, 8, 9) == [(7, 0), (8, 0), (9, 0)]


def test_only_the_first_packet_is_a_restart() -> None:
    buffer = ReorderBuffer()
    assert [buffer.push(packet(n), T0)[0].restart for n in (5, 6)] == [True, False]


def test_swapped_packets_are_put_right() -> None:
    assert fed(1, 3, 2, 4) == [(1, 0), (2, 0), (3, 0), (4, 0)]


def test_numbers_wrap() -> None:
    assert fed(65534, 0, 65535, 1) == [(65534, 0), (65535, 0), (0, 0), (1, 0)]


def test_duplicates_and_latecomers_are_dropped() -> None:
    assert fed(1, 2, 2, 1, 3) == [(1, 0), (2, 0), (3, 0)]


def test_a_hole_is_given_up_after_a_few_packets() -> None:
    ahead = range(12, 12 + DEPTH)
    assert fed(10, *ahead) == [(10, 0), (12, 1), *((n, 0) for n in list(ahead)[1:])]
    assert fed(10, *ahead, 11) == fed(10, *ahead)


def test_two_holes_are_given_up_one_after_the_other() -> None:
    sequences = [10, 12, 13, 14, 15, 17, 18, 19, 20, 21]
    assert fed(*sequences) == [(n, 1 if n in (12, 17) else 0) for n in sequences]


def test_a_hole_is_given_up_after_a_while() -> None:
    buffer = ReorderBuffer()
    buffer.push(packet(1), T0)
    assert buffer.push(packet(3), T0) == []
    assert buffer.overdue(to_samples(99)) == []
    assert numbers(buffer.overdue(to_samples(100))) == [(3, 1)]
    assert buffer.overdue(to_samples(500)) == []


def test_a_wide_jump_is_a_new_start() -> None:
    buffer = ReorderBuffer()
    buffer.push(packet(1), T0)
    (item,) = buffer.push(packet(30000), T0)
    assert (item.lost, item.restart) == (0, True)
    assert numbers(buffer.push(packet(30001), T0)) == [(30001, 0)]


def test_a_new_source_is_a_new_start() -> None:
    buffer = ReorderBuffer()
    buffer.push(packet(100), T0)
    buffer.restart()
    (item,) = buffer.push(packet(99), T0)
    assert item.restart


def test_signed() -> None:
    assert [signed(n, 16) for n in (0, 1, 0xFFFF, -1, 0x8000)] == [0, 1, -1, -1, -0x8000]
