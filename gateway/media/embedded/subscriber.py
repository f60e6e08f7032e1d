"""One listener's connection from us: we offer, and offer again when there are more voices to carry.

Theory of operation. The connection has *places*, each an outgoing track. A person who publishes is given a free
place, or a new one; a person who stops leaves theirs free, and nothing needs to be negotiated. At most one offer
is open; what changes meanwhile waits for its answer, or for ``PATIENCE``. A connection that fails is replaced by
a new one, a few times, with growing pauses.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiortc import RTCPeerConnection, RTCRtpTransceiver

from captions.ids import SpeakerId
from gateway.media.embedded.relay import PacketTrack
from gateway.media.embedded.vendor import add_opus, close_connection, new_connection, take_description
from gateway.media.ports import Kind, Offer, Stream
from gateway.tasks import Tasks

PATIENCE = 5.0
CONNECT_SECONDS = 20.0
PAUSE = 1.0
_ATTEMPTS = 5


@dataclass(slots=True, kw_only=True)
class _Place:
    track: PacketTrack
    transceiver: RTCRtpTransceiver
    person: SpeakerId | None


class Subscriber:
    """``hear`` says whom to carry, ``forward`` carries; ``offer`` is called with every offer to be answered."""

    def __init__(self, *, tasks: Tasks, offer: Callable[[Offer], None]) -> None:
        self._tasks = tasks
        self._offer = offer
        self._people: list[SpeakerId] = []
        self._places: dict[SpeakerId, _Place] = {}
        self._all: list[_Place] = []
        self._pc: RTCPeerConnection | None = None
        self._lock = asyncio.Lock()
        self._id = 0
        self._open_since: float | None = None
        self._answered_at: float | None = None
        self._retry_at = 0.0
        self._failures = 0
        self._closed = False

    def hear(self, people: Iterable[SpeakerId]) -> None:
        """From now on carries exactly ``people``; new ones once the listener has answered."""
        self._people = list(people)
        for person in [person for person in self._places if person not in self._people]:
            self._places.pop(person).person = None
        self._update()

    def forward(self, person: SpeakerId, ticks: int, payload: bytes) -> None:
        """One packet of ``person``; dropped while they have no place."""
        place = self._places.get(person)
        if place is not None:
            place.track.send(person, ticks, payload)

    async def answer(self, offer_id: int, sdp: str) -> None:
        """The listener's answer; one to an older offer is ignored. Raises ``VoixlaError`` on nonsense."""
        async with self._lock:
            if offer_id != self._id or self._pc is None or self._open_since is None:
                return
            self._open_since = None
            await take_description(self._pc, "answer", sdp)
            self._answered_at = asyncio.get_running_loop().time()
        self._update()

    def lapse(self) -> None:
        """Time passed: an open offer may be out of date, the connection may have failed."""
        now = asyncio.get_running_loop().time()
        connecting = self._pc is not None and self._pc.connectionState != "connected"
        if connecting and self._answered_at is not None and now - self._answered_at > CONNECT_SECONDS:
            self._answered_at = None
            self._tasks.start("listener-replace", self._replace())
        self._update()

    async def close(self) -> None:
        """May be called again."""
        self._closed = True
        async with self._lock:
            await self._drop()

    def _update(self) -> None:
        now = asyncio.get_running_loop().time()
        waiting = self._open_since is not None and now - self._open_since < PATIENCE
        missing = any(person not in self._places for person in self._people)
        if missing and not waiting and not self._closed and not self._lock.locked() and now >= self._retry_at:
            self._open_since = now
            self._tasks.start("listener-offer", self._negotiate())

    async def _negotiate(self) -> None:
        async with self._lock:
            if self._closed:
                return
            if self._pc is None:
                self._pc = new_connection()
                self._pc.on("connectionstatechange", self._watch)
            for person in self._people:
                if person not in self._places:
                    self._places[person] = self._free_place(self._pc, person)
            await self._pc.setLocalDescription()
            self._id += 1
            streams = {
                str(place.transceiver.mid): Stream(person=place.person, kind=Kind.AUDIO)
                for place in self._all
                if place.person is not None
            }
            self._offer(Offer(id=self._id, sdp=self._pc.localDescription.sdp, streams=streams))

    def _free_place(self, pc: RTCPeerConnection, person: SpeakerId) -> _Place:
        place = next((place for place in self._all if place.person is None), None)
        if place is None:
            track = PacketTrack()
            place = _Place(track=track, transceiver=add_opus(pc, track), person=person)
            self._all.append(place)
        place.person = person
        return place

    def _watch(self) -> None:
        state = self._pc.connectionState if self._pc is not None else None
        if state == "connected":
            self._failures = 0
        if state in ("failed", "closed") and not self._closed:
            self._tasks.start("listener-replace", self._replace())

    async def _replace(self) -> None:
        """Forgets a connection that is of no use; the next ``lapse`` makes another."""
        async with self._lock:
            if self._pc is None or self._pc.connectionState == "connected":
                return
            await self._drop()
            self._failures += 1
            pause = PAUSE * 2**self._failures if self._failures < _ATTEMPTS else float("inf")
            self._retry_at = asyncio.get_running_loop().time() + pause

    async def _drop(self) -> None:
        pc, self._pc = self._pc, None
        self._places.clear()
        for place in self._all:
            place.track.stop()
        self._all.clear()
        self._open_since = self._answered_at = None
        if pc is not None:
            pc.remove_all_listeners()
            await close_connection(pc)
