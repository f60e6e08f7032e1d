"""One room on one living Janus, and what only its owner may ask: make it, end it, silence somebody, copy a stream.

Gone with the Janus it is on; the meeting then gets a new one (``gateway/media/janus/room.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from captions.errors import VoixlaError
from gateway.media.janus.handle import Handle, Reply
from gateway.media.janus.link import Link, OnEvent, RefusedError
from gateway.media.janus.tap_socket import PAYLOAD_TYPE, TapSocket
from gateway.media.janus.tokens import Keys, Tokens

_EXISTS, _NO_SUCH_ROOM = 427, 426
_SHAPE: Mapping[str, object] = {
    "permanent": False,
    "is_private": True,
    "publishers": 200,
    "audiocodec": "opus",
    "videocodec": "vp8,h264",
    "opus_fec": True,
    "audiolevel_ext": True,
    "audiolevel_event": False,
    "transport_wide_cc_ext": True,
    "signed_tokens": True,
    "notify_joining": False,
    # What one picture may take; browsers go lower by themselves when the line is narrow.
    "bitrate": 2_000_000,
    "bitrate_cap": False,
    "fir_freq": 10,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A living Janus: its ``link``, the handle that manages rooms, and what proves that we may."""

    link: Link
    manager: Handle
    tokens: Tokens
    keys: Keys
    tap: TapSocket

    async def rooms(self, prefix: str) -> list[str]:
        """The rooms whose names begin with ``prefix``, private ones too."""
        reply = await self.manager.ask({"request": "list", "admin_key": self.keys.admin})
        return [room["room"] for room in reply.data["list"] if str(room["room"]).startswith(prefix)]

    async def destroy(self, room: str) -> None:
        """Everybody in it is thrown out. Does nothing when there is no such room."""
        request = {"request": "destroy", "room": room, "permanent": False}
        try:
            await self.manager.ask({**request, "secret": self.keys.of_room(room)})
        except RefusedError as error:
            if error.reason != _NO_SUCH_ROOM:
                raise


class Venue:
    """``create`` it. ``name`` is the room's on Janus."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._name = name

    @classmethod
    async def create(cls, server: Server, name: str) -> "Venue":
        """A new room; one of this name that is left over from before is ended first."""
        request = {"request": "create", "room": name, "description": "Voixla"}
        request |= {"secret": server.keys.of_room(name), "admin_key": server.keys.admin}
        try:
            await server.manager.ask({**_SHAPE, **request})
        except RefusedError as error:
            if error.reason != _EXISTS:
                raise
            await server.destroy(name)
            await server.manager.ask({**_SHAPE, **request})
        return cls(server, name)

    @property
    def tap(self) -> TapSocket:
        return self._server.tap

    @property
    def living(self) -> bool:
        return not self._server.link.lost.is_set()

    async def attach(self, on_event: OnEvent) -> Handle:
        """A handle for one person's connection."""
        return await Handle.attach(self._server.link, on_event)

    async def join(self, handle: Handle, how: Mapping[str, object]) -> Reply:
        """The handle enters the room, as the fields of ``how`` say."""
        token = self._server.tokens.for_room(self._name)
        return await handle.ask({"request": "join", "room": self._name, "token": token, **how})

    async def silence(self, feed: str, mid: str, muted: bool) -> None:
        """Janus drops what section ``mid`` of ``feed`` sends, or no longer does."""
        await self._manage({"request": "moderate", "id": feed, "mid": mid, "mute": muted})

    async def forward(self, feed: str, mid: str, source: int) -> None:
        """From now on the tap gets a copy of section ``mid`` under ``source``; ends with the feed."""
        tap = self._server.tap
        stream = {"mid": mid, "host": tap.host, "port": tap.port, "pt": PAYLOAD_TYPE, "ssrc": source}
        request = {"request": "rtp_forward", "publisher_id": feed, "host": tap.host, "streams": [stream]}
        reply = await self._manage({**request, "admin_key": self._server.keys.admin})
        if not reply.data.get("forwarders"):
            raise VoixlaError("media.bad_sdp", "L’offre de média est illisible.")

    async def forwarders(self) -> dict[str, list[int]]:
        """The numbers (SSRC) under which each feed is copied to anybody."""
        reply = await self._manage({"request": "listforwarders", "admin_key": self._server.keys.admin})
        return {
            str(publisher["publisher_id"]): [copy["ssrc"] for copy in publisher.get("forwarders", ())]
            for publisher in reply.data.get("publishers", ())
        }

    async def destroy(self) -> None:
        await self._server.destroy(self._name)

    async def _manage(self, request: Mapping[str, object]) -> Reply:
        secret = self._server.keys.of_room(self._name)
        return await self._server.manager.ask({**request, "room": self._name, "secret": secret})
