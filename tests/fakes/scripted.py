"""A recogniser that hears a script: the right words where there is sound, nothing where there is none."""

import threading
from collections.abc import Iterable, Sequence

from captions.ids import Milliseconds
from captions.words import EngineStamp, Hypothesis, Word
from models.audio import SAMPLE_RATE, Samples, SpeechWindow, to_ms, to_samples
from models.ports import Capabilities

Line = tuple[str, int, int]
"""A word, and when it starts and ends, in milliseconds on the session's clock."""


def spoken(text: str, start_ms: int, *, each_ms: int = 300) -> list[Line]:
    """``text`` as a script, at ``each_ms`` per word from ``start_ms`` on."""
    return [
        (word, start_ms + index * each_ms, start_ms + (index + 1) * each_ms)
        for index, word in enumerate(text.split(" "))
    ]


class ScriptedRecogniser:
    """Implements ``models.ports.Recogniser``. A word is heard when it lies wholly inside the window and the
    window holds sound where it is spoken; ``windows`` remembers what was asked.
    """

    def __init__(self, script: Iterable[Line], *, probability: float = 0.9, max_s: int = 30) -> None:
        self._words = tuple(
            Word(
                text=text,
                start_ms=Milliseconds(start),
                end_ms=Milliseconds(end),
                probability=probability,
                tokens=(index,),
            )
            for index, (text, start, end) in enumerate(script)
        )
        self._max = Samples(max_s * SAMPLE_RATE)
        self._lock = threading.Lock()
        self.windows: list[SpeechWindow] = []

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            stamp=EngineStamp(engine="scripted", model="script", compute_type="none"),
            max_window=self._max,
            languages=("fr",),
        )

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        return [self._listen(window) for window in windows]

    def _listen(self, window: SpeechWindow) -> Hypothesis:
        if len(window.pcm) > self._max:
            raise ValueError("window too long")
        with self._lock:
            self.windows.append(window)
        said = max((token for word in window.prefix for token in word.tokens), default=-1)
        new = tuple(word for word in self._words if word.tokens[0] > said and _heard(word, window))
        words = (*(self._again(word, window) for word in window.prefix), *new)
        return Hypothesis(
            words=words,
            language="fr",
            no_speech=0.0 if words else 0.99,
            mean_logprob=-0.2 if new else (0.0 if words else -3.0),
        )

    def _again(self, word: Word, window: SpeechWindow) -> Word:
        """A forced word, with the times of the script as far as they lie in the window."""
        known = self._words[word.tokens[0]] if word.tokens else word
        first, last = to_ms(window.start), to_ms(window.end)
        start = min(max(known.start_ms, first), last)
        end = min(max(known.end_ms, start), last)
        return Word(
            text=word.text, start_ms=start, end_ms=end, probability=known.probability, tokens=word.tokens
        )


def _heard(word: Word, window: SpeechWindow) -> bool:
    begin, end = to_samples(word.start_ms) - window.start, to_samples(word.end_ms) - window.start
    return begin >= 0 and end <= len(window.pcm) and bool(window.pcm[begin:end].any())
