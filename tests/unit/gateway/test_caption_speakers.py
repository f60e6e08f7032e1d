"""``./run caption --speakers``: several people in one file, with a recogniser and a diariser that know the script."""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import gateway.commands.caption as command
import gateway.files.voices
import gateway.main as cli
from captions import wire
from captions.errors import VoixlaError
from captions.events import Amended, AuthorKind, CaptionEvent, Final
from captions.ids import SessionId
from gateway.files.job import OpenSession
from hardware.voices import VoicesDevice
from models.audio import Samples, to_samples
from models.speakers import Relabelled, VoiceLabel
from pipeline.policy import ACCURATE
from pipeline.ports import Publish
from pipeline.session import CaptionSession
from tests.fakes.caption_engine import SCRIPT, BrokenRecogniser
from tests.fakes.loudness import InlineInference, LoudnessDetector
from tests.fakes.recordings import recording
from tests.fakes.scripted import ScriptedRecogniser, spoken
from tests.fakes.voices import ScriptedDiariser
from tests.unit.gateway.test_caption import meeting_sound

VOICES = ((0, 0, 3000), (1, 3000, 6300), (2, 6300, 8000))
LATER = Relabelled(was=VoiceLabel(3), now=VoiceLabel(1), start=Samples(0), end=to_samples(7000))
"""The last one is the first one after all."""

Load = Callable[[Namespace], OpenSession]


def hearing(
    *later: Relabelled, recogniser: Callable[[], ScriptedRecogniser] = lambda: ScriptedRecogniser(SCRIPT)
) -> Load:
    @asynccontextmanager
    async def opened(publish: Publish) -> AsyncIterator[CaptionSession]:
        async with VoicesDevice(lambda: ScriptedDiariser(VOICES, later=later)) as voices:
            session = CaptionSession(
                session=SessionId("file"),
                inference=InlineInference(recogniser(), LoudnessDetector()),
                policy=ACCURATE,
                publish=publish,
                live=False,
                diarisation=voices,
            )
            async with session:
                yield session

    return lambda args: opened


@pytest.fixture
def meeting(tmp_path: Path) -> str:
    sound = meeting_sound()[None]
    return str(recording(tmp_path / "réunion.wav", rate=16_000, layout="mono", channels=sound))


def events(output: str) -> list[CaptionEvent]:
    return [wire.decode(json.loads(line)) for line in output.splitlines()]


