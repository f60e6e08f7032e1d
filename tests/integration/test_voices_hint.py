"""The server as it is, with real weights for voices: two natural ones at a microphone that nobody declared shared.

Words are made up at once: a machine that has no time for captions listens to no clips, and this is not about speed.
"""

import logging
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from captions import wire
from captions.events import Final, State, Status
from captions.words import Hypothesis
from gateway import compose
from gateway.demo.participant import Participant
from gateway.service import running
from gateway.settings import Settings
from models.audio import SpeechWindow, to_ms
from models.engines.faster_whisper import FasterWhisperRecogniser
from models.weights.store import default_cache
from pipeline import clips
from tests.fakes.meeting import Page, until, write_opus
from tests.fakes.natural_voices import dialogue, spans
from tests.fakes.speech import heard, word
from tests.integration.test_shared_voices import OURS, Ears, settings

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

NAMES = ("Salle", "Anne")


@pytest.fixture(autouse=True)
def _every_utterance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one in 20 s, so that half a minute is enough."""
    monkeypatch.setattr(clips, "EVERY", 0)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", os.fspath(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def said(turns: Sequence[int], pause_s: float = 1.2) -> npt.NDArray[np.float32]:
    """(n,) at 48 kHz: those turns of the dialogue, well apart. 1 and 3 are one person's, the others another's."""
    sound, pause = dialogue(), np.zeros(round(pause_s * 48_000), dtype=np.float32)
    parts = [pause]
    for turn in turns:
        _, start_ms, end_ms = spans()[turn]
        parts += [sound[start_ms * 48 : end_ms * 48], pause]
    return np.concatenate(parts)


def _quickly(recogniser: FasterWhisperRecogniser, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
    """Instead of listening: each window ends with a word."""
    return [
        heard(*window.prefix, word("voix", to_ms(window.end) - 300, to_ms(window.end) - 100))
        for window in windows
    ]


async def play(service_address: str, recording: Path, *, answered: bool) -> tuple[Page, str]:
    """What Anne, a host, was told, and the id of who has the microphone. ``answered``: she says no."""
    address = service_address.removesuffix("/")
    async with (
        Page(f"{address.replace('http', 'ws', 1)}/live/conseil", "Anne", {}) as anne,
        Participant(f"{address}/room/conseil", "Salle", recording=recording) as table,
    ):
        await anne.send({"type": "captions", "on": True})
        table.play()
        if answered:
            await until(lambda: anne.of("voices_heard"), "she is asked", 120)
            await anne.send({"type": "decline_voices", "person": table.id})
        await table.finished()
        await anne.send({"type": "captions", "on": False})
        await until(lambda: states(anne)[-1].status is Status.OFF, "the last word is final", 60)
        return anne, str(table.id)


def states(page: Page) -> list[State]:
    events = (wire.decode(message["event"]) for message in page.of("event"))
    return [event for event in events if isinstance(event, State)]


def finals(page: Page) -> list[Final]:
    events = (wire.decode(message["event"]) for message in page.of("event"))
    return [event for event in events if isinstance(event, Final)]


async def test_a_host_is_asked_once_nothing_is_decided_and_nothing_of_a_voice_is_on_a_disk(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ears, began = Ears(monkeypatch), time.time()
    recording = write_opus(tmp_path / "table.opus", said([0, 1, 2, 3, 4, 1, 0, 3, 2, 1]))
    caplog.set_level(logging.DEBUG)
    async with running(settings(tmp_path)) as service:
        monkeypatch.setattr(FasterWhisperRecogniser, "recognise", _quickly)
        anne, table = await play(service.address, recording, answered=True)
    assert [message["people"] for message in anne.of("voices_heard")] == [[table], []]
    assert not any(person["shared"] for person in anne.people)
    assert {final.speaker.id for final in finals(anne)} == {table}, "one person's, as ever"
    assert ears.loads == 1
    assert 6 <= len(ears.vectors) < 10, "none after the question"
    written = ears.written_in((tmp_path, default_cache()), began)
    assert written == []
    (temporary / "control").write_bytes(np.asarray(ears.vectors[0]).tobytes())
    assert ears.written_in((tmp_path, default_cache()), began) == ["control"]
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(OURS))
    assert not [name for name in NAMES if name in ours]


@pytest.mark.parametrize("how", ["asked", "off", "weights"])
async def test_nothing_is_loaded_where_it_is_switched_off_or_there_are_no_weights(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = Ears(monkeypatch)
    chosen: Settings = settings(tmp_path)
    if how == "weights":
        monkeypatch.setattr(compose, "speakers_entry", lambda cache: None)
    else:
        chosen = replace(chosen, voices=how)
    recording = write_opus(tmp_path / "table.opus", said([0, 1]))
    async with running(chosen) as service:
        monkeypatch.setattr(FasterWhisperRecogniser, "recognise", _quickly)
        anne, _ = await play(service.address, recording, answered=False)
    assert finals(anne), "it was heard"
    assert (ears.loads, ears.vectors, anne.of("voices_heard")) == (0, [], [])
