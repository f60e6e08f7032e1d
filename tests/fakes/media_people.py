"""People in a media room without a room around them: who sends is ``Sender``, who hears is ``Hearer``, and a clock."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from aiortc import MediaStreamTrack, RTCPeerConnection, VideoStreamTrack

from captions.ids import SpeakerId
from gateway.media.embedded.vendor import (
    add_opus,
    close_connection,
    new_connection,
    receive_packets,
    take_description,
)
from gateway.media.opus import OpusDecoder
from gateway.media.ports import Feed, Kind, MediaRoom, MediaServer, Offer, Stream
from gateway.media.sdp import attribute, split_sections
from gateway.tasks import Tasks
from models.audio import SAMPLE_RATE, Loss, Pcm, Samples
from pipeline.reorder import RtpPacket
from tests.fakes.meeting import until
from tests.fakes.opus_stream import opus_packets, pitch, tone

_TICK = 0.05


def clock() -> Samples:
    return Samples(round(time.monotonic() * SAMPLE_RATE))


class Heard:
    """A tap's sink that remembers; times in samples of ``clock``."""

    def __init__(self) -> None:
        self.pcm: list[Pcm] = []
        self.starts: list[Samples] = []
        self.gaps: list[tuple[Samples, Samples, Loss]] = []
        self.pauses = 0

    def sound(self, start: Samples, pcm: Pcm) -> None:
        self.starts.append(start)
        self.pcm.append(pcm)

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None:
        self.gaps.append((start, end, loss))

    def pause(self) -> None:
        self.pauses += 1

    def speaking(self, on: bool) -> None:
        return

    def loud(self) -> int:
        """How many packets held more than silence."""
        return sum(bool(np.abs(pcm).max() > 0.01) for pcm in self.pcm)

    def pitch(self) -> float:
        return pitch(np.concatenate(self.pcm))


class Tone(MediaStreamTrack):
    """A steady tone for ever, encoded once."""

    kind = "audio"

    def __init__(self, hertz: float) -> None:
        super().__init__()
        self._packets = opus_packets(tone(1.0, hertz))
        self._sent = 0
        self._began: float | None = None

    async def recv(self) -> "av.Packet[av.AudioStream]":
        now = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = now
        packet = cast("av.Packet[av.AudioStream]", av.Packet(self._packets[self._sent % len(self._packets)]))
        packet.pts = packet.dts = self._sent * 960
        packet.time_base = Fraction(1, 48_000)
        self._sent += 1
        await asyncio.sleep(self._began + self._sent * 0.02 - now)
        return packet


class Picture(VideoStreamTrack):
    """A small grey picture, some times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._sent = 0

    async def recv(self) -> av.VideoFrame:
        await asyncio.sleep(0.1)
        self._sent += 1
        grey: npt.NDArray[np.uint8] = np.full((96, 128, 3), self._sent * 7 % 256, np.uint8)
        frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
        frame.pts, frame.time_base = self._sent * 9000, Fraction(1, 90_000)
        return frame


class Sender:
    """Somebody's outgoing connection; ``publish`` makes a new one."""

    def __init__(self, room: MediaRoom, name: str, hertz: float = 440) -> None:
        self.room = room
        self.id = SpeakerId(name)
        self.hertz = hertz
        self.heard = Heard()
        self.ends: list[bool] = []
        self.connections: list[RTCPeerConnection] = []

    async def publish(
        self, *, muted: bool = False, video: bool = False, feed: Feed = Feed.MAIN, offer: str | None = None
    ) -> RTCPeerConnection:
        """Returns when the connection is up."""
        pc = new_connection()
        self.connections.append(pc)
        if feed is Feed.MAIN:
            add_opus(pc, Tone(self.hertz))
        if video or feed is Feed.SCREEN:
            pc.addTransceiver(Picture(), direction="sendonly")
        await pc.setLocalDescription()
        answer = await self.room.publish(
            self.id,
            offer if offer is not None else pc.localDescription.sdp,
            self.heard,
            feed=feed,
            muted=muted,
            ended=self.ends.append,
        )
        await take_description(pc, "answer", answer)
        await until(lambda: pc.connectionState == "connected", f"{self.id} is connected")
        return pc

    async def close(self) -> None:
        for pc in self.connections:
            await close_connection(pc)


