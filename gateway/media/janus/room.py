"""A meeting on Janus, which outlives the Janus that it is on: who publishes, who listens, and the move to the next.

Janus is gone or back as ``JanusServer`` says; what people publish ends with it, and they publish anew.
"""

import logging
from collections.abc import Callable

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.media.intake import Intake
from gateway.media.janus.publisher import Publisher
from gateway.media.janus.subscriber import Place, Subscriber
from gateway.media.janus.venue import Server, Venue
from gateway.media.listeners import Listeners
from gateway.media.ports import Feed, Offer
from gateway.media.tap import Tap, TapSink
from gateway.tasks import Tasks
from models.audio import Samples

logger = logging.getLogger(__name__)


class JanusRoom:
    """A ``MediaRoom``. ``name`` is the room's on Janus; ``closed`` is called once it is closed."""

    def __init__(
        self,
        name: str,
        *,
        tasks: Tasks,
        now: Callable[[], Samples],
        changed: Callable[[], None],
        closed: Callable[["JanusRoom"], None],
    ) -> None:
        self._name = name
        self._tasks = tasks
        self._now = now
        self._changed = changed
        self._when_closed = closed
        self._venue: Venue | None = None
        self._publishers: dict[Place, Publisher] = {}
        self._told: dict[Publisher, Callable[[bool], None]] = {}
        self._listeners = Listeners[Subscriber](tasks)
        self._settled = self._closed = False

    # --- the server -------------------------------------------------------------------------------------------------

    async def rise(self, server: Server) -> None:
        """Janus is there. Raises ``VoixlaError`` when it has no room for us."""
        venue = await Venue.create(server, self._name)
        if self._closed:
            await venue.destroy()
        elif venue.living:
            self._venue = venue
            for _, subscriber in self._listeners:
                subscriber.move(venue)
            self._tell()

    def fall(self) -> None:
        """Janus is gone, and with it all connections."""
        if self._venue is None:
            return
        self._venue = None
        for _, subscriber in self._listeners:
            subscriber.move(None)
        for publisher in list(self._publishers.values()):
            self._over(publisher, True)
        self._tell()

    def settle(self) -> None:
        """From now on whoever opened it is told of changes."""
        self._settled = True

    # --- the port ---------------------------------------------------------------------------------------------------

    @property
    def up(self) -> bool:
        return self._venue is not None

    @property
    def publishing(self) -> frozenset[SpeakerId]:
        return self._people(Feed.MAIN)

    @property
    def screens(self) -> frozenset[SpeakerId]:
        return self._people(Feed.SCREEN)

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
        venue = self._venue
        if venue is None:
            raise VoixlaError("media.down", "Le serveur de réunion redémarre ; un instant.", retryable=True)
        publisher = Publisher(
            venue,
            feed,
            intake=self._intake(sink, muted) if feed is Feed.MAIN else None,
            tasks=self._tasks,
            flowing=self._tell_listeners,
            ended=self._over,
        )
        answer = await publisher.negotiate(offer, muted=muted)
        if venue is not self._venue:
            await publisher.close()
            raise VoixlaError("media.down", "Le serveur de réunion redémarre ; un instant.", retryable=True)
        former = self._publishers.get((person, feed))
        self._publishers[person, feed] = publisher
        self._told[publisher] = ended
        if former is not None:
            self._end(former, failed=False)
        self._tell_listeners()
        return answer

    async def unpublish(self, person: SpeakerId, feed: Feed = Feed.MAIN) -> None:
        publisher = self._publishers.pop((person, feed), None)
        if publisher is not None:
            self._told.pop(publisher, None)
            if publisher.intake is not None:
                publisher.intake.end(failed=False)
            self._tell_listeners()
            await publisher.close()

    def mute(self, person: SpeakerId, muted: bool) -> None:
        publisher = self._publishers.get((person, Feed.MAIN))
        if publisher is not None:
            publisher.mute(muted)

    def listen(self, listener: SpeakerId, offer: Callable[[Offer], None]) -> None:
        self._listeners.put(listener, Subscriber(self._venue, tasks=self._tasks, offer=offer))
        self._tell_listeners()

    async def answer(self, listener: SpeakerId, offer_id: int, sdp: str) -> None:
        await self._listeners.answer(listener, offer_id, sdp)

    async def unlisten(self, listener: SpeakerId) -> None:
        await self._listeners.remove(listener)

    def lapse(self) -> None:
        for publisher in list(self._publishers.values()):
            if publisher.intake is not None:
                publisher.intake.lapse()
        self._listeners.lapse()

    async def close(self) -> None:
        self._closed = True
        self._when_closed(self)
        for person, feed in list(self._publishers):
            await self.unpublish(person, feed)
        await self._listeners.close()
        venue, self._venue = self._venue, None
        if venue is not None and venue.living:
            try:
                await venue.destroy()
            except VoixlaError as error:
                logger.info("code=%s request=destroy", error.code)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        if self._settled:
            self._changed()

    def _people(self, feed: Feed) -> frozenset[SpeakerId]:
        return frozenset(person for person, theirs in self._publishers if theirs is feed)

    def _intake(self, sink: TapSink, muted: bool) -> Intake:
        intake = Intake(tap=Tap(sink), forward=_carried_by_janus, now=self._now)
        intake.mute(muted)
        return intake

    def _over(self, publisher: Publisher, failed: bool) -> None:
        """It ended by itself: is told once, unless another has taken its place."""
        for place, current in list(self._publishers.items()):
            if current is publisher:
                del self._publishers[place]
        ended = self._told.get(publisher)
        self._end(publisher, failed=failed)
        self._tell_listeners()
        if ended is not None:
            ended(failed)

    def _end(self, publisher: Publisher, *, failed: bool) -> None:
        self._told.pop(publisher, None)
        if publisher.intake is not None:
            publisher.intake.end(failed=failed)
        self._tasks.start("publisher-close", publisher.close())

    def _tell_listeners(self) -> None:
        feeds = {publisher.id: place for place, publisher in self._publishers.items() if publisher.connected}
        for listener, subscriber in self._listeners:
            subscriber.hear({feed: place for feed, place in feeds.items() if place[0] != listener})


def _carried_by_janus(ticks: int, payload: bytes) -> None:
    """Listeners get their packets from Janus."""
