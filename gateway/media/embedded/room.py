"""A meeting inside this process: every published packet goes to all other listeners and to the tap.

Tells nobody who the people are and keeps no captions. Costs follow the number of outgoing streams: about eight
people who all publish fill 40 % of a core.
"""

from collections.abc import Callable

from captions.ids import SpeakerId
from gateway.media.embedded.publisher import Publisher
from gateway.media.embedded.subscriber import Offer, Subscriber
from gateway.media.embedded.vendor import allow_loopback
from gateway.media.intake import Intake
from gateway.media.tap import Tap, TapSink
from gateway.tasks import Tasks
from models.audio import Samples


class EmbeddedRoom:
    """One person publishes at most one stream; ``lapse`` must be called several times a second."""

    def __init__(self, *, tasks: Tasks, now: Callable[[], Samples]) -> None:
        self._tasks = tasks
        self._now = now
        self._publishers: dict[SpeakerId, Publisher] = {}
        self._listeners: dict[SpeakerId, Subscriber] = {}
        allow_loopback()

    @property
    def publishing(self) -> frozenset[SpeakerId]:
        return frozenset(self._publishers)

    async def publish(
        self, person: SpeakerId, offer: str, sink: TapSink, *, muted: bool, ended: Callable[[bool], None]
    ) -> str:
        """The answer to ``offer``; what ``person`` published before is replaced.

        ``ended`` is called when the stream ends by itself, with True if the connection failed; not for ``unpublish``.
        Raises ``VoixlaError`` and changes nothing when the offer is of no use.
        """

        def forward(ticks: int, payload: bytes) -> None:
            for listener, subscriber in self._listeners.items():
                if listener != person:
                    subscriber.forward(person, ticks, payload)

        def over(publisher: Publisher, failed: bool) -> None:
            if self._publishers.get(person) is publisher:
                publisher.intake.end(failed=failed)
                del self._publishers[person]
                self._tell_listeners()
                ended(failed)
            self._tasks.start("publisher-close", publisher.close())

        intake = Intake(tap=Tap(sink), forward=forward, now=self._now)
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

    async def unpublish(self, person: SpeakerId) -> None:
        publisher = self._publishers.pop(person, None)
        if publisher is not None:
            publisher.intake.end(failed=False)
            await publisher.close()
            self._tell_listeners()

    def mute(self, person: SpeakerId, muted: bool) -> None:
        publisher = self._publishers.get(person)
        if publisher is not None:
            publisher.intake.mute(muted)

    def listen(self, person: SpeakerId, offer: Callable[[Offer], None]) -> None:
        """``person`` hears everybody else, on a new connection; ``offer`` is called whenever there is more to hear."""
        former = self._listeners.pop(person, None)
        if former is not None:
            self._tasks.start("listener-close", former.close())
        self._listeners[person] = Subscriber(tasks=self._tasks, offer=offer)
        self._tell_listeners()

    async def answer(self, person: SpeakerId, offer_id: int, sdp: str) -> None:
        """Raises ``VoixlaError`` when the answer is of no use; one to an old offer is ignored."""
        listener = self._listeners.get(person)
        if listener is not None:
            await listener.answer(offer_id, sdp)

    async def unlisten(self, person: SpeakerId) -> None:
        listener = self._listeners.pop(person, None)
        if listener is not None:
            await listener.close()

    def lapse(self) -> None:
        for publisher in list(self._publishers.values()):
            publisher.intake.lapse()
        for listener in list(self._listeners.values()):
            listener.lapse()

    async def close(self) -> None:
        for person in list(self._publishers):
            await self.unpublish(person)
        for person in list(self._listeners):
            await self.unlisten(person)

    def _tell_listeners(self) -> None:
        for listener, subscriber in self._listeners.items():
            subscriber.hear(person for person in self._publishers if person != listener)
