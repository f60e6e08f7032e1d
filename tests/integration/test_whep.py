"""WHEP (draft-ietf-wish-whep) against the real server: programs hear everybody at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import httpx
import numpy as np
import pytest
from aiortc import RTCPeerConnection

from gateway.access.register import HostedRoom
from gateway.access.roles import Role
from gateway.demo.recording import RecordingTrack, read_recording
from gateway.media.embedded.vendor import (
    add_opus,
    close_connection,
    new_connection,
    receive_packets,
    take_description,
)
from gateway.media.embedded.viewer import Viewer
from gateway.media.opus import OpusDecoder
from gateway.media.ports import MediaServer
from models.audio import SAMPLE_RATE, Pcm
from pipeline.reorder import RtpPacket
from tests.fakes import media_servers
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.meeting import QUICK, Meeting, meeting, until, write_opus
from tests.fakes.opus_stream import tone
from tests.fakes.seen import close_door, door

pytestmark = pytest.mark.integration
SDP = {"content-type": "application/sdp"}
HIGH, LOW = 1240, 430
FRAME_TICKS = 960
Requires = Callable[[str, str], Path]


class Listener:
    """A WHEP client: what it hears, decoded."""

    def __init__(self) -> None:
        self.pc = new_connection()
        self.location = ""
        self.packets = 0
        self._decoder = OpusDecoder()
        self._heard: list[Pcm] = []
        self._timestamps: list[int] = []

    async def listen(self, client: httpx.AsyncClient, room: str = "conseil") -> None:
        transceiver = add_opus(self.pc)
        await self.pc.setLocalDescription()
        offer = self.pc.localDescription.sdp
        answer = await client.post(f"/whep/{room}", content=offer, headers=SDP)
        assert answer.status_code == 201, answer.text
        assert answer.headers["content-type"].startswith("application/sdp")
        self.location = answer.headers["location"]
        await take_description(self.pc, "answer", answer.text)
        receive_packets([transceiver.receiver], self._take)

    @property
    def holes(self) -> int:
        """Packets that do not follow the one before."""
        return sum(late - early != FRAME_TICKS for early, late in pairwise(self._timestamps))

    def strength(self, hertz: float) -> float:
        """The amplitude of ``hertz`` in the last half second."""
        pcm = np.concatenate(self._heard)[-SAMPLE_RATE // 2 :]
        spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm)))) / len(pcm) * 4
        return float(spectrum[round(hertz * len(pcm) / SAMPLE_RATE)])

    def hears(self, *tones: float) -> bool:
        """All of them, and at once."""
        return self.seconds > 1 and all(self.strength(hertz) > 0.1 for hertz in tones)

    @property
    def seconds(self) -> float:
        return sum(map(len, self._heard)) / SAMPLE_RATE

    def _take(self, source: int, packet: RtpPacket) -> None:
        self.packets += 1
        self._timestamps.append(packet.timestamp)
        pcm = self._decoder.decode(packet.payload)
        if pcm is not None:
            self._heard.append(pcm)


@asynccontextmanager
async def listening(client: httpx.AsyncClient) -> AsyncIterator[Listener]:
    listener = Listener()
    try:
        await listener.listen(client)
        yield listener
    finally:
        await close_connection(listener.pc)


@asynccontextmanager
async def speaking(client: httpx.AsyncClient, folder: Path, hertz: float) -> AsyncIterator[str]:
    """Somebody publishes a tone; the address that ends it."""
    pc = new_connection()
    track = RecordingTrack(read_recording(write_opus(folder / f"{hertz}.opus", tone(2.0, hertz))), loop=True)
    add_opus(pc, track)
    await pc.setLocalDescription()
    answer = await client.post("/whip/conseil", content=pc.localDescription.sdp, headers=SDP)
    await take_description(pc, "answer", answer.text)
    track.play()
    try:
        yield str(answer.headers["location"])
    finally:
        await close_connection(pc)


@asynccontextmanager
async def connected(media: MediaServer | None = None) -> AsyncIterator[tuple[Meeting, httpx.AsyncClient]]:
    async with meeting(QUICK, media=media) as server, httpx.AsyncClient(base_url=server.http) as client:
        yield server, client


@pytest.mark.parametrize("name", media_servers.NAMES)
async def test_everybody_who_speaks_is_heard_at_once(tmp_path: Path, requires: Requires, name: str) -> None:
    async with (
        media_servers.entered(name, requires) as media,
        connected(media) as (_, client),
        speaking(client, tmp_path, LOW) as low,
        speaking(client, tmp_path, HIGH),
        listening(client) as listener,
        listening(client) as another,
    ):
        for heard in (listener, another):
            await until(lambda heard=heard: heard.hears(LOW, HIGH), "both are heard", 30)  # type: ignore[misc]
            assert heard.strength(800) < 0.02
            assert heard.holes < 3
        await client.delete(low)
        enough = listener.seconds + 1.5
        await until(lambda: listener.seconds > enough, "the other goes on")
        assert listener.strength(LOW) < 0.02
        assert listener.strength(HIGH) > 0.1


async def test_who_leaves_hears_no_more_and_nothing_is_mixed_for_nobody(tmp_path: Path) -> None:
    async with connected() as (server, client), speaking(client, tmp_path, LOW):
        async with listening(client) as listener:
            await until(lambda: listener.packets > 10, "it is heard")
            assert (await client.patch(listener.location, content="")).status_code == 405
            assert (await client.delete(listener.location)).status_code == 200
            assert (await client.delete(listener.location)).status_code == 404
            await until(lambda: listener.pc.connectionState == "closed", "the connection is closed")
            await until(lambda: "audience-play" not in names(), "nothing is mixed for nobody")
        async with listening(client) as again:
            await until(lambda: again.packets > 10, "the next one is served")


async def test_the_room_ends_for_those_who_listen(tmp_path: Path) -> None:
    async with connected() as (server, client), listening_pc() as pc:
        async with speaking(client, tmp_path, LOW):
            assert (await listen_as(pc, client)).status_code == 201
            await until(lambda: pc.connectionState == "connected", "it is up")
        await until(lambda: len(server.rooms) == 0, "listening keeps no room open")
        await until(lambda: pc.connectionState == "closed", "nothing is left of it")


async def test_rooms_of_hosts_ask_for_a_pass(tmp_path: Path) -> None:
    with hosting_in(tmp_path) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
        room, other = (hosting.register.create(title, 1) for title in ("Conseil", "Bureau"))

        def token(of: HostedRoom, role: Role) -> str:
            return hosting.access.issue(of, role)[0]

        anne = {"token": token(room, Role.PARTICIPANT), "room": room.name}
        async with (
            meeting(QUICK, hosting=hosting) as server,
            httpx.AsyncClient(base_url=server.http) as client,
            server.page("Anne", **anne),
            listening_pc() as pc,
        ):
            good = token(room, Role.PARTICIPANT)
            for shown in (None, token(other, Role.PARTICIPANT), good[:-2]):
                refused = await listen_as(pc, client, room.name, shown)
                assert refused.status_code in (401, 403), refused.text
            reads = await listen_as(pc, client, room.name, token(room, Role.READER))
            assert (reads.status_code, reads.json()["code"]) == (403, "live.reader")
            unknown = await listen_as(pc, client, "salle-inconnue", good)
            assert unknown.status_code == 404
            allowed = await listen_as(pc, client, room.name, good)
            assert allowed.status_code == 201
            heard: list[RtpPacket] = []
            receive_packets(pc.getReceivers(), lambda _, packet: heard.append(packet))
            await until(lambda: bool(heard), "a participant's pass is enough")
            revoked = hosting.register.revoke(room.name, 1)
            hosting.stays.revoke(room.name, revoked.generation)
            await until(lambda: pc.connectionState == "closed", "who came by an older link is shown out")


@pytest.mark.parametrize("closed", ["lobby", "lock"])
async def test_a_closed_door_keeps_newcomers_out_and_nobody_in_it(tmp_path: Path, closed: str) -> None:
    async with connected() as (server, client), server.page("Anne") as anne, listening(client) as listener:
        await until(lambda: listener.packets > 10, "it is heard")
        await close_door(anne, **{closed: True})
        async with listening_pc() as pc:
            refused = await listen_as(pc, client)
            assert (refused.status_code, refused.json()["code"]) == (403, "room.locked")
            before = listener.packets
            await until(lambda: listener.packets > before + 25, "who listened before goes on")
            await anne.send({"type": closed, "on": False})
            await until(lambda: not any((door(anne)["locked"], door(anne)["lobby"])), "the door is open")
            assert (await listen_as(pc, client)).status_code == 201


async def test_a_door_that_is_closed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    negotiate = Viewer.negotiate

    async def slow(viewer: Viewer, offer: str) -> str:
        await close_door(anne, lock=True)
        return await negotiate(viewer, offer)

    monkeypatch.setattr(Viewer, "negotiate", slow)
    async with connected() as (server, client), server.page("Anne") as anne, listening_pc() as pc:
        refused = await listen_as(pc, client)
        assert (refused.status_code, refused.json()["code"]) == (403, "room.locked")
        audience = server.rooms.audience("conseil")
        assert audience is not None
        assert len(audience) == 0


async def test_refusals(tmp_path: Path) -> None:
    async with connected() as (server, client):
        url = "/whep/conseil"
        nobody = await client.post(url, content="v=0", headers=SDP)
        assert (nobody.status_code, nobody.json()["code"]) == (404, "room.not_open")
        assert len(server.rooms) == 0, "listening opens no room"
        assert (await client.post("/whep/X", content="v=0", headers=SDP)).status_code == 400
        assert (await client.post(url, content="v=0")).status_code == 415
        assert (
            await client.post(url, content="v=0", headers=SDP | {"accept": "text/html"})
        ).status_code == 406
        assert (await client.delete(f"{url}/abc")).status_code == 404
        options = await client.options(url)
        assert (options.status_code, options.headers["accept-post"]) == (204, "application/sdp")
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            assert (await client.request(method, url)).status_code == 405
        async with speaking(client, tmp_path, LOW), listening_pc() as pc:
            pc.addTransceiver("audio", direction="sendonly")
            await pc.setLocalDescription()
            sends = await client.post(url, content=pc.localDescription.sdp, headers=SDP)
            assert (sends.status_code, sends.json()["code"]) == (422, "media.not_listening")


@asynccontextmanager
async def listening_pc() -> AsyncIterator[RTCPeerConnection]:
    pc = new_connection()
    try:
        yield pc
    finally:
        await close_connection(pc)


async def listen_as(
    pc: RTCPeerConnection, client: httpx.AsyncClient, room: str = "conseil", token: str | None = None
) -> httpx.Response:
    if not pc.getTransceivers():
        add_opus(pc)
        await pc.setLocalDescription()
    headers = SDP | ({"authorization": f"Bearer {token}"} if token else {})
    answer = await client.post(f"/whep/{room}", content=pc.localDescription.sdp, headers=headers)
    if answer.status_code == 201:
        await take_description(pc, "answer", answer.text)
    return answer


def names() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks()]
