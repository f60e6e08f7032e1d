"""A meeting inside this process: every published packet goes to all other listeners and to the tap.

Tells nobody who the people are and keeps no captions. Costs follow the number of outgoing streams: about eight
people who all publish fill 40 % of a core.
"""

from collections.abc import Callable
from functools import partial

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.media.embedded.publisher import Publisher
from gateway.media.embedded.subscriber import Subscriber
from gateway.media.intake import Intake
from gateway.media.listeners import Listeners
from gateway.media.ports import Feed, Offer
from gateway.media.tap import Tap, TapSink
from gateway.tasks import Tasks
from models.audio import Samples


class EmbeddedRoom:
    """A ``MediaRoom`` without pictures or screens."""

    up = True
    screens: frozenset[SpeakerId] = frozenset()

    def __init__(self, *, tasks: Tasks, now: Callable[[], Samples]) -> None:
        self._tasks = tasks
        self._now = now
        self._publishers: dict[SpeakerId, Publisher] = {}
        self._listeners = Listeners[Subscriber](tasks)

    @property
    def publishing(self) -> frozenset[SpeakerId]:
        return frozenset(self._publishers)

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
        if feed is not Feed.MAIN:
            raise VoixlaError(
                "media.no_screen",
                "Ce serveur de réunion ne transmet que le son : le partage d’écran demande Janus.",
            )

        def over(publisher: Publisher, failed: bool) -> None:
            if self._publishers.get(person) is publisher:
                publisher.intake.end(failed=failed)
                del self._publishers[person]
                self._tell_listeners()
                ended(failed)
            self._tasks.start("publisher-close", publisher.close())

        intake = Intake(tap=Tap(sink), forward=partial(self._forward, person), now=self._now)
        publisher = Publisher(intake=intake, ended=over)
        answer = await publisher.negotiate(offer)
        intake.mute(muted)
        former = self._publishers.get(person)
        self._publishers[person] = publisher
        if former is not None:
            former.intake.end(failed=False)
            self._tasks.start("publisher-close", former.close())
        self._tell_listeners()
        return answer

    async def unpublish(self, person: SpeakerId, feed: Feed = Feed.MAIN) -> None:
        publisher = self._publishers.pop(person, None) if feed is Feed.MAIN else None
        if publisher is not None:
            publisher.intake.end(failed=False)
            await publisher.close()
            self._tell_listeners()

    def mute(self, person: SpeakerId, muted: bool) -> None:
        publisher = self._publishers.get(person)
        if publisher is not None:
            publisher.intake.mute(muted)

    def listen(self, listener: SpeakerId, offer: Callable[[Offer], None]) -> None:
        self._listeners.put(listener, Subscriber(tasks=self._tasks, offer=offer))
        self._tell_listeners()

    async def answer(self, listener: SpeakerId, offer_id: int, sdp: str) -> None:
        await self._listeners.answer(listener, offer_id, sdp)

    async def unlisten(self, listener: SpeakerId) -> None:
        await self._listeners.remove(listener)

    def lapse(self) -> None:
        for publisher in list(self._publishers.values()):
            publisher.intake.lapse()
        self._listeners.lapse()

    async def close(self) -> None:
        for person in list(self._publishers):
            await self.unpublish(person)
        await self._listeners.close()

    def _forward(self, person: SpeakerId, ticks: int, payload: bytes) -> None:
        for listener, subscriber in self._listeners:
            if listener != person:
                subscriber.forward(person, ticks, payload)

    def _tell_listeners(self) -> None:
        for listener, subscriber in self._listeners:
            subscriber.hear(person for person in self._publishers if person != listener)
