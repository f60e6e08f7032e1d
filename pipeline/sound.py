"""The recent sound of one track, addressed by sample index. Pure; bounded by what its owner releases."""

from dataclasses import replace

import numpy as np

from models.audio import AudioFrame, Pcm, Samples, to_samples

_WINDOW = to_samples(10)


class Sound:
    """Frames in order of time; old sound is released at the start. A cut must not span a hole."""

    def __init__(self) -> None:
        self._pieces: list[AudioFrame] = []

    @property
    def end(self) -> Samples:
        return self._pieces[-1].end if self._pieces else Samples(0)

    def append(self, frame: AudioFrame) -> None:
        """Add ``frame``, which begins at ``end`` or, after a hole, later.

        What it overlaps is the silence that filled up the frame before a hole, and makes room.
        """
        if self.end > frame.start:
            last = self._pieces.pop()
            if frame.start > last.start:
                self._pieces.append(replace(last, pcm=last.pcm[: frame.start - last.start]))
        self._pieces.append(frame)

    def release(self, before: Samples) -> None:
        """Forget whole frames that end at or before ``before``; the newest frame always stays."""
        keep = 0
        while keep < len(self._pieces) - 1 and self._pieces[keep].end <= before:
            keep += 1
        del self._pieces[:keep]

    def cut(self, start: Samples, end: Samples) -> tuple[Samples, Pcm]:
        """A read-only copy of what is held of ``start`` to ``end``, and the sample at which it begins."""
        parts = [
            piece.pcm[max(0, start - piece.start) : max(0, end - piece.start)]
            for piece in self._pieces
            if piece.end > start and piece.start < end
        ]
        if not parts:
            return start, np.zeros(0, dtype=np.float32)
        pcm = np.concatenate(parts)
        pcm.flags.writeable = False
        return Samples(max(start, self._pieces[0].start)), pcm

    def quietest(self, start: Samples, end: Samples) -> Samples:
        """The middle of the quietest 10 ms between ``start`` and ``end``; ``end`` where there is no such place."""
        start, pcm = self.cut(start, end)
        count = len(pcm) // _WINDOW
        if not count:
            return end
        energy = np.square(pcm[: count * _WINDOW]).reshape(count, _WINDOW).sum(axis=1)
        return Samples(start + int(energy.argmin()) * _WINDOW + _WINDOW // 2)
