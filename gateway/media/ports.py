"""What a meeting server is to the rest of the gateway, whichever one it is: rooms in which people publish and listen.

Two adapters exist: ``gateway/media/embedded`` (in this process, sound only) and ``gateway/media/janus``. Knows no
pages, no names and no captions; the browser talks to none of this, descriptions (SDP) pass through the gateway.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

from captions.ids import SpeakerId
from gateway.media.tap import TapSink
from gateway.tasks import Tasks
from models.audio import Samples


class Feed(StrEnum):
    """What somebody publishes in one connection: themself, or a screen beside that."""

    MAIN = "main"
    SCREEN = "screen"


class Kind(StrEnum):
    """What one section of a listener's description carries."""

    AUDIO = "audio"
    VIDEO = "video"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Whose it is, and what."""

    person: SpeakerId
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a listener is asked to answer; ``streams`` maps section ids (mid) to what they carry."""

    id: int
    sdp: str
    streams: Mapping[str, Stream]


class MediaRoom(Protocol):
    """One meeting. One person publishes at most one stream per feed; all methods run in the event loop."""

    @property
    def up(self) -> bool:
        """False while the server is gone: nothing can be published, nobody hears. It comes back by itself."""
        ...

    @property
    def publishing(self) -> frozenset[SpeakerId]:
        """Those whose sound is published."""
        ...

    @property
    def screens(self) -> frozenset[SpeakerId]:
        """Those who share a screen."""
        ...

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
        """The answer to ``offer``; what ``person`` published before on this feed is replaced.

        ``sink`` gets the sound of the main feed; a screen has none, and ``muted`` does not concern it. ``ended`` is
        called when the stream ends by itself, with True if the connection failed or the server is gone; not for
        ``unpublish``. Raises ``VoixlaError`` and changes nothing when the offer is of no use.
        """
        ...

    async def unpublish(self, person: SpeakerId, feed: Feed = Feed.MAIN) -> None:
        """Does nothing when they do not publish."""
        ...

    def mute(self, person: SpeakerId, muted: bool) -> None:
        """While muted, whatever is sent, nobody hears it and nothing is tapped."""
        ...

    def listen(self, listener: SpeakerId, offer: Callable[[Offer], None]) -> None:
        """``listener`` gets what all others publish, on a new connection; ``offer`` is called when there is more."""
        ...

    async def answer(self, listener: SpeakerId, offer_id: int, sdp: str) -> None:
        """Raises ``VoixlaError`` when the answer is of no use; one to an old offer is ignored."""
        ...

    async def unlisten(self, listener: SpeakerId) -> None: ...

    def lapse(self) -> None:
        """To be called several times a second."""
        ...

    async def close(self) -> None:
        """Nobody is heard any more. May be called again."""
        ...


class MediaServer(Protocol):
    """Enter it in the task that will leave it, then ``open`` rooms; close them before leaving.

    Entering raises ``VoixlaError`` when the server cannot be had.
    """

    @property
    def name(self) -> str:
        """``embedded`` or ``janus``."""
        ...

    @property
    def video(self) -> bool:
        """It carries pictures and screens, not only sound."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def open(
        self, room: str, *, tasks: Tasks, now: Callable[[], Samples], changed: Callable[[], None]
    ) -> MediaRoom:
        """A new meeting. ``changed`` is called when ``up`` has changed.

        When the server dies, everybody's stream ends first: its hole is told as a gap and ``ended`` is called with
        True while ``up`` is already False; then ``changed``. When it is back, ``changed`` again: people publish anew,
        and listeners are made new offers, which belong to new connections.
        """
        ...
