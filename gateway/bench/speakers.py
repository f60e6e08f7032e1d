"""``./run bench speakers``: who speaks at one microphone, in recordings with truth and conversations that are made."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from captions.words import EngineStamp, Hypothesis
from gateway import compose
from gateway.bench.figures import spread
from gateway.bench.phrases import sound_of
from gateway.bench.speakers_listen import Told, listen
from gateway.bench.speakers_mix import Conversation, Person
from gateway.bench.speakers_people import demo_people, people_of
from gateway.bench.speakers_score import Compared, compare
from gateway.bench.speakers_truth import Turn, people, recordings
from gateway.bench.speakers_words import word_labels
from gateway.files.voices import load_diariser
from gateway.weights_progress import WeightsProgress
from hardware.device import InferenceDevice
from hardware.probe import probe
from models.audio import SAMPLE_RATE, Pcm, Samples, SpeechWindow
from models.engines.silero import SileroDetector
from models.ports import Capabilities, Diariser
from models.weights.store import default_cache

_COLLAR_S = 0.25
_SILENCE_S = 60.0
_NOISE_LEVEL = 3e-4

Result = dict[str, object]
Listen = Callable[[Iterable[Pcm]], Told]


class Wordless:
    """Recognises nothing: for figures that need no words. Implements ``models.ports.Recogniser``."""

    capabilities = Capabilities(
        stamp=EngineStamp(engine="none", model="none", compute_type="none"),
        max_window=Samples(30 * SAMPLE_RATE),
        languages=("fr",),
    )

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        return [Hypothesis(words=(), language="fr", no_speech=0.0, mean_logprob=0.0) for _ in windows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was told of one recording, beside the truth."""

    name: str
    told: Told
    truth: tuple[Turn, ...]
    words: bool

    def as_json(self) -> Result:
        told = self.told
        return {
            "recording": self.name,
            "minutes": round(told.heard_s / 60, 2),
            "speech_s": round(compare(self.truth, told.turns).errors.speech, 1),
            "people": len(people(self.truth)),
            "found": len(people(told.turns)),
            "found_live": len(people(told.first)),
            **_errors("", told.turns, self.truth),
            **_errors("live_", told.first, self.truth),
            **(self._words() if self.words else {}),
            "cores": round(told.cpu_s / told.heard_s, 4),
            "slowest_ms": round(1000 * told.slowest_s),
            "speech": round(told.speech_s / told.heard_s, 3),
            "memory_mb": [round(told.memory_mb[0]), round(told.memory_mb[-1])] if told.memory_mb else None,
        }

    def _words(self) -> Result:
        found = word_labels(
            self.told.shown,
            self.truth,
            compare(self.truth, self.told.first).labels,
            repairs=self.told.repairs,
            people_later=compare(self.truth, self.told.turns).labels,
        )
        within = sum(delay <= 2000 for delay in found.label_ms) / max(1, len(found.label_ms))
        return {
            "words": found.words,
            "words_right": round(found.share_later, 4),
            "words_right_live": round(found.share, 4),
            "words_of_nobody": found.unlabelled,
            "label_ms": spread(found.label_ms),
            "label_within_2_s": round(within, 4),
        }


def speakers(args: Namespace) -> Result:
    with WeightsProgress() as progress:
        diariser = load_diariser(default_cache(), progress)
    measured = asyncio.run(_measure(args, diariser))
    machine = probe()
    result: Result = {
        "machine": {"processor": machine.processor, "cores": machine.cores},
        "model": args.model if args.words else None,
        "most": args.most,
    }
    silence = measured.pop()
    result["recordings"] = [one.as_json() for one in measured]
    if len(measured) > 1:
        result["pooled"] = {
            name: round(_pooled(measured, collar_s).errors.rate, 4)
            for name, collar_s in (("der", 0.0), ("der_collar", _COLLAR_S))
        } | {"single_right": round(_pooled(measured, 0.0).single_right, 4)}
    result["silence_cores"] = round(silence.told.cpu_s / silence.told.heard_s, 4)
    return result


async def _measure(args: Namespace, diariser: Diariser) -> list[Measured]:
    """Each recording or the conversation, and silence last."""
    detector = SileroDetector()
    measured: list[Measured] = []
    async with AsyncExitStack() as stack:
        if args.words:
            with WeightsProgress() as progress:
                engine = compose.load_engine(
                    args.model, language="fr", cache=default_cache(), progress=progress
                )
            device = await stack.enter_async_context(engine.device)
        else:
            device = await stack.enter_async_context(InferenceDevice(Wordless(), detector, workers=1))
        if args.folder:
            for recording in (found for folder in args.folder for found in recordings(Path(folder))):
                told = await listen(
                    [sound_of(recording.path)],
                    device,
                    diariser,
                    live=False,
                    most=args.most,
                    progress=_say,
                )
                measured.append(
                    Measured(name=recording.name, told=told, truth=recording.turns, words=args.words)
                )
        else:
            who = _people(args, detector)
            talk = Conversation(who, seconds=args.minutes * 60, seed=args.seed, room=not args.dry)
            told = await listen(talk.sound(), device, diariser, most=args.most, progress=_say)
            name = f"conversation {args.seed}: {', '.join(person.name for person in who)}"
            truth = tuple(sorted(talk.turns, key=lambda turn: turn.start))
            measured.append(Measured(name=name, told=told, truth=truth, words=args.words))
        told = await listen([_silence()], device, diariser)
        measured.append(Measured(name="silence", told=told, truth=(), words=False))
    return measured


def _people(args: Namespace, detector: SileroDetector) -> list[Person]:
    """So many as are wanted: those of the folders, in their order, then those of the demo."""
    found = [person for folder in args.voices for person in people_of(Path(folder), detector)]
    if len(found) < args.people:
        found += demo_people(detector)
    return found[: args.people]


def _errors(prefix: str, told: Sequence[Turn], truth: Sequence[Turn]) -> Result:
    exact = compare(truth, told)
    errors = exact.errors
    return {
        f"{prefix}der": round(errors.rate, 4),
        f"{prefix}der_collar": round(compare(truth, told, collar_s=_COLLAR_S).errors.rate, 4),
        f"{prefix}missed": round(errors.missed / max(1e-9, errors.speech), 4),
        f"{prefix}false": round(errors.false / max(1e-9, errors.speech), 4),
        f"{prefix}confused": round(errors.confused / max(1e-9, errors.speech), 4),
        f"{prefix}single_right": round(exact.single_right, 4),
    }


def _pooled(measured: Sequence[Measured], collar_s: float) -> Compared:
    """All recordings as one, in which nobody of one is in another."""
    found = [compare(one.truth, one.told.turns, collar_s=collar_s) for one in measured]
    errors = found[0].errors
    for other in found[1:]:
        errors += other.errors
    single = sum(one.single_s for one in found)
    right = sum(one.single_right * one.single_s for one in found) / max(1e-9, single)
    return Compared(errors=errors, labels={}, single_s=single, single_right=right)


def _silence() -> Pcm:
    """A quiet room."""
    noise = np.random.default_rng(0).standard_normal(int(_SILENCE_S * SAMPLE_RATE), dtype=np.float32)
    return noise * np.float32(_NOISE_LEVEL)


def _say(told: Told) -> None:
    print(
        f"  {told.heard_s / 60:.0f} min, {len(people(told.turns))} voix, "
        f"{told.cpu_s / told.heard_s:.3f} cœur, {told.memory_mb[-1]:.0f} Mo",
        file=sys.stderr,
        flush=True,
    )
