"""``./run bench speakers`` with the real networks: a conversation of the demo's voices, and a folder with truth."""

import json
import wave
from pathlib import Path
from typing import Any

import pytest

import gateway.main as cli
from tests.fakes.demo_voices import two_voices

pytestmark = pytest.mark.integration


def measured(capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert cli.main(["bench", "speakers", *options, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_conversation_of_the_demos_voices(capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(capsys, "--minutes", "0.7", "--people", "2")
    (made,) = found["recordings"]
    assert made["people"] == 2
    assert 0 < made["der_collar"] < made["der"] < 0.4
    assert made["single_right"] > 0.7
    assert 0 < made["cores"] < 1
    assert found["silence_cores"] < 0.02


def test_a_folder_with_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = two_voices()
    with wave.open(str(tmp_path / "deux.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((scene.pcm * 32767).astype("<i2").tobytes())
    lines = [
        f"SPEAKER deux 1 {start / 1000} {(end - start) / 1000} <NA> <NA> p{who} <NA> <NA>"
        for who, start, end in scene.said
    ]
    (tmp_path / "deux.rttm").write_text("\n".join(lines), encoding="utf-8")
    (found,) = measured(capsys, str(tmp_path))["recordings"]
    assert (found["recording"], found["people"], found["found"]) == ("deux", 2, 2)
    assert found["der"] < 0.3
