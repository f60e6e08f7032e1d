"""``./run caption`` from the command line, with a recogniser that hears a script."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gateway.commands.caption as command
import gateway.main as cli
from captions import wire
from captions.errors import VoixlaError
from captions.events import Final
from gateway.files.progress import bar
from tests.fakes.caption_engine import SCRIPT, BrokenRecogniser, engine, load
from tests.fakes.recordings import recording, silent_video, tone, truncated

TEXT = "Bonjour à toutes et à tous. La séance est ouverte, nous avons le quorum. Merci."
PROGRAM = [sys.executable, "-m", "tests.fakes.caption_engine", "caption"]


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_load_engine", load)
    monkeypatch.delenv("VOIXLA_DEBUG", raising=False)


def meeting_sound(rate: int = 16_000, *, seconds: float = 8.0) -> np.ndarray:
    """Loud where the script is spoken, and faint elsewhere."""
    sound = tone(seconds, rate, level=0.001)
    loud = tone(seconds, rate)
    for _, start_ms, end_ms in SCRIPT:
        part = slice(start_ms * rate // 1000, end_ms * rate // 1000)
        sound[part] = loud[part]
    return sound


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    sound = meeting_sound()[None]
    return recording(tmp_path / "réunion.wav", rate=16_000, layout="mono", channels=sound)


def words(output: str) -> list[str]:
    events = [wire.decode(json.loads(line)) for line in output.splitlines()]
    assert [event.seq for event in events] == sorted({event.seq for event in events})
    return [word.text for event in events if isinstance(event, Final) for word in event.words]


def test_lines(meeting: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["caption", str(meeting), "--speaker", "Élise"]) == 0
    assert capsys.readouterr().out == (
        "[00:00:00] Élise : Bonjour à toutes et à tous.\n"
        "[00:00:03] Élise : La séance est ouverte, nous avons le quorum.\n"
        "[00:00:06] Élise : Merci.\n"
    )


def test_json_is_one_event_a_line(meeting: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["caption", str(meeting), "--format", "json"]) == 0
    output = capsys.readouterr().out
    assert " ".join(words(output)) == TEXT
    assert any(json.loads(line)["type"] == "interim" for line in output.splitlines())


@pytest.mark.parametrize(
    ("form", "begins"),
    [("vtt", "WEBVTT\n\nNOTE Langue : fr\n\n00:00:00.200 --> 00:00:02.637\nBonjour à toutes et à tous.\n"),
     ("srt", "1\n00:00:00,200 --> 00:00:02,637\nBonjour à toutes et à tous.\n\n2\n"),
     ("ttml", '<?xml version="1.0" encoding="UTF-8"?>\n<tt '),
     ("stl", "850STL25.0100"),
     ("txt", "Bonjour à toutes et à tous.\nLa séance")],
)  # fmt: skip
def test_files_appear_whole(
    meeting: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, begins: str
) -> None:
    path = tmp_path / f"a.{form}"
    path.write_text("ancien contenu, bien plus long" * 100)
    assert cli.main(["caption", str(meeting), "--format", form, "--output", str(path)]) == 0
    assert path.read_bytes().startswith(begins.encode())
    assert b"ancien" not in path.read_bytes()
    assert capsys.readouterr() == ("", "")
    assert sorted(tmp_path.iterdir()) == sorted([path, meeting])


def test_the_pace_changes_nothing_but_the_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound = meeting_sound(seconds=2.5)[None]
    path = recording(tmp_path / "a.wav", rate=16_000, layout="mono", channels=sound)
    outputs = []
    for pace in ("fast", "real"):
        assert cli.main(["caption", str(path), "--format", "json", "--pace", pace]) == 0
        events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        outputs.append([event for event in events if event["type"] != "state"])
    assert outputs[0] == outputs[1]
    assert outputs[0]


def test_raw_sound_on_standard_input() -> None:
    data = (meeting_sound() * 32767).astype("<i2").tobytes()
    done = subprocess.run([*PROGRAM, "-"], input=data, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[0] == "[00:00:00] Bonjour à toutes et à tous."


def test_a_phrase_is_printed_while_the_sound_goes_on() -> None:
    sound = np.concatenate([meeting_sound(seconds=2.5), np.zeros(16_000 * 12, np.float32)])
    with subprocess.Popen([*PROGRAM, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write((sound * 32767).astype("<i2").tobytes())
        process.stdin.flush()
        assert process.stdout.readline().decode() == "[00:00:00] Bonjour à toutes et à tous.\n"
        process.stdin.close()
    assert process.returncode == 0


def sick_files(folder: Path) -> dict[str, Path]:
    whole = recording(folder / "whole.mp4", codec="aac", video_s=3)
    files = {
        "text": folder / "notes.wav",
        "empty": folder / "empty.wav",
        "index": truncated(folder / "index.mp4", whole, 0.6),
        "mute": silent_video(folder / "mute.mp4"),
        "folder": folder,
        "missing": folder / "rien.wav",
    }
    files["text"].write_text("Ordre du jour")
    files["empty"].touch()
    return files


@pytest.mark.parametrize("kind", ["text", "empty", "index", "mute", "folder", "missing"])
@pytest.mark.parametrize("form", ["lines", "vtt"])
def test_a_sick_file_is_one_french_line_and_no_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, form: str
) -> None:
    path = sick_files(tmp_path)[kind]
    output = tmp_path / "out"
    assert cli.main(["caption", str(path), "--format", form, "--output", str(output)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Erreur : ")
    assert said.err.count("\n") == 1
    assert not output.exists()
    assert not list(tmp_path.glob(".voixla-*"))


def test_a_truncated_file_gives_what_it_has_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = recording(
        tmp_path / "whole.mp4", codec="aac", rate=16_000, layout="mono", seconds=20,
        channels=meeting_sound(seconds=20)[None], options={"movflags": "faststart"},
    )  # fmt: skip
    path, output = truncated(tmp_path / "a.mp4", whole, 0.8), tmp_path / "a.txt"
    assert cli.main(["caption", str(path), "--format", "txt", "--output", str(output)]) == 1
    assert "Bonjour à toutes et à tous." in output.read_text("utf-8")
    assert "alors qu'il annonce 00:00:20" in capsys.readouterr().err


def test_bad_output_is_refused_before_any_work(
    meeting: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwanted(args: object) -> None:
        raise AssertionError("the engine was loaded")

    monkeypatch.setattr(command, "_load_engine", unwanted)
    before = meeting.read_bytes()
    link = tmp_path / "lien.wav"
    link.symlink_to(meeting)
    cases = [
        (tmp_path, 1),
        (tmp_path / "no" / "a.vtt", 1),
        (meeting, 2),
        (link, 2),
        (tmp_path / ("x" * 300), 1),
    ]
    for output, status in cases:
        assert cli.main(["caption", str(meeting), "--output", str(output)]) == status
        assert capsys.readouterr().err.startswith("Erreur : ")
    assert meeting.read_bytes() == before


def test_a_full_disk_is_one_french_line(meeting: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["caption", str(meeting), "--output", "/dev/full"]) == 1
    assert "le disque est plein" in capsys.readouterr().err


def test_a_reader_that_goes_away_ends_it_quietly(meeting: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, str(meeting), "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("form", ["lines", "vtt"])
def test_ctrl_c_keeps_what_was_heard(tmp_path: Path, form: str) -> None:
    output = tmp_path / "a.out"
    arguments = ["-", "--format", form, "--output", str(output)]
    with subprocess.Popen(
        [*PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        data = (meeting_sound(seconds=8) * 32767).astype("<i2").tobytes()
        process.stdin.write(data)
        process.stdin.flush()
        wait_until_read(process.stdin.fileno())
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
        process.wait(30)
    assert process.returncode == 130
    assert "Bonjour à toutes et à tous." in output.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [output]


def wait_until_read(descriptor: int) -> None:
    """Until the program has taken everything from its end of the pipe, so that it is listening."""
    import fcntl
    import struct
    import termios

    while struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0" * 4))[0]:
        os.sched_yield()


@pytest.mark.parametrize("error", [VoixlaError("engine.failed", "Panne."), RuntimeError("secret")])
def test_an_engine_that_fails_once_costs_a_passage_and_the_status(
    meeting: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    broken = BrokenRecogniser(SCRIPT, failing=range(2, 3), error=error)
    monkeypatch.setattr(command, "_load_engine", lambda args: engine(broken))
    assert cli.main(["caption", str(meeting)]) == 1
    said = capsys.readouterr()
    assert "[passage de" in said.out
    assert "Merci." in said.out
    assert said.err.startswith("Erreur : La reconnaissance a échoué sur")


def test_an_engine_that_always_fails_ends_the_job_in_words(tmp_path: Path) -> None:
    sound = np.tile(meeting_sound(), 10)[None]
    path = recording(tmp_path / "a.wav", rate=16_000, layout="mono", channels=sound)
    program = (
        "import sys, gateway.commands.caption as command, gateway.main as cli\n"
        "from tests.fakes.caption_engine import SCRIPT, BrokenRecogniser, engine\n"
        "broken = BrokenRecogniser(SCRIPT, failing=range(10**6), error=RuntimeError('secret'))\n"
        "command._load_engine = lambda args: engine(broken)\n"
        "sys.exit(cli.main(['caption', sys.argv[1]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Erreur : La reconnaissance échoue sans cesse")
    assert done.stderr.count("\n") == 1
    assert "[passage de" in done.stdout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_and_leaves_nothing(
    meeting: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cli.main(["caption", str(meeting), "--format", "txt"]) == 0
    drawn = terminal.getvalue()
    assert " %  00:00:0" in drawn
    assert drawn.endswith("\r\x1b[K")
    assert "\x1b" not in capsys.readouterr().out


def test_the_bar_fits_a_narrow_terminal() -> None:
    assert bar(0, 60_000, 0.0) == "░" * 24 + "   0 %  00:00:00 / 00:01:00"
    assert (
        bar(30_000, 60_000, 10.0) == "█" * 12 + "░" * 12 + "  50 %  00:00:30 / 00:01:00  3,0×  reste 00:00:10"
    )
    assert bar(61_000, 60_000, 10.0).startswith("█" * 24 + " 100 %")
    assert bar(5000, None, 2.0) == "00:00:05  2,5×"
    assert len(bar(99 * 3_600_000, 100 * 3_600_000, 3600.0)) < 80
