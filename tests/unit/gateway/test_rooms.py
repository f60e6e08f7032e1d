import asyncio
import logging
import time
from types import TracebackType

import pytest

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.messages import Captions, Hello, Mute
from gateway.meeting.rules import RoomRules
from gateway.people import Person, Seat
from gateway.room import Room
from gateway.rooms import Rooms, checked_room_name
from tests.fakes.caption_session import FakeSession, FakeSessions
from tests.fakes.meeting import until

READER = Hello(role="reader", name="", session=None, after=0, person=None)
ANNE = Hello(role="participant", name="Anne", session=None, after=0, person=None)
GUEST = Grant(role=Role.PARTICIPANT, elective=True)
QUICK = RoomRules(linger=0.2)


def rooms(limit: int = 50, rules: RoomRules = QUICK) -> tuple[Rooms, FakeSessions]:
    sessions = FakeSessions(time.monotonic)
    return Rooms(sessions=sessions, rules=rules, limit=limit), sessions


@pytest.mark.parametrize("name", ["abc", "conseil-municipal", "2026-11-22", "x" * 64])
def test_room_names(name: str) -> None:
    assert checked_room_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 65, "Conseil", "a b c", "a/b", "été", "abc\n", "😀😀😀", "a_b"]
)
def test_room_names_that_are_none(name: str) -> None:
    with pytest.raises(VoixlaError) as caught:
        checked_room_name(name)
    assert caught.value.code == "room.bad_name"


async def test_one_room_for_all_who_come_at_once() -> None:
    every, sessions = rooms()
    async with every:
        found = await asyncio.gather(*(every.enter("conseil") for _ in range(5)))
        assert len({id(room) for room in found}) == 1
        assert len(sessions.made) == 1


async def test_an_empty_room_is_over_and_the_next_is_new() -> None:
    every, sessions = rooms()
    async with every:
        first = await every.enter("conseil")
        seat = first.enter(READER, GUEST)
        await asyncio.sleep(0.4)
        assert every.find("conseil") is first
        await first.leave(seat, for_good=False)
        await until(lambda: every.find("conseil") is None, "it is over")
        assert sessions.made[0].left
        assert await every.enter("conseil") is not first
    assert all(session.left for session in sessions.made)


async def test_the_number_of_rooms_is_bounded() -> None:
    every, _ = rooms(limit=1)
    async with every:
        await every.enter("une")
        with pytest.raises(VoixlaError) as caught:
            await every.enter("deux")
        assert caught.value.code == "rooms.full"
        await every.enter("une")


async def test_nobody_comes_in_before_and_after() -> None:
    every, _ = rooms()
    assert not every.ready
    async with every:
        assert every.ready
    assert not every.ready
    with pytest.raises(VoixlaError) as caught:
        await every.enter("conseil")
    assert caught.value.code == "rooms.closing"


async def test_a_room_that_is_ending_takes_nobody() -> None:
    every, _ = rooms()
    async with every:
        room = await every.enter("conseil")
        seat = room.enter(ANNE, GUEST)
        room.stop()
        with pytest.raises(VoixlaError) as caught:
            room.enter(ANNE, GUEST)
        assert caught.value.code == "room.closed"
        with pytest.raises(VoixlaError):
            await room.handle(seat, Mute(muted=True))
        again = await every.enter("conseil")
        assert again is not room
        assert seat.verdict is not None
        await room.leave(seat, for_good=True)


class BrokenSession(FakeSession):
    """Fails when it is opened, or while it runs."""

    at_once = True

    async def __aenter__(self) -> "BrokenSession":
        self.entered = True
        if self.at_once:
            raise VoixlaError("engine.gone", "Le moteur ne répond plus.")
        self._group = asyncio.TaskGroup()
        await self._group.__aenter__()
        self._group.create_task(self._break())
        return self

    async def _break(self) -> None:
        await asyncio.sleep(0.1)
        raise RuntimeError("boom")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._group.__aexit__(kind, error, trace)


