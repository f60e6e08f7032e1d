"""A participant without a browser: joins a room by its address and publishes a recording, as a page would.

Speaks the live protocol and WebRTC for real, so what it goes through is what people go through. Does not come back
when its connection is cut.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit, urlunsplit

import websockets
from aiortc import RTCPeerConnection
from websockets.asyncio.client import ClientConnection, connect

from captions import wire
from captions.errors import VoixlaError
from captions.events import CaptionEvent
from gateway.demo.recording import RecordingTrack, read_recording
from gateway.live.protocol import SUBPROTOCOL, VERSION
from gateway.media.embedded.vendor import (
    add_opus,
    allow_loopback,
    close_connection,
    new_connection,
    receive_packets,
    take_description,
)
from pipeline.reorder import RtpPacket

_T = TypeVar("_T")

_PATIENCE = 20.0
_LARGEST_FRAME = 1024 * 1024


def live_address(room_url: str) -> str:
    """The socket of a room from the address of its page: ``http://host/room/x`` is ``ws://host/live/x``."""
    parts = urlsplit(room_url)
    prefix, _, room = parts.path.rstrip("/").rpartition("/")
    path = f"{prefix.removesuffix('/room').removesuffix('/r')}/live/{room}"
    return urlunsplit(("wss" if parts.scheme == "https" else "ws", parts.netloc, path, "", ""))


def pass_of(room_url: str) -> str | None:
    """The pass that the address of a room carries: ``…/room/x#pass=…``."""
    return next(iter(parse_qs(urlsplit(room_url).fragment).get("pass", ())), None)


