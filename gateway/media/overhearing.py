"""What is told about somebody's sound, passed on and overheard by one more."""

from collections.abc import Callable

from gateway.media.tap import TapSink
from models.audio import Loss, Pcm, Samples


class Overheard:
    """A ``TapSink`` that tells two: ``sink`` everything, the other its sound and its pauses."""

    def __init__(
        self,
        sink: TapSink,
        hear: Callable[[Samples, Pcm], None],
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self._sink = sink
        self._hear = hear
        self._stop = stop

    def sound(self, start: Samples, pcm: Pcm) -> None:
        self._sink.sound(start, pcm)
        self._hear(start, pcm)

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None:
        self._sink.gap(start, end, loss)

    def pause(self) -> None:
        self._sink.pause()
        self._stop()

    def speaking(self, on: bool) -> None:
        self._sink.speaking(on)
