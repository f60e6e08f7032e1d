"""The recogniser on faster-whisper: short context, a forced prefix, word times and evidence for every word.

faster-whisper loads the weights, the tokenizer and the log-mel front end; CTranslate2 is called directly, because
the wrapper can neither shorten the context nor force a prefix. Windows are encoded with as much context as they
need, in whole seconds (CTranslate2 mistakes an encoding of exactly ``n_mels`` positions for features).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from captions.errors import VoixlaError
from captions.ids import Milliseconds
from captions.words import EngineStamp, Hypothesis, Word
from models.audio import SAMPLE_RATE, Pcm, Samples, SpeechWindow, to_ms
from models.engines.guard import is_run_on
from models.ports import Capabilities

_FRAME_SAMPLES = 160
_POSITION_MS = 20
_MAX_SECONDS = 30
_MAX_LENGTH = 448
_LONE_PUNCTUATION = frozenset("?!:;»%…–-.,\u202f")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """A window in tokens: ``prompt`` before the task, ``prefix`` forced after it."""

    window: SpeechWindow
    context_s: int
    prompt: list[int]
    prefix: list[int]
    budget: int
    """Most tokens that anybody can say in the window, the forced ones included."""


def _tokenizer(model: WhisperModel, language: str) -> Tokenizer:
    try:
        return Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )
    except ValueError:
        raise VoixlaError(
            "model.language", f"« {language} » n'est pas une langue du modèle : donnez un code comme « fr »."
        ) from None


class FasterWhisperRecogniser:
    """One set of weights on one device. Safe to call from several threads; each call runs on one worker."""

    def __init__(
        self,
        directory: Path,
        *,
        name: str,
        device: str = "cpu",
        compute_type: str = "int8",
        workers: int = 1,
        threads: int = 1,
        language: str = "fr",
        beam: int = 5,
        least_context_s: int = _MAX_SECONDS,
        margin_s: int = 4,
    ) -> None:
        """``least_context_s`` and ``margin_s`` bound the context: max(least, window + margin) seconds, at most 30.

        Shorter contexts are only for weights that were measured to lose nothing by them.
        """
        try:
            self._model = WhisperModel(
                str(directory),
                device=device,
                compute_type=compute_type,
                cpu_threads=threads,
                num_workers=workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise VoixlaError(
                "model.unreadable",
                f"Le modèle « {name} » ne peut pas être chargé ({error}). Lancez « ./run weights verify ».",
            ) from error
        self._capabilities = Capabilities(
            stamp=EngineStamp(engine="faster-whisper", model=name, compute_type=compute_type),
            max_window=Samples(_MAX_SECONDS * SAMPLE_RATE),
            languages=(language,),
        )
        self._tokenizer = _tokenizer(self._model, language)
        self._language = language
        self._beam = beam
        self._least_context_s = least_context_s
        self._margin_s = margin_s

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        """See the port. A decoder that runs on is asked again, alone, with the full padded context."""
        for window in windows:
            if len(window.pcm) > self._capabilities.max_window:
                raise ValueError(
                    f"window of {len(window.pcm)} samples; at most {self._capabilities.max_window}"
                )
        try:
            return self._recognise([self._request(window) for window in windows])
        except RuntimeError as error:
            raise VoixlaError(
                "engine.failed", "Le moteur de reconnaissance a échoué ; nouvel essai.", retryable=True
            ) from error

    def at_context(self, window: SpeechWindow, context_s: int) -> Hypothesis:
        """What so many seconds of context give; a run-on is not asked again. For calibration."""
        try:
            return self._decode([replace(self._request(window), context_s=context_s)], context_s)[0]
        except RuntimeError as error:
            raise VoixlaError("engine.failed", f"Le moteur de reconnaissance a échoué ({error}).") from error

    def offline(self, pcm: Pcm) -> str:
        """The text of a whole utterance as faster-whisper gives it by itself, padded to 30 s: the yardstick."""
        segments, _ = self._model.transcribe(
            pcm, language=self._language, beam_size=self._beam, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)

    def _request(self, window: SpeechWindow) -> "_Request":
        prefix = [token for word in window.prefix for token in word.tokens]
        prefix = prefix[: len(prefix) - self._trailing_punctuation(prefix)]
        seconds = math.ceil(len(window.pcm) / SAMPLE_RATE)
        return _Request(
            window=window,
            context_s=min(_MAX_SECONDS, max(self._least_context_s, seconds + self._margin_s)),
            prompt=self._prompt(window.prompt),
            prefix=prefix,
            budget=len(prefix) + 8 * seconds + 8,
        )

    def _recognise(self, requests: Sequence["_Request"]) -> list[Hypothesis]:
        """In the order of ``requests``; those of one shape share a call of the decoder."""
        shapes: dict[tuple[int, int], list[int]] = {}
        for index, request in enumerate(requests):
            shapes.setdefault((request.context_s, len(request.prompt)), []).append(index)
        found: dict[int, Hypothesis] = {}
        for (context_s, _), members in shapes.items():
            decoded = self._decode([requests[index] for index in members], context_s)
            found.update(zip(members, decoded, strict=True))
        for index, request in enumerate(requests):
            if found[index].run_on and request.context_s < _MAX_SECONDS:
                found[index] = self._decode([request], _MAX_SECONDS)[0]
        return [found[index] for index in range(len(requests))]

    def _decode(self, requests: Sequence["_Request"], context_s: int) -> list[Hypothesis]:
        """One call; ``<|startoftranscript|>`` must stand at the same index in every prompt."""
        features, frames = self._features([request.window.pcm for request in requests], context_s)
        encoded = self._model.model.encode(ctranslate2.StorageView.from_array(features))
        start = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        prompts = [[*request.prompt, *start, *request.prefix] for request in requests]
        results = self._model.model.generate(
            encoded,
            prompts,
            beam_size=self._beam,
            max_length=min(
                _MAX_LENGTH,
                max(r.budget + max(r.budget, len(p)) for r, p in zip(requests, prompts, strict=True)),
            ),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
        )
        tokens = [[t for t in result.sequences_ids[0] if t < self._tokenizer.eot] for result in results]
        alignments = self._model.model.align(encoded, self._tokenizer.sot_sequence, tokens, frames)
        return [
            self._hypothesis(request, text, result, alignment)
            for request, text, result, alignment in zip(requests, tokens, results, alignments, strict=True)
        ]

    def _hypothesis(
        self,
        request: "_Request",
        tokens: list[int],
        result: ctranslate2.models.WhisperGenerationResult,
        alignment: Any,
    ) -> Hypothesis:
        free = len(tokens) - len(request.prefix)
        words = self._words(alignment, tokens, int(to_ms(request.window.start))) if tokens else ()
        return Hypothesis(
            words=words,
            language=self._language,
            no_speech=float(result.no_speech_prob),
            mean_logprob=result.scores[0] * (len(tokens) + 1) / (free + 1) if free > 0 else 0.0,
            run_on=is_run_on([word.text for word in words], len(request.window.pcm) / SAMPLE_RATE),
        )

    def _features(self, sounds: Sequence[Pcm], context_s: int) -> tuple[npt.NDArray[np.float32], list[int]]:
        """Log-mel features (sounds, mels, frames of context) and how many frames of each hold sound."""
        length = context_s * SAMPLE_RATE // _FRAME_SAMPLES
        mels = [self._model.feature_extractor(pcm, padding=_FRAME_SAMPLES)[:, :length] for pcm in sounds]
        padded = np.zeros((len(mels), mels[0].shape[0], length), dtype=np.float32)
        for row, mel in zip(padded, mels, strict=True):
            row[:, : mel.shape[-1]] = mel
        return padded, [mel.shape[-1] for mel in mels]

    def _prompt(self, text: str) -> list[int]:
        if not text:
            return []
        return [self._tokenizer.sot_prev, *self._tokenizer.encode(" " + text.strip())[-223:]]

    def _trailing_punctuation(self, tokens: list[int]) -> int:
        """How many tokens at the end are punctuation: forced, they make the model believe that it is done."""
        count = 0
        for size in range(1, len(tokens) + 1):
            text = self._tokenizer.decode(tokens[-size:])
            if any(character.isalnum() for character in text):
                break
            # A token may be part of a character: never force half of one.
            if "\ufffd" not in text:
                count = size
        return count

    def _words(self, alignment: Any, tokens: list[int], offset_ms: int) -> tuple[Word, ...]:
        path = np.array(alignment.alignments)
        first = np.flatnonzero(np.pad(np.diff(path[:, 0]), (1, 0), constant_values=1))
        times = path[first, 1] * _POSITION_MS
        texts, groups = self._split(tokens)
        bounds = np.cumsum([0, *map(len, groups)])
        words = []
        if texts == [""]:
            return ()
        for text, group, (begin, end) in zip(texts, groups, pairwise(bounds), strict=True):
            start_ms = offset_ms + int(times[min(begin, len(times) - 1)])
            end_ms = offset_ms + int(times[min(end, len(times) - 1)])
            probability = min(alignment.text_token_probs[begin:end], default=0.0)
            words.append(
                Word(
                    text=text,
                    start_ms=Milliseconds(start_ms),
                    end_ms=Milliseconds(max(start_ms, end_ms)),
                    probability=probability,
                    tokens=tuple(group),
                )
            )
        return tuple(words)

    def _split(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        """Tokens grouped by the spaces between words; punctuation after a space stays with its word."""
        texts: list[str] = []
        groups: list[list[int]] = []
        for text, part in zip(*self._tokenizer.split_tokens_on_unicode(tokens), strict=True):
            if texts and not (text.startswith(" ") and texts[-1]):
                texts[-1] = (texts[-1] + text).lstrip(" ")
                groups[-1] += part
            else:
                texts.append(text.lstrip(" "))
                groups.append(list(part))
        for index in range(len(texts) - 1, 0, -1):
            if all(character in _LONE_PUNCTUATION for character in texts[index]):
                texts[index - 1] += "\u202f" * bool(texts[index]) + texts.pop(index)
                groups[index - 1] += groups.pop(index)
        return texts, groups
