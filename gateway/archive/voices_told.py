"""``./run archive speakers``: what tells voices apart, loaded; a bar while it listens; what it found, in French."""

import sys
from pathlib import Path

from gateway.archive.keeping import Keeping
from gateway.archive.voices_again import Outcome, VoicesAgain
from gateway.files.progress import Progress
from gateway.files.voices import load_diariser
from gateway.weights_progress import WeightsProgress
from models.engines.pyannote_audio import load_pipeline
from models.engines.speakers.whole import WholeDiariser
from models.ports import Diariser
from models.weights.store import default_cache


def tell_apart(
    keeping: Keeping, record: str, *, most: int | None, pipeline: str | None, dry_run: bool
) -> None:
    """``pipeline``: a folder or name for pyannote.audio; None: what comes with Voixlà. Raises ``VoixlaError``."""
    bar = _Bar()
    again = VoicesAgain(keeping, lambda: _load(default_cache(), pipeline))
    try:
        outcome = again.look(record, most=most, dry_run=dry_run, progress=bar.at)
    finally:
        bar.clear()
    for line in told(outcome, dry_run=dry_run):
        print(line)


def told(outcome: Outcome, *, dry_run: bool) -> list[str]:
    lines = [f"{before} → {after} : {count}" for (before, after), count in outcome.names.most_common()]
    if not outcome.heard_ms:
        lines.append("Aucune voix n'a pu être distinguée dans le son de cette transcription.")
    if not outcome.changed:
        lines.append(f"Rien à changer dans {outcome.segments} passages.")
    elif dry_run:
        lines.append(f"{outcome.changed} passages sur {outcome.segments} changeraient ; rien n'a été écrit.")
    else:
        lines.append(f"{outcome.changed} passages sur {outcome.segments} ont changé.")
    if outcome.refused:
        lines.append(f"{outcome.refused} passages, que quelqu'un vient de modifier, sont restés.")
    return lines


def _load(cache: Path, pipeline: str | None) -> Diariser:
    if pipeline is not None:
        return WholeDiariser(load_pipeline(pipeline))
    with WeightsProgress() as progress:
        return load_diariser(cache, progress)


class _Bar:
    """On a terminal."""

    def __init__(self) -> None:
        self._progress: Progress | None = None

    def at(self, done_ms: int, total_ms: int) -> None:
        if self._progress is None:
            self._progress = Progress(sys.stderr if sys.stderr.isatty() else None, total_ms=total_ms)
        self._progress.at(done_ms)

    def clear(self) -> None:
        if self._progress is not None:
            self._progress.clear()
