"""The server as it is, with its real weights: two natural voices at one microphone, and what is left of them."""

import logging
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from captions import wire
from captions.events import CaptionEvent, Cause, Final, State, Status
from gateway import compose
from gateway.demo.participant import Participant
from gateway.service import running
from gateway.settings import Settings
from models.engines.speakers.online import OnlineStream
from models.engines.speakers.voices import Direction
from models.engines.voice_networks import Networks
from models.weights.store import default_cache
from tests.fakes.meeting import Page, until, write_opus
from tests.fakes.natural_voices import Attribution, attribution, dialogue

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

OURS = ("captions", "gateway", "hardware", "models", "pipeline", "uvicorn", "asyncio")
NAMES = ("Salle", "Anne", "Madame Roy", "Monsieur Petit", "Intervenant")


class Ears:
    """What the diariser of the server computes, seen from inside."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.loads = 0
        self.vectors: list[Direction] = []
        """What voices sound like: of pieces of sound, and of each voice in all."""
        self.streams: list[OnlineStream] = []
        resolve, direction, forget = compose.resolve_speakers, Networks.direction, OnlineStream.forget

        def resolved(cache: Path, *, offline: bool = False) -> Any:
            self.loads += 1
            return resolve(cache, offline=offline)

        def heard(networks: Networks, pcm: npt.NDArray[np.float32]) -> Direction:
            self.vectors.append(direction(networks, pcm))
            return self.vectors[-1]

        def forgotten(stream: OnlineStream) -> None:
            voices = stream._voices
            self.vectors += [*voices._centroids.values(), *(passage.total for passage in voices._passages)]
            self.streams.append(stream)
            forget(stream)

        patch.setattr(compose, "resolve_speakers", resolved)
        patch.setattr(Networks, "direction", heard)
        patch.setattr(OnlineStream, "forget", forgotten)

    @property
    def empty(self) -> bool:
        """Nothing of a voice is in memory any more."""
        return all(
            not stream._voices._centroids and not stream._voices._passages and not len(stream._sound)
            for stream in self.streams
        )

    def written_in(self, folders: Sequence[Path], since: float) -> list[str]:
        """Files there, changed since then, that hold four neighbours of one of the vectors, as bytes or as text."""
        found = []
        for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
            if path.stat().st_mtime >= since:
                octets = path.read_bytes()
                if any(_holds(octets, np.asarray(vector[60:64])) for vector in self.vectors):
                    found.append(path.name)
        return found


def _holds(octets: bytes, values: npt.NDArray[np.float32]) -> bool:
    as_bytes = (values.astype(kind).tobytes() for kind in ("<f4", "<f8", "<f2"))
    as_text = (f"{abs(float(value)):.9f}"[:8].encode() for value in values)
    return any(form in octets for form in as_bytes) or all(form in octets for form in as_text)


def events(page: Page) -> list[CaptionEvent]:
    return [wire.decode(message["event"]) for message in page.of("event")]


def finals(page: Page) -> list[Final]:
    return [event for event in events(page) if isinstance(event, Final)]


def states(page: Page) -> list[State]:
    return [event for event in events(page) if isinstance(event, State)]


def check(found: Attribution, page: Page) -> None:
    """Words that the server says it had no time to tell apart are left out: the machine may be busy."""
    assert found.understood >= 0.5
    assert found.right_of_told >= 0.8
    assert set(found.people.values()) == {"article-1", "article-24"}
    assert len(found.people) == 2, "two people, two voices"
    if not any(state.cause is Cause.OVERLOAD for state in states(page)):
        assert found.right >= 0.8
        turns = [event.speaker.id for event in sorted(finals(page), key=lambda final: final.start_ms)]
        changes = sum(one != other for one, other in pairwise(turns))
        assert changes >= 4, "every change of speaker is to be seen"


def settings(folder: Path) -> Settings:
    return Settings(
        port=0, model="base", access="open", media="embedded", data=folder / "data", cache=default_cache()
    )


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process writes what it thinks nobody reads."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", os.fspath(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


async def hold(address: str, recording: Path, ears: Ears, written: Callable[[], list[str]]) -> None:
    """A meeting at a table, which is kept. ``written`` must be empty while it lasts."""
    async with (
        Page(f"{address.replace('http', 'ws', 1)}/live/conseil", "Anne", {}) as anne,
        Participant(f"{address}/room/conseil", "Salle", recording=recording) as table,
    ):
        await anne.send({"type": "captions", "on": True})
        await anne.send({"type": "transcript", "on": True})
        await until(lambda: any(told["on"] for told in anne.of("transcript")), "it is kept")
        assert ears.loads == 0, "nobody shares a microphone yet"
        await anne.send({"type": "share_microphone", "person": table.id, "on": True})
        await until(lambda: any(each["shared"] for each in anne.people), "it is shared", 120)
        assert ears.loads == 1
        table.play()
        await table.finished()
        await anne.send({"type": "captions", "on": False})
        await until(lambda: states(anne)[-1].status is Status.OFF, "the last word is final", 60)
        found = attribution(finals(anne))
        check(found, anne)
        names = {"article-1": "Madame Roy", "article-24": "Monsieur Petit"}
        for voice, name in found.people.items():
            await anne.send({"type": "name_speaker", "id": voice, "speaker": voice, "name": names[name]})
        await until(lambda: len(anne.of("done")) == len(found.people), "they are named")
        assert ears.vectors
        assert written() == []


async def test_two_voices_are_told_apart_named_and_forgotten(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ears, began = Ears(monkeypatch), time.time()

    def written() -> list[str]:
        return ears.written_in((tmp_path, default_cache()), began)

    recording = write_opus(tmp_path / "table.opus", dialogue())
    caplog.set_level(logging.DEBUG)
    async with running(settings(tmp_path)) as service:
        await hold(service.address.removesuffix("/"), recording, ears, written)
    assert ears.streams, "the stream was told to forget"
    assert ears.empty
    assert written() == []
    (temporary / "control").write_bytes(np.asarray(ears.vectors[0]).tobytes())
    assert written() == ["control"], "the search finds what is there"
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(OURS))
    assert not [name for name in NAMES if name in ours]