async def test_a_session_that_cannot_open_refuses_and_the_server_lives_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    every = Rooms(
        sessions=lambda session, publish: BrokenSession(session, publish, time.monotonic), rules=QUICK
    )
    async with every:
        for _ in range(2):
            with pytest.raises(VoixlaError) as caught:
                await every.enter("conseil")
            assert caught.value.code == "internal"
            await until(lambda: len(every) == 0, "it is forgotten")
    assert "engine.gone" in caplog.text


async def test_a_session_that_breaks_ends_its_room_alone(caplog: pytest.LogCaptureFixture) -> None:
    class BreaksLater(BrokenSession):
        at_once = False

    made: list[FakeSession] = []

    def make(session, publish):  # type: ignore[no-untyped-def]
        made.append((FakeSession if made else BreaksLater)(session, publish, time.monotonic))
        return made[-1]

    every = Rooms(sessions=make, rules=QUICK)
    async with every:
        room = await every.enter("une")
        seat = room.enter(ANNE, GUEST)
        other = await every.enter("deux")
        reader = other.enter(READER, GUEST)
        await until(lambda: every.find("une") is None, "it is over")
        assert seat.verdict is not None
        assert seat.verdict[0] in (1011, 1012)
        assert reader.verdict is None
        await room.leave(seat, for_good=True)
        assert await every.enter("une") is not room
    assert "code=internal" in caplog.text
    assert "Anne" not in caplog.text


class Hall:
    """Rooms with one person each, who speaks when the test says so."""

    def __init__(self, every: Rooms) -> None:
        self._every = every

    async def open(self, name: str, *, talkers: int) -> tuple[Room, Seat]:
        room = await self._every.enter(name)
        seat = room.enter(ANNE, GUEST)
        for number in range(talkers):
            voice = room._stage._new_voice(Person(id=SpeakerId(f"p{number}"), name="A", key=""))
            room._stage._voices[SpeakerId(f"p{number}")] = voice
            voice.speaking(True)
        return room, seat


@pytest.mark.parametrize(
    ("talking", "coming", "limit", "refused"),
    [
        (2, 1, 2, True),
        (2, 0, 2, True),
        (1, 1, 2, False),
        (0, 5, 2, False),
        (9, 1, None, False),
        (1, 2, 2, True),
    ],
)
async def test_captions_are_refused_when_those_who_speak_fill_the_machine(
    talking: int, coming: int, limit: int | None, refused: bool
) -> None:
    every, _ = rooms(rules=RoomRules(linger=0.2, talkers=limit))
    async with every:
        hall = Hall(every)
        first, at_first = await hall.open("premiere", talkers=talking)
        await first.handle(at_first, Captions(on=True))
        second, at_second = await hall.open("seconde", talkers=coming)
        if refused:
            with pytest.raises(VoixlaError) as caught:
                await second.handle(at_second, Captions(on=True))
            assert caught.value.code == "captions.full"
        else:
            await second.handle(at_second, Captions(on=True))
        assert second.captioned is not refused
        await second.handle(at_second, Captions(on=False))
        await first.handle(at_first, Captions(on=True))
        assert first.captioned
        assert every.talkers == talking + (coming if second.captioned else 0)


async def test_a_refused_room_gets_captions_when_others_have_stopped() -> None:
    every, _ = rooms(rules=RoomRules(linger=0.2, talkers=1))
    async with every:
        hall = Hall(every)
        first, at_first = await hall.open("premiere", talkers=1)
        second, at_second = await hall.open("seconde", talkers=1)
        await first.handle(at_first, Captions(on=True))
        with pytest.raises(VoixlaError):
            await second.handle(at_second, Captions(on=True))
        await first.handle(at_first, Captions(on=False))
        await second.handle(at_second, Captions(on=True))
        assert second.captioned


async def test_logs_tell_no_names(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    every, _ = rooms()
    async with every:
        room: Room = await every.enter("salle-secrete")
        seat: Seat = room.enter(ANNE, GUEST)
        await room.handle(seat, Captions(on=True))
        await room.leave(seat, for_good=True)
    assert "Anne" not in caplog.text
    assert "salle-secrete" not in caplog.text
