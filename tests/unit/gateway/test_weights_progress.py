import io
import time

import pytest

from gateway import weights_progress
from gateway.weights_progress import WeightsProgress, bar
from models.weights.progress import Step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_one_line_a_step() -> None:
    log = io.StringIO()
    with WeightsProgress(log) as progress:
        for done in range(0, 101, 10):
            progress(Step.DOWNLOAD, "model.bin", done, 100)
        progress(Step.CONVERT, "model.bin", 1, 2)
        progress(Step.VERIFY, "model.bin", 1, 2)
    assert log.getvalue() == "Téléchargement…\nConversion en 8 bits…\n"


def test_notices_are_lines_everywhere() -> None:
    for stream in (io.StringIO(), Terminal()):
        with WeightsProgress(stream) as progress:
            progress(Step.REPAIR, "model.bin", 0, 0)
        assert stream.getvalue() == "Le modèle en cache est abîmé (model.bin) : il va être refait.\n"


def test_a_terminal_gets_a_bar_that_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    terminal = Terminal()
    with WeightsProgress(terminal) as progress:
        progress(Step.CONVERT, "model.bin", 0, 100)
        assert terminal.getvalue() == ""
        now += weights_progress._PATIENCE_S
        progress(Step.CONVERT, "model.bin", 50, 100)
        assert " 50 %" in terminal.getvalue()
    assert terminal.getvalue().endswith(" \r")


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [
        (73_000_000, 145_000_000, "50 %  73/145 Mo"),
        (200, 100, "100 %"),
        (0, 0, "Titre : fichier…"),
        (0, 100_000_000, "[........................]   0 %"),
    ],
)
def test_bar(done: int, total: int, words: str) -> None:
    assert words in bar("Titre", "fichier", done, total)
