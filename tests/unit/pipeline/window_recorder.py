"""What a track asks of its recogniser, remembered."""

from captions.events import Cause
from captions.words import Hypothesis, Word
from models.audio import AudioFrame, SpeechWindow, to_ms
from tests.fakes.speech import deliveries, heard, script, sound_of
from tests.fakes.track_bench import Listener


class Recorder:
    """Remembers the windows that another listener answers."""

    def __init__(self, listen: Listener) -> None:
        self.windows: list[SpeechWindow] = []
        self._listen = listen

    def __call__(self, window: SpeechWindow) -> Hypothesis | Cause:
        self.windows.append(window)
        return self._listen(window)

    @property
    def spans(self) -> list[tuple[int, int, bool]]:
        """(start, end, final) in ms."""
        return [(to_ms(w.start), to_ms(w.end), w.final) for w in self.windows]


def speech(*spans: tuple[int, int], length_ms: int) -> list[AudioFrame]:
    return deliveries(sound_of(script(*spans), length_ms), [512])


def silent(_: SpeechWindow) -> Hypothesis:
    return heard()


def echo(*free: Word) -> Listener:
    """The prefix, then ``free``."""
    return lambda window: heard(*window.prefix, *free)
