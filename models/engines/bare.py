"""The bare steps of a Whisper, each for a chosen length of sound and batch, so that they can be timed apart.

Decoding is kept from ending by itself: it gives exactly as many tokens as were asked for, whatever the weights
say. With real or random weights of one shape, cost is the same.
"""

import json
from pathlib import Path

import ctranslate2
import numpy as np

from captions.errors import VoixlaError

_FRAMES_PER_S = 100
_TASK = ("<|startoftranscript|>", "<|fr|>", "<|transcribe|>")


class BareWhisper:
    """One set of weights on one device, one worker."""

    def __init__(self, directory: Path, *, device: str, compute_type: str, threads: int) -> None:
        try:
            self._model = ctranslate2.models.Whisper(
                str(directory),
                device=device,
                compute_type=compute_type,
                intra_threads=threads,
                inter_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise VoixlaError(
                "model.unreadable",
                f"Les poids de « {directory.name} » ne peuvent pas être chargés ({error}).",
            ) from error
        ids = {token: index for index, token in enumerate(_vocabulary(directory))}
        self._task = [ids[token] for token in _TASK]
        self._start = [*self._task, ids["<|notimestamps|>"]]
        self._end = ids["<|endoftext|>"]
        # Any text will do, but it must be text: special tokens are masked.
        self._text = 300
        # On a GPU calls return before the work is done; fetching the result waits for it.
        self._fetch = device != "cpu"

    def encode(self, seconds: int, batch: int) -> ctranslate2.StorageView:
        """Noise of whole ``seconds`` (at most 30), ``batch`` times."""
        shape = (batch, self._model.n_mels, seconds * _FRAMES_PER_S)
        features = np.random.default_rng(0).standard_normal(shape, dtype=np.float32)
        return self._model.encode(ctranslate2.StorageView.from_array(features), to_cpu=self._fetch)

    def decode(self, encoded: ctranslate2.StorageView, batch: int, *, tokens: int, beam: int) -> int:
        """``tokens`` new tokens for each item; returns how many there were in all."""
        results = self._model.generate(
            encoded,
            [self._start] * batch,
            beam_size=beam,
            max_length=max(2 * tokens, tokens + len(self._start)),
            suppress_tokens=[-1, self._end],
            suppress_blank=False,
        )
        return sum(len(result.sequences_ids[0]) for result in results)

    def align(self, encoded: ctranslate2.StorageView, seconds: int, batch: int, *, tokens: int) -> None:
        """The word times of ``tokens`` tokens for each item."""
        text = [list(range(self._text, self._text + tokens))] * batch
        self._model.align(encoded, self._task, text, [seconds * _FRAMES_PER_S] * batch)


def _vocabulary(directory: Path) -> list[str]:
    listing = directory / "vocabulary.json"
    if listing.is_file():
        words: list[str] = json.loads(listing.read_text(encoding="utf-8"))
        return words
    return (directory / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