class Participant:
    """Enter it: it has joined and, with a ``recording``, its connection is up. Then ``play``.

    ``on_event`` gets every caption event; ``on_packet`` what others publish, as (person, packet), and makes the
    participant listen, which it otherwise does not.
    """

    def __init__(
        self,
        room_url: str,
        name: str,
        *,
        recording: Path | None = None,
        loop: bool = False,
        on_event: Callable[[CaptionEvent], None] | None = None,
        on_packet: Callable[[str, RtpPacket], None] | None = None,
    ) -> None:
        self._address = live_address(room_url)
        self._pass = pass_of(room_url)
        self._name = name
        self._recording = recording
        self._loop = loop
        self._on_event = on_event
        self._on_packet = on_packet
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._track: RecordingTrack | None = None
        self._sending: RTCPeerConnection | None = None
        self._hearing: RTCPeerConnection | None = None
        self._streams: dict[str, str] = {}
        self._published: asyncio.Future[str] | None = None
        self._welcomed: asyncio.Future[None] | None = None
        self.id = ""
        self.session = ""
        self.people: list[dict[str, Any]] = []
        self.errors: list[str] = []
        """Codes of what the server refused."""
        self.transcript: dict[str, Any] = {}
        """What the server said last about whether the meeting is kept."""
        self._news = asyncio.Event()

    @property
    def started_at(self) -> float | None:
        """The event loop's time (``time.monotonic``) at time 0 of the recording."""
        return self._track.started_at if self._track is not None else None

    async def __aenter__(self) -> Self:
        try:
            await self._join()
            if self._recording is not None:
                await self._publish(self._recording)
        except BaseException:  # cancelled too: who has not come in leaves nothing open
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reading is not None and not self._reading.done():
            with contextlib.suppress(websockets.ConnectionClosed):
                await self.send(type="leave")
            self._reading.cancel()
        if self._reading is not None:
            await asyncio.wait([self._reading])
        if self._socket is not None:
            await self._socket.close()
        for connection in (self._sending, self._hearing):
            if connection is not None:
                await close_connection(connection)

    def play(self, at: float | None = None) -> None:
        """Starts the recording: its time 0 is ``at`` on the event loop's clock, now by default."""
        if self._track is not None:
            self._track.play(at)

    async def finished(self) -> None:
        """Returns when the recording has been sent; never when it loops. Raises what ended the connection.

        The participant is muted then: who sent all the time and just stopped would seem to be cut off.
        """
        if self._track is None or self._reading is None:
            return
        sent = asyncio.create_task(self._track.finished.wait(), name="recording-finished")
        try:
            await asyncio.wait([sent, self._reading], return_when=asyncio.FIRST_COMPLETED)
        finally:
            sent.cancel()
        if self._reading.done():
            self._reading.result()
        await self.send(type="mute", muted=True)

    async def send(self, **message: object) -> None:
        """One message of the live protocol, as its fields."""
        if self._socket is None:
            raise VoixlaError("participant.outside", "Ce participant n’est pas dans la réunion.")
        await self._socket.send(json.dumps(message))

    async def switch_captions(self, on: bool) -> None:
        await self.send(type="captions", on=on)

    async def told(self, **state: object) -> None:
        """Returns when the server has said that the transcript is so. Raises ``participant.transcript``."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while any(self.transcript.get(key) != value for key, value in state.items()):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise VoixlaError(
                "participant.transcript", "Le serveur n’a pas ouvert ou fermé la transcription."
            ) from None

    async def _join(self) -> None:
        try:
            self._socket = await connect(
                self._address,
                subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
                max_size=_LARGEST_FRAME,
                proxy=None,
            )
        except (OSError, websockets.WebSocketException):
            raise VoixlaError("participant.unreachable", "Le serveur de la réunion ne répond pas.") from None
        loop = asyncio.get_running_loop()
        self._welcomed, self._published = loop.create_future(), loop.create_future()
        self._reading = asyncio.create_task(self._read(self._socket), name="participant-read")
        await self.send(
            type="hello",
            v=VERSION,
            role="participant",
            name=self._name,
            token=self._pass,
            session=None,
            after=None,
            person=None,
        )
        await self._expect(self._welcomed)

    async def _publish(self, recording: Path) -> None:
        allow_loopback()
        assert self._published is not None
        self._track = RecordingTrack(read_recording(recording), loop=self._loop)
        self._sending = new_connection()
        up = asyncio.Event()
        self._sending.on("connectionstatechange", up.set)
        add_opus(self._sending, self._track)
        await self._sending.setLocalDescription()
        await self.send(type="publish", feed="main", sdp=self._sending.localDescription.sdp)
        await take_description(self._sending, "answer", await self._expect(self._published))
        try:
            async with asyncio.timeout(_PATIENCE):
                while self._sending.connectionState not in ("connected", "failed", "closed"):
                    await up.wait()
                    up.clear()
        except TimeoutError:
            pass
        if self._sending.connectionState != "connected":
            raise VoixlaError("participant.media", "Le son n’atteint pas le serveur de la réunion.")

    async def _expect(self, answer: "asyncio.Future[_T]") -> _T:
        assert self._reading is not None
        waiting: set[asyncio.Future[Any]] = {answer, self._reading}
        await asyncio.wait(waiting, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        if self._reading.done():
            self._reading.result()
        raise VoixlaError("participant.silence", "Le serveur de la réunion ne répond plus.")

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for data in socket:
                await self._take(json.loads(data))

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "welcome":
                self._come_in(message)
            case "people":
                self.people = message["people"]
            case "transcript":
                self.transcript = message
                self._news.set()
            case "event" if self._on_event is not None:
                self._on_event(wire.decode(message["event"]))
            case "published" if self._published is not None and not self._published.done():
                self._published.set_result(message["sdp"])
            case "subscribe" if self._on_packet is not None:
                await self._hear(message, self._on_packet)
            case "error":
                self.errors.append(message["code"])
                if message["fatal"]:
                    raise VoixlaError(message["code"], message["fr"])

    def _come_in(self, message: dict[str, Any]) -> None:
        if message["you"] is None:
            raise VoixlaError("participant.reader", "Cette invitation ne permet que de lire.")
        self.id, self.session = message["you"]["id"], message["session"]
        self.people, self.transcript = message["people"], message["transcript"]
        if self._welcomed is not None and not self._welcomed.done():
            self._welcomed.set_result(None)

    async def _hear(self, offer: dict[str, Any], on_packet: Callable[[str, RtpPacket], None]) -> None:
        self._streams.update({mid: stream["person"] for mid, stream in offer["streams"].items()})
        if self._hearing is None:
            self._hearing = new_connection()
        hearing = self._hearing
        known = set(hearing.getTransceivers())
        await take_description(hearing, "offer", offer["sdp"])
        for transceiver in set(hearing.getTransceivers()) - known:
            receive_packets([transceiver.receiver], self._hearer(str(transceiver.mid), on_packet))
        await hearing.setLocalDescription()
        await self.send(type="subscribed", id=offer["id"], sdp=hearing.localDescription.sdp)

    def _hearer(
        self, mid: str, on_packet: Callable[[str, RtpPacket], None]
    ) -> Callable[[int, RtpPacket], None]:
        def hear(source: int, packet: RtpPacket) -> None:
            on_packet(self._streams.get(mid, ""), packet)

        return hear
