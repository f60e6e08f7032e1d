"""The switch of a shared microphone in a room: who may turn it, when it takes effect, and until when it lasts."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.events import Author, AuthorKind, Named, Speaker
from captions.ids import Milliseconds, SpeakerId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.messages import Captions, Claim, Hello, Publish, parse
from gateway.live.refusals import Refusal
from gateway.media.embedded.room import EmbeddedRoom
from gateway.media.embedded.server import EmbeddedServer
from gateway.media.ports import Feed
from gateway.media.tap import TapSink
from gateway.meeting.rules import RoomRules
from gateway.meeting.sharing import SETTLED_MS, Prepare
from gateway.people import Person, Seat
from gateway.room import Room
from gateway.rooms import Rooms
from gateway.tasks import Tasks
from models.audio import Samples
from tests.fakes.caption_session import FakeSession, FakeSessions, FakeTrack
from tests.fakes.meeting import until

HOST, GUEST = Grant(role=Role.HOST), Grant(role=Role.PARTICIPANT)
SOUND = np.zeros(320, dtype=np.float32)


class SoundRoom(EmbeddedRoom):
    """Takes every offer; ``sinks`` are where sound goes."""

    def __init__(self, *, tasks: Tasks, now: Callable[[], Samples]) -> None:
        super().__init__(tasks=tasks, now=now)
        self.sinks: dict[SpeakerId, TapSink] = {}

    async def publish(
        self,
        person: SpeakerId,
        offer: str,
        sink: TapSink,
        *,
        feed: Feed = Feed.MAIN,
        muted: bool,
        ended: Callable[[bool], None],
    ) -> str:
        self.sinks[person] = sink
        return "answer"


class SoundServer(EmbeddedServer):
    async def open(
        self, room: str, *, tasks: Tasks, now: Callable[[], Samples], changed: Callable[[], None]
    ) -> EmbeddedRoom:
        self.room = SoundRoom(tasks=tasks, now=now)
        return self.room


class Stand:
    """A room with two people who send sound, a host and a guest."""

    def __init__(self, room: Room, server: SoundServer, sessions: FakeSessions) -> None:
        self.room = room
        self.server = server
        self.session: FakeSession = sessions.made[-1]
        self.host, self.guest = self.enter("Anne", HOST), self.enter("Salle", GUEST)
        self._at = 0
        self._got: dict[int, list[dict[str, Any]]] = {}

    def enter(self, name: str, grant: Grant, back: Person | None = None) -> Seat:
        claim = None if back is None else Claim(id=back.id, key=back.key)
        return self.room.enter(
            Hello(role="participant", name=name, session=None, after=0, person=claim), grant
        )

    async def share(self, seat: Seat, *, on: bool = True, **what: object) -> None:
        await self.room.handle(seat, parse(json.dumps({"type": "share_microphone", "on": on, **what})))

    async def speak(self, seat: Seat) -> FakeTrack:
        """Sound of theirs on its way; the track that it is on."""
        if who(seat).id not in self.server.room.sinks:
            await self.room.handle(seat, Publish(feed="main", sdp="offer"))
        self.server.room.sinks[who(seat).id].sound(Samples(self._at), SOUND)
        self._at += len(SOUND)
        return self.session.tracks[-1]

    def told(self, seat: Seat, kind: str) -> list[dict[str, Any]]:
        got = self._got.setdefault(id(seat), [])
        got += [json.loads(message) for message in iter(seat.reader.take, None)]
        return [message for message in got if message["type"] == kind]

    def shared(self, seat: Seat) -> dict[str, bool]:
        """As ``seat`` was told last."""
        told = self.told(seat, "people") or self.told(seat, "welcome")
        return {person["name"]: person["shared"] for person in told[-1]["people"]}


def who(seat: Seat) -> Person:
    assert seat.person is not None
    return seat.person


async def ready() -> None:
    return


@asynccontextmanager
async def stand(prepare: Prepare | None = ready, patience: float = 30.0) -> AsyncIterator[Stand]:
    sessions, server = FakeSessions(time.monotonic), SoundServer()
    rules = RoomRules(linger=0.1, patience=patience)
    async with Rooms(sessions=sessions, media=server, rules=rules, prepare_voices=prepare) as rooms:
        found = Stand(await rooms.enter("conseil"), server, sessions)
        await found.room.handle(found.host, Captions(on=True))
        yield found
        assert rooms.shared == sum(person.shared for person in found.room._assembly.people)


async def refused(table: Stand, seat: Seat, **what: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await table.share(seat, **what)
    return caught.value


async def test_one_person_shares_their_own_and_a_host_anybodys() -> None:
    async with stand() as table:
        await table.share(table.guest)
        await until(lambda: table.shared(table.host) == {"Anne": False, "Salle": True}, "it is shared")
        await table.share(table.host, on=False, person=who(table.guest).id)
        assert table.shared(table.host) == {"Anne": False, "Salle": False}
        await table.share(table.host, person=who(table.guest).id, people=3)
        await until(lambda: table.shared(table.guest)["Salle"], "it is shared again")
        assert who(table.guest).voices == 3


async def test_who_is_refused_is_told_for_whom() -> None:
    async with stand() as table:
        error = await refused(table, table.guest, person=who(table.host).id)
        assert (error.code, error.about) == ("live.not_host", {"person": who(table.host).id})
        assert (await refused(table, table.host, person="p0")).code == "live.no_such_person"
    async with stand(prepare=None) as table:
        error = await refused(table, table.guest)
        assert (error.code, error.about) == ("voices.none", {"person": who(table.guest).id})
        await table.share(table.guest, on=False)


async def test_models_that_cannot_be_had_are_told_to_who_asked_and_logged_without_a_name(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise VoixlaError("weights.speakers_unreachable", "Pas de réseau.")

    with caplog.at_level(logging.DEBUG):
        async with stand(fail) as table:
            await table.share(table.host, person=who(table.guest).id)
            await until(lambda: bool(table.told(table.host, "error")), "the host is told")
            (error,) = table.told(table.host, "error")
            assert (error["code"], error["person"]) == ("voices.weights", who(table.guest).id)
            assert "./run weights fetch speakers" in error["fr"]
            assert not table.told(table.guest, "error")
            assert not who(table.guest).shared
    assert "weights.speakers_unreachable" in caplog.text
    assert "Salle" not in caplog.text


async def test_it_is_shared_when_the_models_are_there_unless_it_was_switched_off_meanwhile() -> None:
    loaded = asyncio.Event()
    async with stand(loaded.wait) as table:  # type: ignore[arg-type]
        await table.share(table.guest)
        await table.share(table.host)
        await table.share(table.host, on=False)
        assert table.shared(table.host) == {"Anne": False, "Salle": False}
        loaded.set()
        await until(lambda: table.shared(table.host)["Salle"], "it is shared")
        assert not who(table.host).shared


async def test_a_track_is_shared_at_once_and_so_is_every_later_one() -> None:
    async with stand() as table:
        first = await table.speak(table.guest)
        assert first.shares == [], "a track of one person is left alone"
        await table.share(table.guest, people=4)
        await until(lambda: who(table.guest).shared, "it is shared")
        assert first.shares == [(True, 4)]
        table.server.room.sinks[who(table.guest).id].pause()
        second = await table.speak(table.guest)
        assert second is not first
        assert second.shares == [(True, 4)]
        await table.share(table.guest, people=5)
        await until(lambda: who(table.guest).voices == 5, "another number")
        assert second.shares == [(True, 4), (False, None), (True, 5)]
        await table.share(table.guest, people=5)
        await table.share(table.guest, on=False)
        assert second.shares[-1] == (False, None)
        await until(lambda: table.session.voices == [who(table.guest).id], "voices are forgotten")
        table.server.room.sinks[who(table.guest).id].pause()
        assert (await table.speak(table.guest)).shares == []
        assert not (await table.speak(table.host)).shares


async def test_it_lasts_through_a_reconnection_and_ends_with_their_leaving() -> None:
    async with stand(patience=0.2) as table:
        await table.share(table.guest)
        await until(lambda: who(table.guest).shared, "it is shared")
        person = who(table.guest)
        await table.room.leave(table.guest, for_good=False)
        back = table.enter("Salle", GUEST, person)
        assert who(back) is person
        assert table.shared(back) == {"Anne": False, "Salle": True}
        assert (await table.speak(back)).shares == [(True, None)]
        assert table.session.voices == []
        await table.room.leave(back, for_good=True)
        await until(lambda: table.session.voices == [person.id], "voices are forgotten")
        assert table.shared(table.host) == {"Anne": False}


async def test_two_voices_called_one_are_one_for_the_server_a_minute_later() -> None:
    async with stand() as table:
        microphone = who(table.guest).id
        await table.speak(table.guest)

        def name(label: int, shown: str, at_ms: int) -> None:
            table.session.emit(
                Named(
                    seq=0,
                    at_ms=Milliseconds(at_ms),
                    author=Author(kind=AuthorKind.PERSON, id=microphone, name="Salle"),
                    speaker=SpeakerId(f"{microphone}#{label}"),
                    shown=Speaker(id=SpeakerId(shown), name="x"),
                )
            )

        now = 100_000
        name(1, f"{microphone}#1", now - SETTLED_MS)
        name(2, f"{microphone}#1", now - SETTLED_MS)
        name(3, f"{microphone}#1", now - SETTLED_MS + 1)
        name(4, who(table.host).id, now - SETTLED_MS)
        name(5, "p-other#1", now - SETTLED_MS)
        sharing = table.room._staff.sharing
        sharing.look(Milliseconds(now))
        sharing.look(Milliseconds(now))
        await until(lambda: bool(table.session.voices), "they are merged")
        assert table.session.voices == [(microphone, 2, 1)]
        name(3, f"{microphone}#3", now)
        sharing.look(Milliseconds(now + SETTLED_MS))
        await asyncio.sleep(0)
        assert table.session.voices == [(microphone, 2, 1)], "what was taken back in time is not merged"
