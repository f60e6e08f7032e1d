"""A meeting server whose meetings programs can listen to: wraps any other and adds an ``Audience`` to each meeting.

Sound is overheard where it is tapped for the captions, so it costs no second decoding and works on every server.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from captions.ids import SpeakerId
from gateway.media.audience import Audience
from gateway.media.ports import Feed, MediaRoom, MediaServer, Offer
from gateway.media.tap import TapSink
from gateway.tasks import Tasks
from models.audio import Samples


class OverheardServer:
    """A ``MediaServer``; ``audience`` finds who listens to a meeting."""

    def __init__(self, server: MediaServer) -> None:
        self._server = server
        self._audiences: dict[str, Audience] = {}

    @property
    def name(self) -> str:
        return self._server.name

    @property
    def video(self) -> bool:
        return self._server.video

    async def __aenter__(self) -> Self:
        await self._server.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.__aexit__(kind, error, trace)

    async def open(
        self, room: str, *, tasks: Tasks, now: Callable[[], Samples], changed: Callable[[], None]
    ) -> "OverheardRoom":
        inner = await self._server.open(room, tasks=tasks, now=now, changed=changed)
        audience = self._audiences[room] = Audience(tasks=tasks)

        def closed() -> None:
            if self._audiences.get(room) is audience:
                del self._audiences[room]

        return OverheardRoom(inner, audience, closed)

    def audience(self, room: str) -> Audience | None:
        """None while there is no such meeting."""
        return self._audiences.get(room)


class OverheardRoom:
    """A ``MediaRoom``; all but the way of the sound is the other's."""

    def __init__(self, room: MediaRoom, audience: Audience, closed: Callable[[], None]) -> None:
        self._room = room
        self._audience = audience
        self._closed = closed

    @property
    def up(self) -> bool:
        return self._room.up

    @property
    def publishing(self) -> frozenset[SpeakerId]:
        return self._room.publishing

    @property
    def screens(self) -> frozenset[SpeakerId]:
        return self._room.screens

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
        heard = self._audience.overheard(person, sink) if feed is Feed.MAIN else sink
        return await self._room.publish(person, offer, heard, feed=feed, muted=muted, ended=ended)

    async def unpublish(self, person: SpeakerId, feed: Feed = Feed.MAIN) -> None:
        await self._room.unpublish(person, feed)

    def mute(self, person: SpeakerId, muted: bool) -> None:
        self._room.mute(person, muted)

    def listen(self, listener: SpeakerId, offer: Callable[[Offer], None]) -> None:
        self._room.listen(listener, offer)

    async def answer(self, listener: SpeakerId, offer_id: int, sdp: str) -> None:
        await self._room.answer(listener, offer_id, sdp)

    async def unlisten(self, listener: SpeakerId) -> None:
        await self._room.unlisten(listener)

    def lapse(self) -> None:
        self._room.lapse()

    async def close(self) -> None:
        self._closed()
        await self._audience.close()
        await self._room.close()
