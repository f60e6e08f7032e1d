"""The recogniser on faster-whisper: short context, a forced prefix, word times and evidence for every word.

faster-whisper loads the weights, the tokenizer and the log-mel front end; CTranslate2 is called directly, because
the wrapper can neither shorten the context nor force a prefix. Windows are encoded with as much context as they
need, in whole seconds (CTranslate2 mistakes an encoding of exactly ``n_mels`` positions for features).
"""

import math
from itertools import pairwise
from pathlib import Path

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
        self._tokenizer = Tokenizer(
            self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=language
        )
        self._language = language
        self._beam = beam
        self._least_context_s = least_context_s
        self._margin_s = margin_s

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def recognise(self, window: SpeechWindow) -> Hypothesis:
        """See the port. A decoder that runs on is asked again with the full padded context."""
        if len(window.pcm) > self._capabilities.max_window:
            raise ValueError(f"window of {len(window.pcm)} samples; at most {self._capabilities.max_window}")
        seconds = len(window.pcm) / SAMPLE_RATE
        context = min(_MAX_SECONDS, max(self._least_context_s, math.ceil(seconds) + self._margin_s))
        try:
            hypothesis = self._decode(window, context)
            if hypothesis.run_on and context < _MAX_SECONDS:
                hypothesis = self._decode(window, _MAX_SECONDS)
        except RuntimeError as error:
            raise VoixlaError(
                "engine.failed", "Le moteur de reconnaissance a échoué ; nouvel essai.", retryable=True
            ) from error
        return hypothesis

    def offline(self, pcm: Pcm) -> str:
        """The text of a whole utterance as faster-whisper gives it by itself, padded to 30 s: the yardstick."""
        segments, _ = self._model.transcribe(
            pcm, language=self._language, beam_size=self._beam, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)

    def _decode(self, window: SpeechWindow, context_s: int) -> Hypothesis:
        features, frames = self._features(window.pcm, context_s)
        encoded = self._model.model.encode(ctranslate2.StorageView.from_array(features))
        prefix = [token for word in window.prefix for token in word.tokens]
        prefix = prefix[: len(prefix) - self._trailing_punctuation(prefix)]
        start = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        prompt = [*self._prompt(window.prompt), *start, *prefix]
        budget = len(prefix) + 8 * math.ceil(len(window.pcm) / SAMPLE_RATE) + 8
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=self._beam,
            max_length=min(_MAX_LENGTH, budget + max(budget, len(prompt))),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
        )[0]
        tokens = [token for token in result.sequences_ids[0] if token < self._tokenizer.eot]
        free = len(tokens) - len(prefix)
        words = self._words(encoded, tokens, frames, int(to_ms(window.start))) if tokens else ()
        return Hypothesis(
            words=words,
            language=self._language,
            no_speech=float(result.no_speech_prob),
            mean_logprob=result.scores[0] * (len(tokens) + 1) / (free + 1) if free > 0 else 0.0,
            run_on=is_run_on([word.text for word in words], len(window.pcm) / SAMPLE_RATE),
        )

    def _features(self, pcm: Pcm, context_s: int) -> tuple[npt.NDArray[np.float32], int]:
        """Log-mel features (1, mels, frames of context) and how many of the frames hold sound."""
        features = self._model.feature_extractor(pcm, padding=_FRAME_SAMPLES)
        frames = min(features.shape[-1], context_s * SAMPLE_RATE // _FRAME_SAMPLES)
        padded = np.zeros((1, features.shape[0], context_s * SAMPLE_RATE // _FRAME_SAMPLES), dtype=np.float32)
        padded[0, :, :frames] = features[:, :frames]
        return padded, frames

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

    def _words(
        self, encoded: ctranslate2.StorageView, tokens: list[int], frames: int, offset_ms: int
    ) -> tuple[Word, ...]:
        alignment = self._model.model.align(encoded, self._tokenizer.sot_sequence, [tokens], [frames])[0]
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
