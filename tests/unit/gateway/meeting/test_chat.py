import pytest

from captions.errors import VoixlaError
from captions.ids import Milliseconds, SpeakerId
from gateway.live.protocol import ChatLine
from gateway.meeting.chat import BURST, EVERY, KEPT, KEPT_CHARACTERS, Chat

ANNE, BRUNO = SpeakerId("p1"), SpeakerId("p2")


def write(chat: Chat, text: str, now: float, person: SpeakerId = ANNE) -> ChatLine:
    return chat.write(person, "Anne", text, at_ms=Milliseconds(int(now * 1000)), now=now)


def test_lines_are_kept_for_who_comes_later() -> None:
    chat = Chat()
    first, second = write(chat, "un", 0.0), write(chat, "deux", 1.5, BRUNO)
    assert chat.lines == (first, second)
    assert (first.id, second.id) == (1, 2)
    assert second == ChatLine(id=2, person=BRUNO, name="Anne", text="deux", at_ms=Milliseconds(1500))


def test_the_oldest_are_forgotten() -> None:
    chat = Chat()
    for n in range(KEPT + 10):
        write(chat, str(n), n * EVERY)
    assert len(chat.lines) == KEPT
    assert chat.lines[0].text == "10"
    assert chat.lines[-1].id == KEPT + 10


def test_long_lines_fill_it_sooner() -> None:
    chat = Chat()
    for n in range(60):
        write(chat, "x" * 2000, n * EVERY)
    assert sum(len(line.text) for line in chat.lines) == KEPT_CHARACTERS
    assert chat.lines[-1].id == 60


def test_nobody_writes_too_fast_and_others_are_not_held_up() -> None:
    chat = Chat()
    for _ in range(BURST):
        write(chat, "x", 10.0)
    with pytest.raises(VoixlaError) as caught:
        write(chat, "x", 10.1)
    assert caught.value.code == "chat.too_fast"
    write(chat, "y", 10.1, BRUNO)
    write(chat, "x", 10.1 + EVERY)
    assert [line.text for line in chat.lines] == ["x"] * BURST + ["y", "x"]


def test_what_was_written_stays_when_its_writer_leaves() -> None:
    chat = Chat()
    line = write(chat, "x", 0.0)
    chat.forget(ANNE)
    chat.forget(ANNE)
    assert chat.lines == (line,)
