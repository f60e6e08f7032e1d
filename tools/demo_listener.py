"""What real Whisper base makes of the demo meeting: its offline word errors, and when each known word is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from demo_tracks import Spoken, loud_steps, resampled
from demo_voices import VOICE_RATE, Sound
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

_RATE = 16_000
_FRAMES_PER_SECOND = 100
_SHORTEST_MS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedWord:
    """A word with its punctuation, in milliseconds."""

    text: str
    start_ms: int
    end_ms: int


class Listener:
    """Whisper base, int8, always with a full padded window."""

    def __init__(self, folder: Path) -> None:
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
        self._tokenizer = Tokenizer(
            self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language="fr"
        )

    def text(self, spoken: Spoken) -> str:
        """What is heard offline: beam 5, one utterance of at most 30 s."""
        pcm = resampled(spoken.sound, VOICE_RATE, _RATE)
        segments, _ = self._model.transcribe(
            pcm, language="fr", beam_size=5, without_timestamps=True, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)

    def words(self, spoken: Spoken) -> list[TimedWord]:
        """The known words of a turn, in milliseconds of the turn; each sentence is aligned on its own."""
        found: list[TimedWord] = []
        for text, start_ms, end_ms in spoken.sentences:
            sound = spoken.sound[start_ms * VOICE_RATE // 1000 : end_ms * VOICE_RATE // 1000]
            for word in self._aligned(text, sound):
                found.append(
                    TimedWord(
                        text=word.text, start_ms=start_ms + word.start_ms, end_ms=start_ms + word.end_ms
                    )
                )
        return found

    def _aligned(self, text: str, sound: Sound) -> list[TimedWord]:
        pcm = resampled(sound, VOICE_RATE, _RATE)
        features = self._model.feature_extractor(pcm)
        frames = len(pcm) * _FRAMES_PER_SECOND // _RATE
        tokens = self._tokenizer.encode(" " + text.replace("\u00a0", " "))
        encoded = self._model.encode(pad_or_trim(features))
        (pieces,) = self._model.find_alignment(self._tokenizer, [tokens], encoded, frames)
        spans = _spans(text.split(" "), [(p["word"], p["start"], p["end"]) for p in pieces])
        return _drawn_to_sound(text.split(" "), spans, loud_steps(sound, VOICE_RATE))


def _spans(words: Sequence[str], pieces: Sequence[tuple[str, float, float]]) -> list[tuple[float, float]]:
    """Start and end in seconds of each word, from pieces that spell the same letters cut otherwise."""
    letters = [(c, start, end) for text, start, end in pieces for c in text if not c.isspace()]
    spans: list[tuple[float, float]] = []
    position = 0
    for word in words:
        taken = letters[position : position + len("".join(word.split()))]
        sounding = [part for part in taken if part[0].isalnum()]
        spans.append((sounding[0][1], sounding[-1][2]))
        position += len(taken)
    if position != len(letters):
        raise ValueError(f"the aligned pieces do not spell the words: {words}")
    return spans


def _drawn_to_sound(
    words: Sequence[str], spans: Sequence[tuple[float, float]], loud: Sequence[bool]
) -> list[TimedWord]:
    """Starts moved on to the first loud 10 ms, ends drawn back to the last, in order and at least 40 ms long."""
    out: list[TimedWord] = []
    earliest = 0
    for index, (word, (start, end)) in enumerate(zip(words, spans, strict=True)):
        first = loud.index(True) if index == 0 else max(earliest, round(start * 100))
        last = len(loud) if index == len(words) - 1 else max(first + 4, round(end * 100))
        steps = [step for step in range(first, min(last, len(loud))) if loud[step]]
        if steps:
            first, last = steps[0], steps[-1] + 1
        last = max(last, first + 4)
        out.append(TimedWord(text=word, start_ms=first * 10, end_ms=last * 10))
        earliest = last
    return _evened(out)


def _evened(words: Sequence[TimedWord]) -> list[TimedWord]:
    """No word under 80 ms where a long one before it can give: the alignment swallows "et" and "a"."""
    out = list(words)
    for index in range(1, len(out)):
        before, word = out[index - 1], out[index]
        start_ms = word.end_ms - _SHORTEST_MS
        if word.start_ms > start_ms and before.end_ms == word.start_ms and start_ms - before.start_ms >= 120:
            out[index - 1] = replace(before, end_ms=start_ms)
            out[index] = replace(word, start_ms=start_ms)
    return out
