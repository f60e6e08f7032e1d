"""A program that is not ours publishes by WHIP: GStreamer, by way of ``deploy/whip-publish``."""

import asyncio
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from gateway.settings import Settings
from tests.architecture.tree import ROOT
from tests.fakes import media_servers
from tests.fakes.meeting import meeting, until, write_opus
from tests.fakes.opus_stream import pitch, tone

pytestmark = pytest.mark.integration
Requires = Callable[[str, str], Path]
# Debian's, which has the bindings; the one that runs the tests need not.
PYTHON = "/usr/bin/python3"
NEEDED = "python3-gi gir1.2-gst-plugins-bad-1.0 gstreamer1.0-plugins-{base,good,bad} gstreamer1.0-nice"
ELEMENTS = ("webrtcbin", "nicesink", "opusenc", "rtpopuspay", "dtlsenc", "srtpenc", "clocksync")
PROBE = "import gi; gi.require_version('GstWebRTC', '1.0'); from gi.repository import Gst, GstWebRTC; Gst.init(None);"


@pytest.fixture(scope="module")
def gstreamer() -> None:
    code = f"{PROBE} assert all(Gst.ElementFactory.find(name) for name in {ELEMENTS!r})"
    found = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True)
    if found.returncode:
        pytest.skip(f"GStreamer is missing or incomplete; on Debian or Ubuntu: sudo apt install {NEEDED}")


@asynccontextmanager
async def publisher(
    folder: Path, *arguments: str, token: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program, stopped as an administrator would."""
    command = [PYTHON, str(ROOT / "deploy" / "whip-publish"), *arguments]
    environment = os.environ | {"WHIP_TOKEN": token, "GST_REGISTRY": str(folder / "registry")}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()


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
