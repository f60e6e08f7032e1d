"""What a set of weights gives with each context on sample speech, clean and in noise, and what each costs.

Sounds are decoded alone and without the guard that the product has against run-ons, so that these are seen.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from captions.errors import VoixlaError
from captions.ids import TrackId
from captions.normalise import score_words, word_errors
from captions.words import Hypothesis, joined
from gateway.bench.conditions import Condition, under
from gateway.bench.contexts import LEAST_S, PADDED_S, ContextTally, ContextTrial, context_for
from gateway.bench.phrases import Phrase, demo_phrases, file_phrases
from gateway.bench.utterances import spoken, utterances_of
from models.audio import SAMPLE_RATE, Pcm, Samples, SpeechWindow, to_samples

CONDITIONS = (Condition.CLEAN, Condition.NOISE)
_LEAST_WORDS = 100
_SHIFT = to_samples(100)
_TRACK = TrackId("calibration")

Told = Callable[[int], None]
"""How many sounds have been heard."""


class AnyContext(Protocol):
    """The engine; ``models.engines.faster_whisper.FasterWhisperRecogniser``."""

    def at_context(self, window: SpeechWindow, context_s: int) -> Hypothesis: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One sound. Everything by context but ``unsettled``."""

    texts: Mapping[int, list[str]]
    run_ons: Mapping[int, bool]
    unsettled: int
    reference: list[str]


def samples(paths: Sequence[Path]) -> list[Phrase]:
    """The utterances of the files, or of the demo, each clean and in noise. Raises ``VoixlaError`` without speech."""
    if paths:
        phrases = [stretch for whole in file_phrases(paths) for stretch in spoken(whole)]
    else:
        phrases = demo_phrases()
    found = utterances_of(phrases)
    if not found:
        raise VoixlaError(
            "weights.no_speech",
            "Aucune parole d'au moins 2 secondes dans ces enregistrements : donnez-en d'autres.",
        )
    other = np.concatenate([phrase.pcm for phrase in found])
    return [
        Phrase(pcm=under(condition, phrase.pcm, other, seed=index), text=phrase.text)
        for condition in CONDITIONS
        for index, phrase in enumerate(found)
    ]


def contexts_of(sounds: Sequence[Phrase]) -> list[int]:
    """Every length of context that a trial of these sounds encodes, the longest first."""
    return sorted({context_for(least, _seconds(s.pcm)) for least in LEAST_S for s in sounds}, reverse=True)


def trial(
    engine: AnyContext, sounds: Sequence[Phrase], encode_ms: Mapping[int, float], told: Told
) -> ContextTrial:
    """Blocking, for as long as each sound takes with every context. Raises ``VoixlaError`` when too little is said."""
    readings = []
    for done, sound in enumerate(sounds, 1):
        readings.append(_read(engine, sound))
        told(done)
    words = sum(len(reading.texts[PADDED_S]) for reading in readings)
    if words < _LEAST_WORDS:
        raise VoixlaError(
            "weights.too_little_speech",
            f"Trop peu de parole pour calibrer : {words} mots reconnus, il en faut {_LEAST_WORDS}. "
            "Donnez au moins une minute d'enregistrement.",
        )
    return ContextTrial(
        tallies=tuple(
            _tally(least, before, sounds, readings, encode_ms)
            for least, before in zip(LEAST_S, (PADDED_S, *LEAST_S), strict=False)
        ),
        sounds=len(sounds),
        words=words,
        reference_words=sum(len(reading.reference) for reading in readings),
        unsettled=sum(reading.unsettled for reading in readings),
    )


def _read(engine: AnyContext, sound: Phrase) -> _Reading:
    contexts = sorted({context_for(least, _seconds(sound.pcm)) for least in LEAST_S})
    heard = {context: engine.at_context(_window(sound.pcm), context) for context in contexts}
    texts = {context: _words(hypothesis) for context, hypothesis in heard.items()}
    later = np.concatenate([np.zeros(_SHIFT, dtype=np.float32), sound.pcm])
    shifted = _words(engine.at_context(_window(later), PADDED_S))
    return _Reading(
        texts=texts,
        run_ons={context: hypothesis.run_on for context, hypothesis in heard.items()},
        unsettled=word_errors(texts[PADDED_S], shifted).errors,
        reference=score_words(sound.text),
    )


def _tally(
    least: int,
    before: int,
    sounds: Sequence[Phrase],
    readings: Sequence[_Reading],
    encode_ms: Mapping[int, float],
) -> ContextTally:
    contexts = [context_for(least, _seconds(sound.pcm)) for sound in sounds]
    heard = [(reading, context) for reading, context in zip(readings, contexts, strict=True)]
    shortened = [
        reading
        for sound, (reading, context) in zip(sounds, heard, strict=True)
        if context < context_for(before, _seconds(sound.pcm))
    ]
    known = all(reading.reference for reading in readings)
    return ContextTally(
        least_s=least,
        departed=sum(word_errors(r.texts[PADDED_S], r.texts[context]).errors for r, context in heard),
        run_ons=sum(r.run_ons[context] for r, context in heard),
        wrong=sum(word_errors(r.reference, r.texts[context]).errors for r, context in heard)
        if known
        else None,
        mean_context_s=sum(contexts) / len(contexts),
        encode_ms=sum(encode_ms[context] for context in contexts) / len(contexts),
        evidence=sum(len(reading.texts[PADDED_S]) for reading in shortened),
    )


def _words(hypothesis: Hypothesis) -> list[str]:
    return score_words(joined(hypothesis.words))


def _window(pcm: Pcm) -> SpeechWindow:
    return SpeechWindow(track=_TRACK, start=Samples(0), pcm=pcm)


def _seconds(pcm: Pcm) -> int:
    return math.ceil(len(pcm) / SAMPLE_RATE)
