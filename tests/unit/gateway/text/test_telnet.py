from hypothesis import given
from hypothesis import strategies as st

from gateway.text.telnet import LONGEST_LINE, TelnetLines

IAC = 255


def test_lines_end_as_every_program_ends_them() -> None:
    assert TelnetLines().feed(b"un\ndeux\r\ntrois\rquatre\r\n\r\n") == ["un", "deux", "trois", "quatre", ""]


def test_a_line_may_come_in_pieces_even_within_a_letter() -> None:
    lines = TelnetLines()
    octets = "début\r\n".encode()
    assert [line for n in range(len(octets)) for line in lines.feed(octets[n : n + 1])] == ["début"]


def test_what_is_not_utf_8_is_replaced() -> None:
    assert TelnetLines().feed(b"caf\xe9\n\xc3\n") == ["caf\ufffd", "\ufffd"]


def test_negotiation_is_declined_once_and_never_part_of_a_line() -> None:
    lines = TelnetLines()
    asked = bytes([IAC, 253, 1, IAC, 251, 31, IAC, 252, 3, IAC, 254, 3, IAC, 241])
    assert lines.feed(b"con" + asked + b"seil\n" + asked) == ["conseil"]
    assert lines.replies() == bytes([IAC, 252, 1, IAC, 254, 31])
    assert lines.replies() == b""


def test_a_sub_negotiation_is_skipped_to_its_end() -> None:
    lines = TelnetLines()
    sub = bytes([IAC, 250, 31, 0, 80, 10, 13, IAC, IAC, 7, IAC, 240])
    assert lines.feed(b"a" + sub + b"b\n") == ["ab"]


def test_rubbing_out_takes_whole_letters() -> None:
    assert TelnetLines().feed("été\x7f\x08\x08\x08\x08non\n".encode()) == ["non"]


def test_a_line_without_end_is_thrown_away_and_costs_nothing() -> None:
    lines = TelnetLines()
    for _ in range(1000):
        assert lines.feed(b"x" * 1024) == []
    assert len(lines._line) <= LONGEST_LINE
    assert lines.feed(b"\nok\n") == [None, "ok"]


@given(st.binary(max_size=400))
def test_nothing_that_comes_breaks_it(data: bytes) -> None:
    lines = TelnetLines()
    whole = lines.feed(data)
    replies = lines.replies()
    again = TelnetLines()
    assert [line for n in range(len(data)) for line in again.feed(data[n : n + 1])] == whole
    assert again.replies() == replies
    assert len(replies) <= 3 * 512
    for line in whole:
        assert line is None or not set(line) & set("\r\n\x00\x1b")
