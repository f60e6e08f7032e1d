"""Whisper as faster-whisper itself runs it: every call padded to 30 s, beam 5, alone. The yardstick of benchmarks.

Not a recogniser of the product: nothing here shortens the context, forces a prefix or batches.
"""

from pathlib import Path

from faster_whisper import WhisperModel

from captions.ids import Milliseconds
from captions.words import Word
from models.audio import Pcm

_BEAM = 5


class PaddedWhisper:
    """One set of weights. Safe to call from several threads; calls beyond ``workers`` wait for each other."""

    def __init__(
        self,
        directory: Path,
        *,
        device: str,
        compute_type: str,
        workers: int,
        threads: int,
        language: str = "fr",
    ) -> None:
        self._model = WhisperModel(
            str(directory),
            device=device,
            compute_type=compute_type,
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
        self._language = language

    def words(self, pcm: Pcm, prompt: str = "") -> list[Word]:
        """The words of a buffer with their times, in milliseconds from its beginning. Blocking.

        Without faster-whisper's second tries at higher temperatures: alive, they cost more than they repair.
        """
        segments, _ = self._model.transcribe(
            pcm,
            language=self._language,
            beam_size=_BEAM,
            temperature=0.0,
            initial_prompt=prompt or None,
            condition_on_previous_text=True,
            word_timestamps=True,
        )
        return [
            Word(
                text=word.word.strip(),
                start_ms=Milliseconds(round(word.start * 1000)),
                end_ms=Milliseconds(round(word.end * 1000)),
                probability=word.probability,
            )
            for segment in segments
            for word in segment.words or ()
            if word.word.strip()
        ]

    def text(self, pcm: Pcm) -> str:
        """The text of one utterance by itself. Blocking."""
        segments, _ = self._model.transcribe(
            pcm, language=self._language, beam_size=_BEAM, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)
