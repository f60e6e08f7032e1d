"""WHIP (RFC 9725) against the real server."""

import asyncio
from pathlib import Path

import httpx
import numpy as np
import pytest
from aiortc import RTCPeerConnection

from gateway.demo.recording import RecordingTrack, read_recording
from gateway.media.embedded.vendor import add_opus, close_connection, new_connection, take_description
from gateway.settings import Settings
from tests.fakes.meeting import QUICK, meeting, until, write_opus
from tests.fakes.opus_stream import pitch, tone

pytestmark = pytest.mark.integration
SDP = {"content-type": "application/sdp"}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_opus(tmp_path / "tone.opus", tone(2.0, 520))


async def offer_of(pc: RTCPeerConnection) -> str:
    await pc.setLocalDescription()
    return str(pc.localDescription.sdp)


async def test_a_program_publishes_and_leaves(recording: Path) -> None:
    async with (
        meeting() as server,
        httpx.AsyncClient(base_url=server.http) as client,
        server.page(None) as reader,
    ):
        await reader.send({"type": "captions", "on": True})
        pc = new_connection()
        track = RecordingTrack(read_recording(recording), loop=True)
        add_opus(pc, track)
        answer = await client.post("/whip/conseil?name=R%C3%A9gie", content=await offer_of(pc), headers=SDP)
        assert answer.status_code == 201
        assert answer.headers["content-type"].startswith("application/sdp")
        await take_description(pc, "answer", answer.text)
        track.play()
        await until(lambda: any(track.frames for track in server.session.tracks), "it is heard")
        (source,) = reader.people
        assert (source["name"], source["publishing"]) == ("Régie", True)
        await until(lambda: len(server.session.tracks[0].frames) > 40, "enough is heard")
        pcm = np.concatenate([frame.pcm for frame in server.session.tracks[0].frames])
        assert abs(pitch(pcm) - 520) < 3
        resource = answer.headers["location"]
        assert source["id"] not in resource
        assert (await client.patch(resource, content="")).status_code == 405
        assert (await client.delete(resource)).status_code == 200
        assert (await client.delete(resource)).status_code == 404
        await until(lambda: reader.people == [] and server.session.tracks[0].closed, "it has left")
        await close_connection(pc)


async def test_a_program_that_hangs_up_is_gone(recording: Path) -> None:
    async with meeting(QUICK) as server, httpx.AsyncClient(base_url=server.http) as client:
        pc = new_connection()
        track = RecordingTrack(read_recording(recording), loop=True)
        add_opus(pc, track)
        answer = await client.post("/whip/conseil", content=await offer_of(pc), headers=SDP)
        await take_description(pc, "answer", answer.text)
        await until(lambda: pc.connectionState == "connected", "it is up")
        assert len(server.rooms) == 1
        await asyncio.sleep(0.5)
        assert len(server.rooms) == 1, "a source keeps the room open"
        await close_connection(pc)
        await until(lambda: len(server.rooms) == 0, "the room is over")


async def test_pictures_are_refused_and_sound_is_taken() -> None:
    async with meeting() as server, httpx.AsyncClient(base_url=server.http) as client:
        pc = new_connection()
        pc.addTransceiver("video", direction="sendonly")
        add_opus(pc).direction = "sendonly"
        answer = await client.post("/whip/conseil", content=await offer_of(pc), headers=SDP)
        assert answer.status_code == 201
        sections = [line for line in answer.text.split("\r\n") if line.startswith("m=")]
        assert [section.split()[:2] for section in sections] == [
            ["m=video", "0"],
            ["m=audio", sections[1].split()[1]],
        ]
        assert sections[1].split()[1] != "0"
        await client.delete(answer.headers["location"])
        await close_connection(pc)


async def test_refusals() -> None:
    async with meeting() as server, httpx.AsyncClient(base_url=server.http) as client:
        url = "/whip/conseil"
        assert (await client.post(url, content="v=0")).status_code == 415
        assert (await client.post(url, json={})).headers["accept-post"] == "application/sdp"
        assert (
            await client.post(url, content="v=0", headers=SDP | {"accept": "text/html"})
        ).status_code == 406
        assert (await client.post(url, content="bonjour", headers=SDP)).status_code == 422
        assert (await client.post(url, content=b"\xff\xfe", headers=SDP)).status_code == 400
        assert (await client.post(url, content="x" * 70_000, headers=SDP)).status_code == 413
        assert (await client.post(url + "?name=" + "x" * 61, content="v=0", headers=SDP)).status_code == 400
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            refused = await client.request(method, url)
            assert refused.status_code == 405
            assert "POST" in refused.headers["allow"]
        options = await client.options(url)
        assert (options.status_code, options.headers["accept-post"]) == (204, "application/sdp")
        for method in ("GET", "POST", "PUT", "PATCH"):
            refused = await client.request(method, f"{url}/abc")
            assert (refused.status_code, refused.headers["allow"]) == (405, "DELETE")
        assert (await client.delete(f"{url}/abc")).status_code == 404
        assert (await client.delete(f"{url}/%C3%A9")).status_code == 404


async def test_a_token_is_asked_for_where_one_is_set() -> None:
    settings = Settings(whip_token="jeton")
    async with meeting(settings=settings) as server, httpx.AsyncClient(base_url=server.http) as client:
        for given in ({}, {"authorization": "Bearer autre"}, {"authorization": "Basic jeton"}):
            refused = await client.post("/whip/conseil", content="v=0", headers=SDP | given)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert (await client.delete("/whip/conseil/x", headers=given)).status_code == 401
        allowed = await client.post(
            "/whip/conseil", content="v=0", headers=SDP | {"authorization": "Bearer jeton"}
        )
        assert allowed.status_code == 422