def test_each_line_is_under_its_voice(
    monkeypatch: pytest.MonkeyPatch, meeting: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_load_engine", hearing())
    assert cli.main(["caption", meeting, "--speakers"]) == 0
    assert capsys.readouterr().out == (
        "[00:00:00] Intervenant 1 : Bonjour à toutes et à tous.\n"
        "[00:00:03] Intervenant 2 : La séance est ouverte, nous avons le quorum.\n"
        "[00:00:06] Intervenant 3 : Merci.\n"
    )


def test_no_more_voices_than_are_said_to_be_there(
    monkeypatch: pytest.MonkeyPatch, meeting: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_load_engine", hearing())
    assert cli.main(["caption", meeting, "--speakers", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines] == ["1", "2", "2"]


@pytest.mark.parametrize("form", ["lines", "vtt", "srt", "ttml", "stl", "txt"])
def test_a_later_look_is_in_every_text(
    monkeypatch: pytest.MonkeyPatch, meeting: str, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "out"
    for later, voices in (((), {b"1", b"2", b"3"}), ((LATER,), {b"1", b"2"})):
        monkeypatch.setattr(command, "_load_engine", hearing(*later))
        assert cli.main(["caption", meeting, "--speakers", "--format", form, "--output", str(path)]) == 0
        data = path.read_bytes()
        assert {voice for voice in (b"1", b"2", b"3") if b"Intervenant " + voice in data} == voices
        assert data.count(b"Merci") == 1


def test_json_is_a_stream_that_says_what_a_later_look_changes(
    monkeypatch: pytest.MonkeyPatch, meeting: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_load_engine", hearing(LATER))
    assert cli.main(["caption", meeting, "--speakers", "--format", "json"]) == 0
    told = events(capsys.readouterr().out)
    assert [event.seq for event in told] == sorted({event.seq for event in told})
    first = [event for event in told if isinstance(event, Final) and event.text == "Merci."]
    (changed,) = [event for event in told if isinstance(event, Amended)]
    assert [event.speaker.name for event in first] == ["Intervenant 3"]
    assert (changed.segment, changed.speaker.name, changed.text) == (
        first[0].segment,
        "Intervenant 1",
        "Merci.",
    )
    assert changed.author.kind is AuthorKind.ENGINE


def test_words_of_nobody_in_particular_are_said_to_be(
    monkeypatch: pytest.MonkeyPatch, meeting: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "VOICES", VOICES[:1])
    monkeypatch.setattr(command, "_load_engine", hearing())
    assert cli.main(["caption", meeting, "--speakers"]) == 0
    assert "Intervenant ? : Merci." in capsys.readouterr().out
    assert cli.main(["caption", meeting, "--speakers", "--speaker", "Salle 2"]) == 0
    assert "Salle 2 ? : Merci." in capsys.readouterr().out


def test_after_a_failure_no_label_means_two_people(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = spoken("La séance est levée.", 20_000)
    sound = meeting_sound(seconds=30)
    for _, start_ms, end_ms in late:
        sound[start_ms * 16 : end_ms * 16] = meeting_sound()[3200:][: (end_ms - start_ms) * 16]
    path = recording(tmp_path / "a.wav", rate=16_000, layout="mono", channels=sound[None])

    def broken() -> BrokenRecogniser:
        return BrokenRecogniser([*SCRIPT, *late], failing=range(1), error=RuntimeError("a fault"))

    monkeypatch.setattr(command, "_load_engine", hearing(recogniser=broken))
    assert cli.main(["caption", str(path), "--speakers", "--format", "json"]) == 1
    told = [event for event in events(capsys.readouterr().out) if isinstance(event, Final)]
    assert "levée." in " ".join(event.text for event in told)
    assert {event.speaker.id.partition("#")[0] for event in told} == {"file1"}


@pytest.mark.parametrize("value", ["1", "21", "réunion.wav", "-3", "2.5", "²"])
def test_other_numbers_are_refused_with_what_to_do(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(["caption", "a.wav", f"--speakers={value}"]) != 0
    said = capsys.readouterr().err
    assert "de 2 à 20" in said
    assert value in said


def refused(arguments: list[str]) -> Any:
    try:
        return cli.main(arguments)
    except SystemExit as error:
        return error.code


def test_without_weights_it_says_what_to_run_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, meeting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(*args: object) -> VoicesDevice:
        raise VoixlaError("weights.speakers_unreachable", "À faire : lancez ./run weights fetch speakers.")

    monkeypatch.setattr(gateway.files.voices, "load_voices", unreachable)
    path = tmp_path / "out.vtt"
    assert cli.main(["caption", meeting, "--speakers", "--format", "vtt", "--output", str(path)]) == 1
    assert capsys.readouterr() == ("", "Erreur : À faire : lancez ./run weights fetch speakers.\n")
    assert not path.exists()


def test_those_who_do_not_ask_for_it_load_nothing_of_it() -> None:
    script = (
        "import sys, gateway.commands.caption\n"
        "print([name for name in sys.modules if name.startswith(('onnxruntime', 'models.engines', 'hardware'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("options", "streams"), [([], False), (["--pace", "real"], True)])
def test_who_reads_along_does_not_wait_for_the_end(
    monkeypatch: pytest.MonkeyPatch, options: list[str], streams: bool
) -> None:
    parser = ArgumentParser()
    command.configure(parser)
    args = parser.parse_args(["a.wav", "--speakers", *options])
    made = command._form(args, live=args.pace == "real")
    pushed = "".join(str(made.push(event)) for event in FINISHED)
    assert bool(pushed) is streams


FINISHED = [
    wire.decode(
        {
            "v": wire.VERSION,
            "type": "gap",
            "seq": 1,
            "track": "file",
            "speaker": {"id": "file", "name": "Intervenant"},
            "start_ms": 0,
            "end_ms": 2000,
            "cause": "engine",
        }
    )
]
