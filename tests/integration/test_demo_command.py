"""``./run demo`` as somebody meets it who has never seen it: without ``--record`` nothing of it reaches a disk."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from captions.events import Final
from gateway.demo.participant import Participant
from tests.fakes.meeting import until
from tests.integration.test_record_on_disk import files_in, holding

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]


def said_in(texts: Iterable[str]) -> set[str]:
    """Long words: short ones are in any file."""
    return {word for text in texts for word in re.findall(r"\w{7,}", text)}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folders of whoever starts it."""
    for name in ("tmp", "home", "data"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def demo(own: Path) -> "Iterator[subprocess.Popen[str]]":
    folders = {"TMPDIR": own / "tmp", "XDG_DATA_HOME": own / "home", "VOIXLA_DATA": own / "data"}
    command = [sys.executable, "-m", "gateway", "demo", "--no-browser", "--port", "0", "--model", "base"]
    with subprocess.Popen(
        [*command, "--media", "embedded"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **{name: str(path) for name, path in folders.items()}},
    ) as started:
        yield started
        started.kill()


async def test_nothing_of_it_reaches_a_disk(demo: "subprocess.Popen[str]", own: Path) -> None:
    assert demo.stdout is not None
    said = demo.stdout

    def address() -> str:
        return next(found[0] for line in said if (found := re.search(r"http://\S+/room/\S+", line)))

    spoken: list[str] = []

    def hear(event: object) -> None:
        if isinstance(event, Final):
            spoken.append(event.text)

    async with Participant(await asyncio.to_thread(address), "Paul", on_event=hear) as visitor:
        assert visitor.transcript["on"] is False
        await until(lambda: said_in(spoken) != set(), "something is said", 120)
        # Whoever visits can start no transcript: somebody else leads.
        await visitor.send(type="transcript", on=True)
        await until(lambda: "live.not_host" in visitor.errors, "it is refused")
        held = files_in(own)
        assert {path.relative_to(own).parts[0] for path in held} == {"tmp"}, "not in the data of a server"
        assert holding(held, said_in(spoken)) == []
        assert not [path for path in held if path.suffix == ".opus"]
    demo.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(demo.wait, 30) == 0
    assert files_in(own / "home") | files_in(own / "data") == set()
    assert list((own / "tmp").glob("voixla*")) == []
    assert holding(files_in(own), said_in(spoken)) == []
