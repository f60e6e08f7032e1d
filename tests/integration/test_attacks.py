"""What somebody inside a meeting may try, who has a pass: to speak as another, or to reach the media server itself."""

import asyncio
import json
import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import websockets
from websockets.asyncio.client import connect

from tests.fakes import media_servers
from tests.fakes.caption_session import FakeTrack
from tests.fakes.janus import alone, running
from tests.fakes.meeting import Meeting, Page, meeting, until
from tests.fakes.opus_stream import pitch
from tests.fakes.speaking_page import speaking

pytestmark = pytest.mark.integration
Requires = Callable[[str, str], Path]


def tracks_of(server: Meeting, page: Page) -> list[FakeTrack]:
    return [t for t in server.session.tracks if t.speaker.id == page.welcome["you"]["id"]]


@pytest.mark.parametrize("name", media_servers.NAMES)
async def test_nobody_is_heard_or_captioned_as_somebody_else(requires: Requires, name: str) -> None:
    async with (
        media_servers.entered(name, requires) as media,
        meeting(media=media) as server,
        server.page("Anne") as anne,
        server.page("ANNE") as mallory,
    ):
        you = anne.welcome["you"]
        await mallory.send({"type": "captions", "on": True})
        async with (
            speaking(anne, 440),
            speaking(mallory, 880, person=you["id"], name="Anne", id=you["id"], you=you),
        ):
            for page, hertz, shown in ((anne, 440, "Anne"), (mallory, 880, "ANNE (2)")):
                await until(
                    lambda page=page: sum(len(t.frames) for t in tracks_of(server, page)) > 60,  # type: ignore[misc]
                    "they are tapped",
                )
                (track,) = tracks_of(server, page)
                assert track.speaker.name == shown
                assert abs(pitch(np.concatenate([frame.pcm for frame in track.frames])) - hertz) < 3
            for claim in ("Anne", "anne", "Ànne", "Anne."):
                await mallory.send({"type": "rename", "name": claim})
            await until(lambda: anne.people[1]["name"] == "Anne. (2)", "all were numbered")
            assert anne.people[0]["name"] == "Anne"
            await mallory.send({"type": "mute_person", "id": you["id"]})
            await mallory.send({"type": "signer", "id": you["id"], "on": True})
            await until(lambda: mallory.codes == ["live.not_host"] * 2, "she has no say over Anne")
        assert {track.speaker.id for track in server.session.tracks} == {
            page.welcome["you"]["id"] for page in (anne, mallory)
        }


async def test_the_administration_of_janus_does_not_answer(requires: Requires) -> None:
    async with alone(requires("janus", "janus")) as (address, keys, _):
        for protocol in ("janus-admin-protocol", "janus-protocol"):
            for secret in ("janusoverlord", keys.admin, keys.signing):
                request = {"janus": "list_sessions", "admin_secret": secret, "transaction": "t"}
                assert await asked(address, protocol, request) in (None, "error")


async def asked(address: str, protocol: str, request: dict[str, str]) -> str | None:
    """How Janus answers, if it does."""
    try:
        offered = [websockets.Subprotocol(protocol)]
        async with asyncio.timeout(5), connect(address, subprotocols=offered, proxy=None) as line:
            await line.send(json.dumps(request))
            return str(json.loads(await line.recv())["janus"])
    except (OSError, websockets.WebSocketException):
        return None


async def test_sound_that_is_sent_to_the_tap_by_others_is_nobodys(requires: Requires) -> None:
    async with (
        running(requires("janus", "janus")) as janus,
        meeting(media=janus.server) as server,
        server.page("Anne") as anne,
    ):
        await anne.send({"type": "captions", "on": True})
        async with speaking(anne, 440, 7):
            await until(lambda: any(track.frames for track in server.session.tracks), "Anne is tapped")
            tap = janus.server._tap
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as forger:
                for source in (7, 0, 0xFFFF_FFFF):
                    header = bytes((0x80, 111)) + bytes(6) + source.to_bytes(4, "big")
                    for _ in range(20):
                        forger.sendto(header + b"\xf8\xff\xfe", ("127.0.0.1", tap.port))
            await until(lambda: tap.dropped >= 60, "they came, and were dropped")
            (track,) = server.session.tracks
            heard = len(track.frames)
            await until(lambda: len(track.frames) > heard + 50, "Anne is heard as before")
            pcm = np.concatenate([frame.pcm for frame in track.frames])
            assert abs(pitch(pcm) - 440) < 3
