"""Speech that is made of figures: a script of words, the sound that goes with it, and who hears it.

The sound of a word is loud, the pause between two words is short and silent; what a frame holds can therefore be
told by its loudness, and where a word lies by the script.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from captions.ids import Milliseconds, TrackId
from captions.words import Hypothesis, Word
from models.audio import AudioFrame, Pcm, Samples, SpeechWindow, to_ms, to_samples

FRAME = 512
TRACK = TrackId("a")


def word(text: str, start_ms: int, end_ms: int, *, p: float = 0.9, tokens: tuple[int, ...] = ()) -> Word:
    return Word(
        text=text,
        start_ms=Milliseconds(start_ms),
        end_ms=Milliseconds(end_ms),
        probability=p,
        tokens=tokens,
    )


def heard(
    *words: Word, no_speech: float = 0.05, mean_logprob: float = -0.3, run_on: bool = False
) -> Hypothesis:
    """A hypothesis that is sure of itself unless told otherwise."""
    return Hypothesis(
        words=words, language="fr", no_speech=no_speech, mean_logprob=mean_logprob, run_on=run_on
    )


def script(*spans: tuple[int, int], first: int = 0) -> list[Word]:
    """Words ``m0``, ``m1``… at the spans (start, end) in ms; their token is their number."""
    return [
        word(f"m{number}", start, end, tokens=(number,)) for number, (start, end) in enumerate(spans, first)
    ]


def sound_of(words: Iterable[Word], length_ms: int, *, seed: int = 0) -> Pcm:
    """(n,) noise that is loud inside ``words`` and almost nothing elsewhere."""
    noise = np.random.default_rng(seed).uniform(-1, 1, to_samples(length_ms)).astype(np.float32)
    level = np.full(len(noise), 0.001, dtype=np.float32)
    for spoken in words:
        level[to_samples(spoken.start_ms) : to_samples(spoken.end_ms)] = 0.3
    return noise * level


def deliveries(pcm: Pcm, sizes: Sequence[int], *, start: int = 0, track: TrackId = TRACK) -> list[AudioFrame]:
    """``pcm`` cut into frames of ``sizes`` samples, over and over."""
    frames, at, turn = [], 0, 0
    while at < len(pcm):
        part = pcm[at : at + sizes[turn % len(sizes)]]
        frames.append(AudioFrame(track=track, start=Samples(start + at), pcm=part))
        at, turn = at + len(part), turn + 1
    return frames


def loudness(pcm: Pcm) -> npt.NDArray[np.float32]:
    """The speech probability of each frame of 512 samples: 0.9 when it is loud, 0.02 when it is not."""
    if len(pcm) % FRAME:
        raise ValueError("not whole frames")
    rms = np.sqrt(np.square(pcm.reshape(-1, FRAME)).mean(axis=1))
    return np.where(rms > 0.02, 0.9, 0.02).astype(np.float32)


class TruthfulListener:
    """Hears every scripted word whose middle lies in the window; forced words come first, as the port says."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.calls: list[tuple[int, int]] = []
        """Spans of the windows, in samples."""

    def recognise(self, window: SpeechWindow) -> Hypothesis:
        self.calls.append((window.start, window.end))
        begin, end = to_ms(window.start), to_ms(window.end)
        forced = [self.words[spoken.tokens[0]] for spoken in window.prefix]
        after = window.prefix[-1].tokens[0] + 1 if window.prefix else 0
        free = [
            spoken
            for spoken in self._around(begin, end)
            if spoken.tokens[0] >= after and begin <= (spoken.start_ms + spoken.end_ms) / 2 < end
        ]
        return heard(
            *[
                word(
                    spoken.text,
                    min(max(spoken.start_ms, begin), end),
                    max(begin, min(spoken.end_ms, end)),
                    tokens=spoken.tokens,
                )
                for spoken in (*forced, *free)
            ]
        )

    def _around(self, begin: int, end: int) -> Sequence[Word]:
        return self.words


class EndlessListener(TruthfulListener):
    """Somebody who says a word of 350 ms every 400 ms, for ever."""

    def __init__(self) -> None:
        super().__init__(_Endless())

    def _around(self, begin: int, end: int) -> Sequence[Word]:
        return [self.words[number] for number in range(max(0, begin // 400 - 2), end // 400 + 2)]


class _Endless(Sequence[Word]):
    def __len__(self) -> int:
        return 10**9

    def __getitem__(self, number: int) -> Word:  # type: ignore[override]
        return word(f"m{number}", number * 400 + 20, number * 400 + 370, tokens=(number,))