class Hearer:
    """A listener that answers every offer, a new connection for a new ``ice-ufrag``."""

    def __init__(self, room: MediaRoom, name: str) -> None:
        self.room = room
        self.id = SpeakerId(name)
        self.offers: list[Offer] = []
        self.packets: dict[tuple[str, Kind], list[RtpPacket]] = defaultdict(list)
        self._streams: dict[str, dict[str, Stream]] = {}
        self._connections: dict[str, RTCPeerConnection] = {}
        self._answering: asyncio.Task[None] | None = None
        self._new: asyncio.Queue[Offer] = asyncio.Queue()

    def listen(self) -> None:
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_all())
        self.room.listen(self.id, self._take)

    def count(self, person: str, kind: Kind = Kind.AUDIO) -> int:
        return len(self.packets[person, kind])

    def pitch(self, person: str) -> float:
        decoder = OpusDecoder()
        parts = [decoder.decode(packet.payload) for packet in self.packets[person, Kind.AUDIO]]
        return pitch(np.concatenate([part for part in parts if part is not None]))

    async def close(self) -> None:
        if self._answering is not None:
            self._answering.cancel()
            await asyncio.wait([self._answering])
        for pc in self._connections.values():
            await close_connection(pc)

    def _take(self, offer: Offer) -> None:
        self.offers.append(offer)
        self._new.put_nowait(offer)

    async def _answer_all(self) -> None:
        while True:
            offer = await self._new.get()
            user = ice_user(offer.sdp)
            pc = self._connections.setdefault(user, new_connection())
            self._streams.setdefault(user, {}).update(offer.streams)
            known = set(pc.getTransceivers())
            await take_description(pc, "offer", offer.sdp)
            for transceiver in set(pc.getTransceivers()) - known:
                sink = self._sink(self._streams[user], str(transceiver.mid))
                receive_packets([transceiver.receiver], sink)
            await pc.setLocalDescription()
            await self.room.answer(self.id, offer.id, pc.localDescription.sdp)

    def _sink(self, streams: dict[str, Stream], mid: str):  # type: ignore[no-untyped-def]
        def hear(source: int, packet: RtpPacket) -> None:
            stream = streams.get(mid)
            if stream is not None:
                self.packets[stream.person, stream.kind].append(packet)

        return hear


class Scene:
    """An open room of a server, with people who are closed with it."""

    def __init__(self, room: MediaRoom) -> None:
        self.room = room
        self.changes: list[bool] = []
        self._people: list[Sender | Hearer] = []

    def sender(self, name: str, hertz: float = 440) -> Sender:
        self._people.append(sender := Sender(self.room, name, hertz))
        return sender

    def hearer(self, name: str) -> Hearer:
        self._people.append(hearer := Hearer(self.room, name))
        return hearer

    async def close(self) -> None:
        for person in self._people:
            await person.close()


@asynccontextmanager
async def scene(server: MediaServer, name: str = "conseil") -> AsyncIterator[Scene]:
    """A room that lives: time passes in it."""
    async with asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        changes: list[bool] = []
        room = await server.open(name, tasks=tasks, now=clock, changed=lambda: changes.append(room.up))
        place = Scene(room)
        place.changes = changes
        ticking = group.create_task(_tick(room))
        try:
            yield place
        finally:
            await room.close()
            ticking.cancel()
            await place.close()
        await tasks.finish(3.0)


async def _tick(room: MediaRoom) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            room.lapse()
            await asyncio.sleep(_TICK)


def loss_of(heard: Heard) -> Iterator[float]:
    """How long each gap is, in seconds."""
    return ((end - start) / SAMPLE_RATE for start, end, _ in heard.gaps)


def ice_user(sdp: str) -> str:
    """The ``ice-ufrag`` of the first section: offers that share it belong to one connection."""
    _, (first, *_) = split_sections(sdp)
    user = attribute(first, "ice-ufrag")
    assert user is not None
    return user
