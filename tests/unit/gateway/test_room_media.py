"""What a room tells its pages of the meeting server behind it: that it is gone, that it is back, what ended."""

import json
import time
from collections.abc import Callable
from typing import Any

from captions.ids import SpeakerId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.messages import Hello, Publish, Unpublish
from gateway.media.embedded.room import EmbeddedRoom
from gateway.media.embedded.server import EmbeddedServer
from gateway.media.ports import Feed
from gateway.media.tap import TapSink
from gateway.people import Seat
from gateway.rooms import Rooms
from gateway.tasks import Tasks
from models.audio import Samples
from tests.fakes.caption_session import FakeSessions
from tests.fakes.meeting import until

GUEST = Grant(role=Role.PARTICIPANT, elective=True)


class PictureRoom(EmbeddedRoom):
    """Takes every offer, for sound and for screens; ``end`` ends what somebody publishes."""

    def __init__(self, *, tasks: Tasks, now: Callable[[], Samples]) -> None:
        super().__init__(tasks=tasks, now=now)
        self._feeds: dict[tuple[SpeakerId, Feed], Callable[[bool], None]] = {}

    @property
    def publishing(self) -> frozenset[SpeakerId]:
        return frozenset(person for person, feed in self._feeds if feed is Feed.MAIN)

    @property
    def screens(self) -> frozenset[SpeakerId]:  # type: ignore[override]
        return frozenset(person for person, feed in self._feeds if feed is Feed.SCREEN)

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
        self._feeds[person, feed] = ended
        return f"answer to {offer}"

    async def unpublish(self, person: SpeakerId, feed: Feed = Feed.MAIN) -> None:
        self._feeds.pop((person, feed), None)

    def end(self, person: SpeakerId, feed: Feed, *, failed: bool) -> None:
        self._feeds.pop((person, feed))(failed)


class PictureServer(EmbeddedServer):
    """Dies and comes back as the test says."""

    video = True

    async def open(
        self, room: str, *, tasks: Tasks, now: Callable[[], Samples], changed: Callable[[], None]
    ) -> EmbeddedRoom:
        self.room, self._changed = PictureRoom(tasks=tasks, now=now), changed
        return self.room

    def turn(self, *, up: bool) -> None:
        self.room.up = up
        self._changed()


class Page:
    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self._got: list[dict[str, Any]] = []

    @property
    def got(self) -> list[dict[str, Any]]:
        self._got += [json.loads(message) for message in iter(self.seat.reader.take, None)]
        return self._got

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.got if message["type"] == kind]

    @property
    def me(self) -> SpeakerId:
        assert self.seat.person is not None
        return self.seat.person.id

    def seen(self) -> dict[str, Any]:
        """What it was told last of the first in the list."""
        person: dict[str, Any] = self.of("people")[-1]["people"][0]
        return person


def hello(name: str) -> Hello:
    return Hello(role="participant", name=name, session=None, after=0, person=None)


async def test_that_the_server_is_gone_and_back_is_told_once_each() -> None:
    server = PictureServer()
    async with Rooms(sessions=FakeSessions(time.monotonic), media=server) as rooms:
        room = await rooms.enter("conseil")
        anne = Page(room.enter(hello("Anne"), GUEST))
        assert (anne.of("welcome")[0]["video"], anne.of("welcome")[0]["media_up"]) == (True, True)
        assert anne.of("media") == []
        server.turn(up=False)
        server.turn(up=False)
        assert [message["up"] for message in anne.of("media")] == [False]
        bruno = Page(room.enter(hello("Bruno"), GUEST))
        assert bruno.of("welcome")[0]["media_up"] is False
        server.turn(up=True)
        assert [message["up"] for message in anne.of("media")] == [False, True]
        assert [message["up"] for message in bruno.of("media")] == [True]


async def test_a_screen_is_published_beside_the_picture_and_taken_back() -> None:
    server = PictureServer()
    async with Rooms(sessions=FakeSessions(time.monotonic), media=server) as rooms:
        room = await rooms.enter("conseil")
        anne = Page(room.enter(hello("Anne"), GUEST))
        for feed in ("main", "screen"):
            await room.handle(anne.seat, Publish(feed=feed, sdp=feed))
        assert [(message["feed"], message["sdp"]) for message in anne.of("published")] == [
            ("main", "answer to main"),
            ("screen", "answer to screen"),
        ]
        assert (anne.seen()["publishing"], anne.seen()["screen"]) == (True, True)
        await room.handle(anne.seat, Unpublish())
        assert (anne.seen()["publishing"], anne.seen()["screen"]) == (True, False)


async def test_a_stream_that_fails_is_told_to_who_sent_it_unless_the_server_is_gone() -> None:
    server = PictureServer()
    async with Rooms(sessions=FakeSessions(time.monotonic), media=server) as rooms:
        room = await rooms.enter("conseil")
        anne = Page(room.enter(hello("Anne"), GUEST))
        for up, errors in ((True, ["media.unreachable"]), (False, ["media.unreachable"])):
            await room.handle(anne.seat, Publish(feed="main", sdp="v=0"))
            server.room.up = up
            server.room.end(anne.me, Feed.MAIN, failed=True)
            assert [message["code"] for message in anne.of("error")] == errors
            assert anne.seen()["publishing"] is False
        server.room.up = True
        await room.handle(anne.seat, Publish(feed="screen", sdp="v=0"))
        server.room.end(anne.me, Feed.SCREEN, failed=True)
        assert anne.seen()["screen"] is False
        assert len(anne.of("error")) == 1


async def test_a_source_whose_stream_ends_has_left() -> None:
    server = PictureServer()
    async with Rooms(sessions=FakeSessions(time.monotonic), media=server) as rooms:
        room = await rooms.enter("conseil")
        await room.publish_alone("Salle 3", "v=0")
        assert room.participants == 1
        server.room.end(next(iter(server.room.publishing)), Feed.MAIN, failed=True)
        await until(lambda: room.participants == 0, "it has left")
