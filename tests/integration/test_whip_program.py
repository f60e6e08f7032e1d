"""A program that is not ours publishes by WHIP: GStreamer, by way of ``deploy/whip-publish``."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gateway.settings import Settings
from tests.fakes import media_servers
from tests.fakes.gstreamer import publisher, require_gstreamer
from tests.fakes.meeting import meeting, until, write_opus
from tests.fakes.opus_stream import pitch, tone

pytestmark = pytest.mark.integration
Requires = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def gstreamer() -> None:
    require_gstreamer()


@pytest.mark.parametrize("name", media_servers.NAMES)
async def test_it_is_a_participant_and_is_captioned(
    gstreamer: None, requires: Requires, tmp_path: Path, name: str
) -> None:
    recording = write_opus(tmp_path / "tone.opus", tone(20.0, 520))
    settings = Settings(access="open", whip_token="jeton")
    async with (
        media_servers.entered(name, requires) as media,
        meeting(settings=settings, media=media) as server,
        server.page(None) as reader,
    ):
        await reader.send({"type": "captions", "on": True})
        address = f"{server.http}/whip/conseil?name=Salle+du+conseil"
        async with publisher(tmp_path, address, "--fichier", str(recording), token="jeton") as program:
            await until(lambda: bool(server.session.tracks), "it is heard", 40)
            track = server.session.tracks[0]
            await until(lambda: len(track.frames) > 40, "enough is heard", 40)
            (source,) = reader.people
            assert (source["name"], source["publishing"]) == ("Salle du conseil", True)
            assert track.speaker.name == "Salle du conseil"
            pcm = np.concatenate([frame.pcm for frame in track.frames])
            assert abs(pitch(pcm) - 520) < 3
            assert float(np.max(np.abs(pcm))) > 0.15
            program.terminate()
            await until(lambda: reader.people == [], "it has said that it leaves", 5)
            async with asyncio.timeout(10):
                assert await program.wait() == 0


async def test_it_says_why_it_was_refused(gstreamer: None, tmp_path: Path) -> None:
    recording = write_opus(tmp_path / "tone.opus", tone(5.0, 520))
    async with meeting(settings=Settings(access="open", whip_token="jeton")) as server:
        address = f"{server.http}/whip/conseil"
        async with publisher(tmp_path, address, "--fichier", str(recording), token="autre") as program:
            async with asyncio.timeout(40):
                _, said = await program.communicate()
            assert program.returncode == 1
            assert said.decode().splitlines()[-1].startswith("Arrêt : le serveur refuse (401)")
