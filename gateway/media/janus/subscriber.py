"""One listener's connection from Janus: it offers, and offers again when there are more streams to carry.

Theory of operation. All streams go over one connection. Streams of people who stop fall silent by themselves, and
Janus gives their sections to those who come later; only who comes needs an offer. At most one offer is open; what
changes meanwhile waits for its answer. A listener who does not answer in ``PATIENCE``, or whose connection fails,
is given a new connection when there is more to hear, a few times, with growing pauses.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.media.janus.handle import Description, Handle, Reply
from gateway.media.janus.link import Message, RefusedError
from gateway.media.janus.venue import Venue
from gateway.media.ports import Feed, Kind, Offer, Stream
from gateway.media.sdp import without_local_candidates
from gateway.tasks import Tasks

logger = logging.getLogger(__name__)

PATIENCE = 10.0
CONNECT_SECONDS = 20.0
PAUSE = 1.0
_ATTEMPTS = 5
_AGAIN = 0.3
_NO_SUCH_FEED = 428
Place = tuple[SpeakerId, Feed]
"""Who publishes what."""
# Ours alone: without it Janus would offer by itself when somebody leaves.
_SILENT_LEAVING: Mapping[str, object] = {"autoupdate": False, "use_msid": False}


class Subscriber:
    """``hear`` says what to carry: publications on Janus, and whose they are. ``venue`` None: Janus is gone."""

    def __init__(self, venue: Venue | None, *, tasks: Tasks, offer: Callable[[Offer], None]) -> None:
        self._venue = venue
        self._tasks = tasks
        self._offer = offer
        self._feeds: dict[str, Place] = {}
        self._carried: set[str] = set()
        self._handle: Handle | None = None
        self._lock = asyncio.Lock()
        self._id = 0
        self._open_since: float | None = None
        self._answered_at: float | None = None
        self._connected = False
        self._retry_at = 0.0
        self._failures = 0
        self._closed = False

    def hear(self, feeds: Mapping[str, Place]) -> None:
        """From now on carries ``feeds``; new ones once the listener has answered."""
        self._feeds = dict(feeds)
        self._carried &= set(feeds)
        self._update()

    def move(self, venue: Venue | None) -> None:
        """Janus is gone, or back: begins anew."""
        self._venue = venue
        self._retry_at, self._failures = 0.0, 0
        self._forget()
        self._update()

    async def answer(self, offer_id: int, sdp: str) -> None:
        """The listener's answer; one to an older offer is ignored. Raises ``VoixlaError`` on nonsense."""
        async with self._lock:
            if offer_id != self._id or self._handle is None or self._open_since is None:
                return
            self._open_since = None
            answer = Description(kind="answer", sdp=without_local_candidates(sdp))
            try:
                await self._handle.ask({"request": "start"}, answer)
            except VoixlaError:
                self._tasks.start("listener-replace", self._replace(self._handle))
                raise
            self._answered_at = asyncio.get_running_loop().time()
        self._update()

    def lapse(self) -> None:
        """Time passed: an open offer may be out of date, the connection may have failed."""
        now = asyncio.get_running_loop().time()
        late = self._answered_at is not None and now - self._answered_at > CONNECT_SECONDS
        stale = self._open_since is not None and now - self._open_since > PATIENCE and self._missing()
        if self._handle is not None and not self._lock.locked() and ((late and not self._connected) or stale):
            self._answered_at = self._open_since = None
            self._tasks.start("listener-replace", self._replace(self._handle))
        self._update()

    async def close(self) -> None:
        """May be called again."""
        self._closed = True
        async with self._lock:
            await self._drop()

    # --- inside -----------------------------------------------------------------------------------------------------

    def _missing(self) -> list[str]:
        return [feed for feed in self._feeds if feed not in self._carried]

    def _update(self) -> None:
        busy = self._closed or self._venue is None or self._open_since is not None or self._lock.locked()
        now = asyncio.get_running_loop().time()
        if not busy and now >= self._retry_at and self._missing():
            self._open_since = now
            self._tasks.start("listener-offer", self._negotiate())

    async def _negotiate(self) -> None:
        async with self._lock:
            venue, wanted = self._venue, self._missing()
            if self._closed or venue is None or not wanted:
                self._open_since = None
                return
            try:
                reply = await self._ask_for(venue, wanted)
            except RefusedError as error:
                # Somebody has left in this very moment; who is there will be told again.
                if error.reason != _NO_SUCH_FEED:
                    await self._drop()
                self._pause(_AGAIN if error.reason == _NO_SUCH_FEED else PAUSE)
                return
            except VoixlaError:
                await self._drop()
                self._pause(PAUSE)
                raise
            if venue is not self._venue:
                self._forget()
                return
            if reply.data.get("videoroom") == "updating":
                # Janus waits for an answer that we do not know of.
                await self._drop()
                self._pause(_AGAIN)
                return
            self._carried.update(wanted)
            if reply.sdp is not None:
                self._id += 1
                self._offer(Offer(id=self._id, sdp=reply.sdp, streams=self._streams(reply)))
            else:
                self._open_since = None

    async def _ask_for(self, venue: Venue, wanted: list[str]) -> Reply:
        streams = [{"feed": feed} for feed in wanted]
        if self._handle is not None:
            return await self._handle.ask({"request": "update", "subscribe": streams})
        handle = await venue.attach(self._on_event)
        try:
            reply = await venue.join(handle, {"ptype": "subscriber", "streams": streams, **_SILENT_LEAVING})
        except BaseException:  # cancelled too: nobody else knows this handle
            await handle.detach()
            raise
        self._handle = handle
        return reply

    def _streams(self, reply: Reply) -> dict[str, Stream]:
        found: dict[str, Stream] = {}
        for section in reply.data.get("streams", ()):
            known = self._feeds.get(str(section.get("feed_id")))
            if known is None or not section.get("active"):
                continue
            person, feed = known
            kind = Kind.SCREEN if feed is Feed.SCREEN else Kind(section["type"])
            found[str(section["mid"])] = Stream(person=person, kind=kind)
        return found

    def _on_event(self, message: Message) -> None:
        match message["janus"]:
            case "webrtcup":
                self._connected, self._failures = True, 0
            case "hangup" | "detached" if self._handle is not None and not self._closed:
                self._tasks.start("listener-replace", self._replace(self._handle))

    async def _replace(self, handle: Handle) -> None:
        """Forgets a connection that is of no use; the next ``lapse`` makes another."""
        async with self._lock:
            if self._handle is not handle:
                return
            await self._drop()
            self._failures += 1
            self._pause(PAUSE * 2**self._failures if self._failures < _ATTEMPTS else float("inf"))

    def _pause(self, seconds: float) -> None:
        self._open_since = None
        self._retry_at = asyncio.get_running_loop().time() + seconds

    async def _drop(self) -> None:
        handle = self._handle
        self._forget()
        if handle is not None:
            await handle.detach()

    def _forget(self) -> None:
        self._handle = None
        self._carried.clear()
        self._open_since = self._answered_at = None
        self._connected = False
