"""``./run weights calibrate``: how far the context of a model may shrink, measured here, kept and told in French."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from captions.errors import VoixlaError
from gateway.bench.calibrate import CONDITIONS, contexts_of, samples, trial
from gateway.bench.contexts import MARGIN_S, PADDED_S, TOLERANCE, ContextTrial, least_context, rows, speed_up
from gateway.bench.costs import costs
from gateway.bench.phrases import Phrase
from gateway.bench.setting import Setting
from gateway.files.progress import Progress
from gateway.weights_progress import WeightsProgress
from hardware.probe import probe
from hardware.select import Choice, choose
from models.audio import SAMPLE_RATE
from models.engines.bare import BareWhisper
from models.engines.faster_whisper import FasterWhisperRecogniser
from models.weights.calibration import Calibration, write_calibration
from models.weights.fetch import InstalledModel, obtainable, resolve


def calibrate(
    cache: Path, name: str, audio: Sequence[Path], compute_type: str | None, *, as_json: bool
) -> int:
    """Measure, keep beside the weights, tell. Raises ``VoixlaError`` after telling when it cannot be kept."""
    sounds = samples(audio)
    machine = probe()
    choice = choose(machine, obtainable(cache), name)
    with WeightsProgress() as progress:
        installed = resolve(
            choice.model, compute_type=compute_type or choice.compute_type, cache=cache, progress=progress
        )
    setting = Setting(
        machine=machine,
        model=installed.name,
        compute_type=installed.compute_type,
        device=choice.device,
        workers=1,
        threads=choice.threads,
        batch=1,
    )
    measured = _measure(installed, choice, sounds)
    record = _record(measured, sounds, "files" if audio else "demo")
    try:
        kept: Path | None = write_calibration(installed.path, record)
    except OSError:
        kept = None
    if as_json:
        told = {**setting.as_json(), **record.as_json(), "stored": str(kept) if kept else None}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n".join(report(installed.name, measured, record.least_context_s)))
    if kept is None:
        raise VoixlaError(
            "weights.calibration_not_kept",
            f"La mesure n'a pas pu être enregistrée dans « {installed.path} » : donnez le droit d'y écrire, "
            "ou importez d'abord ce modèle (./run weights import DOSSIER).",
        )
    if not as_json:
        print(f"Enregistré dans {kept} ; utilisé dès le prochain démarrage.")
    return 0


def report(name: str, measured: ContextTrial, least_s: int) -> list[str]:
    """The table and the answer, for people."""
    known = measured.reference_words > 0
    wrong = "  mots faux" if known else ""
    lines = [
        f"{measured.sounds} énoncés, {measured.words} mots, moitié sans bruit, moitié à 10 dB de bruit.",
        f"contexte  encodage  autres mots  emballements{wrong}",
    ]
    for tally in measured.tallies:
        cells = f"{tally.least_s:>6} s {tally.encode_ms:>6.0f} ms {tally.departed:>12} {tally.run_ons:>13}"
        lines.append(cells + (f" {tally.wrong:>10}" if known else ""))
    lines.append(
        f"(autres mots : que le texte de 30 s ; celui-ci en change {measured.unsettled} de lui-même "
        "quand le son est décalé de 0,1 s)"
    )
    if least_s == PADDED_S:
        return [*lines, f"« {name} » garde 30 s de contexte : plus court, il perd des mots ou s'emballe."]
    gain = f"{speed_up(measured, least_s):.1f}".replace(".", ",")
    return [
        *lines,
        f"« {name} » peut lire max({least_s} s, durée + {MARGIN_S} s) sans perte mesurée (au plus "
        f"{TOLERANCE:.0%} des mots) : l'encodage coûte {gain} fois moins.".replace("%", " %"),
    ]


def _measure(installed: InstalledModel, choice: Choice, sounds: Sequence[Phrase]) -> ContextTrial:
    encode_ms = _encode_ms(installed, choice, contexts_of(sounds))
    engine = FasterWhisperRecogniser(
        installed.path,
        name=installed.name,
        device=choice.device,
        compute_type=installed.compute_type,
        threads=choice.threads,
        margin_s=MARGIN_S,
    )
    lengths = [len(sound.pcm) * 1000 // SAMPLE_RATE for sound in sounds]
    with _progress(sum(lengths)) as progress:
        return trial(engine, sounds, encode_ms, told=lambda done: progress.at(sum(lengths[:done])))


def _encode_ms(installed: InstalledModel, choice: Choice, contexts: Sequence[int]) -> dict[int, float]:
    """Of one sound: processor time on a processor, time on the clock on a GPU. The weights are dropped after it."""
    bare = BareWhisper(
        installed.path, device=choice.device, compute_type=installed.compute_type, threads=choice.threads
    )
    return {
        cost.seconds: cost.wall_ms if choice.device == "cuda" else cost.cpu_ms
        for cost in costs(bare, seconds=contexts, batches=(1,), beams=())
        if cost.step == "encode"
    }


@contextmanager
def _progress(total_ms: int) -> Iterator[Progress]:
    """A bar on a terminal, else one line."""
    on_terminal = sys.stderr.isatty()
    if not on_terminal:
        print(f"Mesure sur {total_ms // 1000} s de parole…", file=sys.stderr, flush=True)
    progress = Progress(sys.stderr if on_terminal else None, total_ms=total_ms)
    try:
        yield progress
    finally:
        progress.clear()


def _record(measured: ContextTrial, sounds: Sequence[Phrase], source: str) -> Calibration:
    return Calibration(
        least_context_s=least_context(measured),
        margin_s=MARGIN_S,
        measured_on={
            "source": source,
            "sounds": measured.sounds,
            "seconds": round(sum(len(sound.pcm) for sound in sounds) / SAMPLE_RATE),
            "conditions": [condition.value for condition in CONDITIONS],
            "unsettled": measured.unsettled,
            "reference_words": measured.reference_words,
        },
        words=measured.words,
        tolerance=TOLERANCE,
        table=tuple(rows(measured)),
        date=datetime.now(UTC).date().isoformat(),
    )
