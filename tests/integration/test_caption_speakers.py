"""``./run caption --speakers`` with the real networks: two voices of the demo in one file, each line under its own."""

import re
import subprocess
import sys
import wave
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.demo_voices import two_voices

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
CUE = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> .*\n<v ([^>]*)>")


@pytest.fixture(scope="module")
def conversation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "deux voix.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((two_voices().pcm * 32767).astype("<i2").tobytes())
    return path


def test_each_voice_has_its_lines_from_beginning_to_end(conversation: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gateway", "caption", str(conversation), "--speakers", "--format", "vtt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    cues = [
        (int(h) * 3_600_000 + int(m) * 60_000 + int(s) * 1000 + int(ms), name)
        for h, m, s, ms, name in CUE.findall(done.stdout)
    ]
    assert {name for _, name in cues} == {"Intervenant 1", "Intervenant 2"}
    said = two_voices().said
    starts = np.array([start for _, start, _ in said])
    right = sum(
        name == f"Intervenant {1 + said[int(np.abs(starts - at).argmin())][0]}"
        for at, name in cues
        if np.abs(starts - at).min() < 1000
    )
    assert right >= 6
    # They take turns eight times: nearly all of them are seen.
    assert len(list(groupby(name for _, name in cues))) >= 7
