"""The other end of the page's sound: answers its offer, offers it a voice. One page, no forwarding."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack

Send = Callable[[dict[str, Any]], Awaitable[None]]


class BenchSfu:
    """Hears what the page publishes and lets it hear silence of another person, ``p1``."""

    def __init__(self) -> None:
        self.frames = 0
        self.loudest = 0
        self.offers = 0
        self._peers: list[RTCPeerConnection] = []
        self._offered: RTCPeerConnection | None = None
        self._hearing: set[asyncio.Task[None]] = set()

    async def answer(self, send: Send, message: dict[str, Any]) -> None:
        if message["type"] == "publish":
            await self._hear(send, message["sdp"])
            await self.offer(send)
        elif self._offered is not None:
            await self._offered.setRemoteDescription(RTCSessionDescription(message["sdp"], "answer"))

    async def offer(self, send: Send) -> None:
        peer = RTCPeerConnection()
        self._peers.append(peer)
        self._offered = peer
        self.offers += 1
        peer.addTransceiver(AudioStreamTrack(), direction="sendonly")
        await peer.setLocalDescription(await peer.createOffer())
        mid = peer.getTransceivers()[0].mid
        streams = {mid: {"person": "p1", "kind": "audio"}}
        sdp = peer.localDescription.sdp
        await send({"type": "subscribe", "id": self.offers, "sdp": sdp, "streams": streams})

    async def close(self) -> None:
        for task in self._hearing:
            task.cancel()
        for peer in self._peers:
            await peer.close()

    async def _hear(self, send: Send, offer: str) -> None:
        peer = RTCPeerConnection()
        self._peers.append(peer)

        @peer.on("track")
        def heard(track: Any) -> None:
            task = asyncio.create_task(self._count(track))
            self._hearing.add(task)
            task.add_done_callback(self._hearing.discard)

        sdp = "".join(line for line in offer.splitlines(keepends=True) if ".local" not in line)
        await peer.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        await send({"type": "published", "sdp": peer.localDescription.sdp})

    async def _count(self, track: Any) -> None:
        while True:
            frame = await track.recv()
            self.frames += 1
            self.loudest = max(self.loudest, int(abs(frame.to_ndarray()).max()))
