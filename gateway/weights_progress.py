"""Shows on a terminal how the preparation of weights goes; into a file or a log, one line a step."""

import sys
import time
from typing import TextIO

from models.weights.progress import Step

_TITLES = {
    Step.DOWNLOAD: "Téléchargement",
    Step.JOIN: "Assemblage",
    Step.CONVERT: "Conversion en 8 bits",
    Step.VERIFY: "Vérification",
}
_NOTICES = {
    Step.WAIT: "Un autre programme prépare déjà le modèle « {} » : attente…",
    Step.REPAIR: "Le modèle en cache est abîmé ({}) : il va être refait.",
    Step.SOURCE_FAILED: "Source écartée ({}) ; suite avec la prochaine.",
}
_WIDTH = 24
_PATIENCE_S = 0.4
"""What ends sooner is not worth a bar."""
_REDRAW_S = 0.1


class WeightsProgress:
    """A ``models.weights.progress.Progress``. Use it as a context so that its bar leaves no trace."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._live = self._stream.isatty()
        self._step: Step | None = None
        self._began = 0.0
        self._drawn = 0.0
        self._width = 0

    def __enter__(self) -> "WeightsProgress":
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def __call__(self, step: Step, what: str, done: int, total: int) -> None:
        if step in _NOTICES:
            self._clear()
            self._line(_NOTICES[step].format(what))
            return
        now = time.monotonic()
        if step is not self._step:
            self._step, self._began, self._drawn = step, now, 0.0
            if not self._live and step is not Step.VERIFY:
                self._line(f"{_TITLES[step]}…")
        if not self._live or now - self._began < _PATIENCE_S:
            return
        if now - self._drawn >= _REDRAW_S or done >= total:
            self._drawn = now
            self._draw(bar(_TITLES[step], what, done, total))

    def _draw(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = len(text)

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0

    def _line(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


def bar(title: str, what: str, done: int, total: int) -> str:
    """``Téléchargement [#####.....]  50 %  73/145 Mo  model.bin``; without a total, only what is done."""
    if total <= 0:
        return f"{title} : {what}…"
    filled = _WIDTH * min(done, total) // total
    percent = 100 * min(done, total) // total
    cells = "#" * filled + "." * (_WIDTH - filled)
    return f"{title} [{cells}] {percent:3d} %  {done // 1_000_000}/{total // 1_000_000} Mo  {what}"
