"""Cuts a track's sound into whole frames for the voice detector. Pure.

Frames count from the first sample after a hole, so the cut depends on the sound alone. Sound that overlaps
what was already heard is trimmed; a jump that nobody announced becomes an ``AudioGap``.
"""

import numpy as np

from captions.ids import TrackId
from models.audio import AudioFrame, AudioGap, Loss, Pcm, Samples
from pipeline.segmenter import FRAME

_BLOCK = 2 * FRAME
_NOTHING: Pcm = np.zeros(0, dtype=np.float32)


class Framing:
    """Whole frames out, remainder kept."""

    def __init__(self, track: TrackId) -> None:
        self._track = track
        self._rest = _NOTHING
        self._expected: Samples | None = None

    def add(self, item: AudioFrame | AudioGap) -> list[AudioFrame | AudioGap]:
        """What can be handed on: frames whose length is a multiple of 512, and gaps, contiguous in time."""
        if isinstance(item, AudioGap):
            return self._hole(item)
        out: list[AudioFrame | AudioGap] = []
        if self._expected is not None and item.start > self._expected:
            hole = AudioGap(track=self._track, start=self._expected, end=item.start, loss=Loss.NETWORK)
            out += self._hole(hole)
        start = item.start if self._expected is None else self._expected
        pcm = item.pcm[max(0, start - item.start) :]
        self._expected = Samples(start + len(pcm))
        self._rest = np.concatenate([self._rest, pcm])
        whole = len(self._rest) // FRAME * FRAME
        if whole >= _BLOCK:
            out.append(self._frame(self._rest[:whole]))
            self._rest = self._rest[whole:]
        return out

    def flush(self) -> list[AudioFrame | AudioGap]:
        """The remainder, filled up with silence; the sound ends here or has a hole."""
        if not len(self._rest):
            return []
        whole = -(-len(self._rest) // FRAME) * FRAME
        frame = self._frame(np.pad(self._rest, (0, whole - len(self._rest))))
        self._rest = _NOTHING
        return [frame]

    def _frame(self, pcm: Pcm) -> AudioFrame:
        assert self._expected is not None
        start = Samples(self._expected - len(self._rest))
        pcm.flags.writeable = False
        return AudioFrame(track=self._track, start=start, pcm=pcm)

    def _hole(self, gap: AudioGap) -> list[AudioFrame | AudioGap]:
        if self._expected is not None and gap.end <= self._expected:
            return []
        start = gap.start if self._expected is None else self._expected
        out = self.flush()
        self._expected = gap.end
        return [*out, AudioGap(track=self._track, start=start, end=gap.end, loss=gap.loss)]
