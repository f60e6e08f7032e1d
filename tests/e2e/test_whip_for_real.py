"""A program that is not ours publishes French speech by WHIP: it is heard, and captioned by its name."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from captions.events import CaptionEvent, Final
from captions.normalise import score_words, word_errors
from gateway.demo.meeting import load_meeting
from gateway.demo.participant import Participant
from tests.fakes.gstreamer import publisher, require_gstreamer
from tests.fakes.media_servers import NAMES
from tests.fakes.meeting import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
_ENOUGH_WORDS = 15
_MOST_ERRORS = 0.3
"""Base alone is at 0.1 on this voice."""


@pytest.fixture(scope="module")
def gstreamer() -> None:
    require_gstreamer()


@asynccontextmanager
async def serving(media: str) -> AsyncIterator[str]:
    """The address of the real server."""
    options = ["--port", "0", "--model", "base", "--access", "open", "--media", media]
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway", "serve", *options, stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        async with asyncio.timeout(120):
            while not (found := re.search(rb"http://\S+", await server.stdout.readline())):
                assert not server.stdout.at_eof(), "the server did not start"
        yield found[0].decode()
    finally:
        if server.returncode is None:
            server.terminate()
        await server.communicate()
    assert server.returncode == 0, "the server did not stop in order"


@pytest.mark.parametrize("media", NAMES)
async def test_a_meeting_room_is_heard_and_captioned(
    gstreamer: None, requires: Callable[[str, str], Path], tmp_path: Path, media: str
) -> None:
    if media == "janus":
        requires("janus", "janus")
    demo = load_meeting()
    speaker = demo.participants[0]
    recording = tmp_path / speaker.file
    recording.write_bytes(demo.recording(speaker))
    finals: list[Final] = []
    heard: dict[str, int] = {}

    def event(event: CaptionEvent) -> None:
        if isinstance(event, Final):
            finals.append(event)

    def packet(person: str, _: object) -> None:
        heard[person] = heard.get(person, 0) + 1

    def words() -> list[str]:
        return score_words(" ".join(word.text for final in finals for word in final.words))

    async with serving(media) as address:
        room = f"{address}room/conseil"
        async with Participant(room, "Chloé", on_event=event, on_packet=packet) as chloe:
            await chloe.switch_captions(True)
            published = f"{address}whip/conseil?name=Salle+du+conseil"
            async with publisher(tmp_path, published, "--fichier", str(recording)):
                await until(lambda: len(words()) >= _ENOUGH_WORDS, "enough is captioned", 120)
                source = next(person for person in chloe.people if person["name"] == "Salle du conseil")
                assert source["publishing"]
                await until(lambda: heard.get(source["id"], 0) > 200, "it is heard, beside being read")
            await until(lambda: len(chloe.people) == 1, "it has left")
    assert {final.speaker.name for final in finals} == {"Salle du conseil"}
    said = [word.text for part in demo.said_by(speaker) for word in part.words]
    got = words()
    assert word_errors(score_words(" ".join(said))[: len(got)], got).rate <= _MOST_ERRORS
