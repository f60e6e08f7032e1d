"""Somebody speaks while the meeting server dies and comes back: all that was not heard is marked, to the moment."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from models.audio import SAMPLE_RATE, AudioGap, Loss
from tests.fakes.janus import running
from tests.fakes.meeting import meeting, until
from tests.fakes.speaking_page import speaking

pytestmark = pytest.mark.integration


async def test_the_hole_is_one_from_the_last_word_heard_to_the_first_heard_again(
    requires: Callable[[str, str], Path],
) -> None:
    async with (
        running(requires("janus", "janus")) as janus,
        meeting(media=janus.server) as server,
        server.page("Anne") as anne,
    ):
        await anne.send({"type": "captions", "on": True})
        tracks = server.session.tracks
        async with speaking(anne, 440):
            await until(lambda: any(len(track.frames) > 50 for track in tracks), "Anne is tapped")
            os.kill(janus.pid, signal.SIGKILL)
            ups = [False, True]
            await until(lambda: [told["up"] for told in anne.of("media")] == ups, "it is back")
        async with speaking(anne, 440):
            await until(lambda: len(tracks) == 2 and len(tracks[1].frames) > 20, "Anne is tapped again")
        former, new = tracks
        last, first = former.items[-1], new.items[0]
        assert isinstance(last, AudioGap)
        assert isinstance(first, AudioGap)
        assert (last.loss, first.loss) == (Loss.NETWORK, Loss.NETWORK)
        assert last.start == former.frames[-1].start + len(former.frames[-1].pcm)
        assert last.end == first.start
        assert first.end == new.frames[0].start
        assert 0 < first.end - last.start < 15 * SAMPLE_RATE
